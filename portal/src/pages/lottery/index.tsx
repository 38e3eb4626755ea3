import BrowserOnly from "@docusaurus/BrowserOnly";
import Translate, { translate } from "@docusaurus/Translate";
import Layout from "@theme/Layout";
import { type JSX, lazy, Suspense } from "react";
import ui from "../../components/ui.module.css";
import { DrawNumber } from "../../lottery/DrawNumber.tsx";

const Campaigns = lazy(async () => ({ default: (await import("../../lottery/Campaigns.tsx")).Campaigns }));

/** 有奖发票: the campaigns, and the way to recompute a draw. Public. */
export default function LotteryPage(): JSX.Element {
  const waiting = <div className={ui.skeleton} aria-busy="true" />;
  return (
    <Layout
      title={translate({ id: "lottery.title", message: "有奖发票" })}
      description={translate({
        id: "lottery.description",
        message: "发票摇奖活动与开奖结果。每一次摇奖，任何人都可以在自己的浏览器里重算验证。",
      })}
    >
      <main className={ui.page}>
        <header className={ui.head}>
          <div className={ui.inner}>
            <h1>
              <Translate id="lottery.heading">有奖发票</Translate>
            </h1>
            <p className={ui.promise}>
              <Translate id="lottery.promise">
                消费索取发票，就有机会中奖。谁中奖不由任何人说了算：每一次摇奖，您都可以在自己的浏览器里重算一遍。
              </Translate>
            </p>
            <DrawNumber />
          </div>
        </header>
        <div className={ui.inner}>
          <BrowserOnly fallback={waiting}>
            {() => (
              <Suspense fallback={waiting}>
                <Campaigns />
              </Suspense>
            )}
          </BrowserOnly>
        </div>
      </main>
    </Layout>
  );
}
