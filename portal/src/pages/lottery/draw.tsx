import BrowserOnly from "@docusaurus/BrowserOnly";
import Link from "@docusaurus/Link";
import { useLocation } from "@docusaurus/router";
import Translate, { translate } from "@docusaurus/Translate";
import Layout from "@theme/Layout";
import { type JSX, lazy, Suspense } from "react";
import ui from "../../components/ui.module.css";
import { DrawNumber } from "../../lottery/DrawNumber.tsx";
import styles from "../../lottery/lottery.module.css";

const DrawView = lazy(async () => ({ default: (await import("../../lottery/DrawView.tsx")).DrawView }));

/** The draw that the address names, or the question for one. */
function Asked(): JSX.Element {
  const number = new URLSearchParams(useLocation().search).get("number")?.trim() ?? "";
  return (
    <div className={styles.asked}>
      <DrawNumber number={number} />
      {number && <DrawView number={number} key={number} />}
    </div>
  );
}

/** 验证摇奖: everything is recomputed in the reader's browser from what is published. Public. */
export default function DrawPage(): JSX.Element {
  const waiting = <div className={ui.skeleton} aria-busy="true" />;
  return (
    <Layout
      title={translate({ id: "drawPage.title", message: "验证摇奖" })}
      description={translate({
        id: "drawPage.description",
        message: "在浏览器里用公布的种子和参与名单重算一次发票摇奖，逐项核对。",
      })}
    >
      <main className={ui.page}>
        <header className={ui.head}>
          <div className={ui.inner}>
            <p className={ui.crumb}>
              <Link to="/lottery">
                <Translate id="drawPage.back">有奖发票</Translate>
              </Link>
            </p>
            <h1>
              <Translate id="drawPage.heading">验证摇奖</Translate>
            </h1>
            <p className={ui.promise}>
              <Translate id="drawPage.promise">
                种子先承诺、名单先封定、最后才揭示：谁也不能事后挑选结果。验证只用公布的数据，全部在您的浏览器里完成。
              </Translate>
            </p>
          </div>
        </header>
        <div className={ui.inner}>
          <BrowserOnly fallback={waiting}>
            {() => (
              <Suspense fallback={waiting}>
                <Asked />
              </Suspense>
            )}
          </BrowserOnly>
        </div>
      </main>
    </Layout>
  );
}
