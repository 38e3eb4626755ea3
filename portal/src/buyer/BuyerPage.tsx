import BrowserOnly from "@docusaurus/BrowserOnly";
import Head from "@docusaurus/Head";
import Translate, { translate } from "@docusaurus/Translate";
import Layout from "@theme/Layout";
import { type JSX, lazy, Suspense } from "react";
import ui from "../components/ui.module.css";

const Buyer = lazy(async () => ({ default: (await import("./Buyer.tsx")).Buyer }));

/** 扫码填抬头: `/i/<token>`, opened on the buyer's telephone. The token is a secret: it is never a referrer. */
export default function BuyerPage(): JSX.Element {
  const waiting = <div className={ui.skeleton} aria-busy="true" />;
  return (
    <Layout title={translate({ id: "buyer.title", message: "填写发票抬头" })} noFooter>
      <Head>
        <meta name="robots" content="noindex" />
        <meta name="referrer" content="no-referrer" />
      </Head>
      <main className={ui.page}>
        <header className={ui.head}>
          <div className={ui.inner}>
            <h1>
              <Translate id="buyer.heading">填写发票抬头</Translate>
            </h1>
          </div>
        </header>
        <div className={ui.inner}>
          <BrowserOnly fallback={waiting}>
            {() => (
              <Suspense fallback={waiting}>
                <Buyer />
              </Suspense>
            )}
          </BrowserOnly>
        </div>
      </main>
    </Layout>
  );
}
