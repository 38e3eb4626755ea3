import BrowserOnly from "@docusaurus/BrowserOnly";
import Translate, { translate } from "@docusaurus/Translate";
import Layout from "@theme/Layout";
import { type JSX, lazy, Suspense } from "react";
import ui from "../components/ui.module.css";

const Verify = lazy(async () => ({ default: (await import("../verify/Verify.tsx")).Verify }));

/** 发票查验: whether an invoice is what it says. Public. */
export default function VerifyPage(): JSX.Element {
  const waiting = <div className={ui.skeleton} aria-busy="true" />;
  return (
    <Layout
      title={translate({ id: "verify.title", message: "发票查验" })}
      description={translate({
        id: "verify.description",
        message: "查验一张发票的真伪：各类数电发票和税控发票，结果带平台签名，不用登录。",
      })}
    >
      <main className={ui.page}>
        <header className={ui.head}>
          <div className={ui.inner}>
            <h1>
              <Translate id="verify.heading">发票查验</Translate>
            </h1>
            <p className={ui.promise}>
              <Translate id="verify.promise">
                照着票面填几项，就知道这张发票是真是假。不用登录，不用认图片，结果带平台签名。
              </Translate>
            </p>
          </div>
        </header>
        <div className={ui.inner}>
          <BrowserOnly fallback={waiting}>
            {() => (
              <Suspense fallback={waiting}>
                <Verify />
              </Suspense>
            )}
          </BrowserOnly>
        </div>
      </main>
    </Layout>
  );
}
