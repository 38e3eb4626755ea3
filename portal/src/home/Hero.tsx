import Link from "@docusaurus/Link";
import Translate from "@docusaurus/Translate";
import type { JSX } from "react";
import { StatusLine } from "../components/StatusLine.tsx";
import styles from "./home.module.css";
import { PublicQuery } from "./PublicQuery.tsx";

/** What the platform is, whether it runs, and a query to try at once. */
export function Hero(): JSX.Element {
  return (
    <section className={styles.hero}>
      <div className={styles.heroInner}>
        <div className={styles.heroText}>
          <p className={styles.motto}>
            <span className={styles.seal} aria-hidden="true" />
            <Translate id="home.motto">税务搭台，各方唱戏</Translate>
          </p>
          <h1>
            <Translate id="home.heading">一张图，连接全部税务服务</Translate>
          </h1>
          <p className={styles.promise}>
            <Translate id="home.promise">
              发票、登记、授权，一个 GraphQL
              入口。纳税人点头，应用才看得到；给什么、给多久，逐项自己定；不想给了，随时收回。谁也不必再交出密码。
            </Translate>
          </p>
          <div className={styles.actions}>
            <Link className={styles.primary} to="/docs/quick-start">
              <Translate id="home.start">三分钟快速开始</Translate>
            </Link>
            <Link className={styles.secondary} to="/explorer">
              <Translate id="home.explorer">打开调试台</Translate>
            </Link>
          </div>
          <div className={styles.heroStatus}>
            <StatusLine />
          </div>
        </div>
        <PublicQuery />
      </div>
    </section>
  );
}
