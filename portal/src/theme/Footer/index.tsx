import Link from "@docusaurus/Link";
import Translate, { translate } from "@docusaurus/Translate";
import type { JSX } from "react";
import { StatusLine } from "../../components/StatusLine.tsx";
import styles from "./styles.module.css";

/** The footer of every page: where things are, that this is no official site, and the live status. */
export default function Footer(): JSX.Element {
  return (
    <footer className={styles.footer}>
      <div className={styles.inner}>
        <nav className={styles.links} aria-label={translate({ id: "footer.navigation", message: "页脚" })}>
          <Link to="/docs/quick-start">
            <Translate id="footer.quickStart">快速开始</Translate>
          </Link>
          <Link to="/docs/reference">
            <Translate id="footer.reference">API 参考</Translate>
          </Link>
          <Link to="/docs/errors">
            <Translate id="footer.errors">错误代码</Translate>
          </Link>
          <Link to="/docs/scopes">
            <Translate id="footer.scopes">授权范围</Translate>
          </Link>
          <Link to="/explorer">
            <Translate id="footer.explorer">API 调试台</Translate>
          </Link>
        </nav>
        <div className={styles.status}>
          <StatusLine />
        </div>
        <p className={styles.notice}>
          <Translate id="footer.notice">开源软件（MIT），演示数据均为虚构，非政府网站。</Translate>
        </p>
      </div>
    </footer>
  );
}
