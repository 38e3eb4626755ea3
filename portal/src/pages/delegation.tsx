import BrowserOnly from "@docusaurus/BrowserOnly";
import Head from "@docusaurus/Head";
import Translate, { translate } from "@docusaurus/Translate";
import Layout from "@theme/Layout";
import { type JSX, lazy, Suspense } from "react";
import ui from "../components/ui.module.css";

const Delegation = lazy(async () => ({ default: (await import("../delegation/Delegation.tsx")).Delegation }));

/** 代理关系: agreements with tax agencies, and what they may use for whom. Invitation links lead here. */
export default function DelegationPage(): JSX.Element {
  const waiting = <div className={ui.skeleton} aria-busy="true" />;
  return (
    <Layout
      title={translate({ id: "delegation.title", message: "代理关系" })}
      description={translate({
        id: "delegation.description",
        message: "与涉税专业服务机构的代理协议和代理授权：邀请、接受、拒绝，随时终止。",
      })}
    >
      <Head>
        <meta name="robots" content="noindex" />
        <meta name="referrer" content="no-referrer" />
      </Head>
      <main className={ui.page}>
        <header className={ui.head}>
          <div className={ui.inner}>
            <h1>
              <Translate id="delegation.heading">代理关系</Translate>
            </h1>
            <p className={ui.promise}>
              <Translate id="delegation.promise">
                机构代您办税，要有三样：双方的协议、您对它所用应用的代理授权、您给应用的授权。缺一样都办不了，任何一样您随时可以收回。
              </Translate>
            </p>
          </div>
        </header>
        <div className={ui.inner}>
          <BrowserOnly fallback={waiting}>
            {() => (
              <Suspense fallback={waiting}>
                <Delegation />
              </Suspense>
            )}
          </BrowserOnly>
        </div>
      </main>
    </Layout>
  );
}
