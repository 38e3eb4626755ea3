import BrowserOnly from "@docusaurus/BrowserOnly";
import Head from "@docusaurus/Head";
import Translate, { translate } from "@docusaurus/Translate";
import Layout from "@theme/Layout";
import { type JSX, lazy, Suspense } from "react";
import ui from "../../components/ui.module.css";

const AppConsents = lazy(async () => ({
  default: (await import("../../console/AppConsents.tsx")).AppConsents,
}));

/** Who granted an app what, for its vendor. */
export default function AppConsentsPage(): JSX.Element {
  const waiting = <div className={ui.skeleton} aria-busy="true" />;
  return (
    <Layout
      title={translate({ id: "appConsents.title", message: "谁授权了我的应用" })}
      description={translate({
        id: "appConsents.description",
        message: "应用的服务商在这里看到：哪些纳税人授权了什么，到什么时候，用过没有，数据删了没有。",
      })}
    >
      <Head>
        <meta name="robots" content="noindex" />
      </Head>
      <main className={ui.page}>
        <header className={ui.head}>
          <div className={ui.inner}>
            <h1>
              <Translate id="appConsents.heading">谁授权了我的应用</Translate>
            </h1>
            <p className={ui.promise}>
              <Translate id="appConsents.promise">
                授权属于纳税人。这里只列出他们给了什么、到什么时候；授权结束后 15 日内，请删除数据并声明。
              </Translate>
            </p>
          </div>
        </header>
        <div className={ui.inner}>
          <BrowserOnly fallback={waiting}>
            {() => (
              <Suspense fallback={waiting}>
                <AppConsents />
              </Suspense>
            )}
          </BrowserOnly>
        </div>
      </main>
    </Layout>
  );
}
