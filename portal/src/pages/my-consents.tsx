import BrowserOnly from "@docusaurus/BrowserOnly";
import Head from "@docusaurus/Head";
import Translate, { translate } from "@docusaurus/Translate";
import Layout from "@theme/Layout";
import { type JSX, lazy, Suspense } from "react";
import ui from "../components/ui.module.css";

const MyConsents = lazy(async () => ({ default: (await import("../consents/MyConsents.tsx")).MyConsents }));

/** 我的授权: the heading is static, the rest belongs to whoever is signed in. */
export default function MyConsentsPage(): JSX.Element {
  const waiting = <div className={ui.skeleton} aria-busy="true" />;
  return (
    <Layout
      title={translate({ id: "mine.title", message: "我的授权" })}
      description={translate({
        id: "mine.description",
        message: "看到每个应用能读您的什么税务数据、读过什么，随时缩小或撤回授权。",
      })}
    >
      <Head>
        <meta name="robots" content="noindex" />
      </Head>
      <main className={ui.page}>
        <header className={ui.head}>
          <div className={ui.inner}>
            <h1>
              <Translate id="mine.heading">我的授权</Translate>
            </h1>
            <p className={ui.promise}>
              <Translate id="mine.promise">
                谁能看您的数据、看过什么，都在这里。不想再让谁看，点一下就停。
              </Translate>
            </p>
          </div>
        </header>
        <div className={ui.inner}>
          <BrowserOnly fallback={waiting}>
            {() => (
              <Suspense fallback={waiting}>
                <MyConsents />
              </Suspense>
            )}
          </BrowserOnly>
        </div>
      </main>
    </Layout>
  );
}
