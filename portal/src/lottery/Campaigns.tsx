import Link from "@docusaurus/Link";
import Translate, { translate } from "@docusaurus/Translate";
import { type JSX, useState } from "react";
import { Failure } from "../components/Failure.tsx";
import ui from "../components/ui.module.css";
import { useEnvironment } from "../platform/environment.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { usePages } from "../platform/use-graph.ts";
import { day, environmentName, money } from "../platform/words.ts";
import type { ListedDraw } from "./draw.ts";
import { drawStatusName } from "./draw-words.ts";
import { CAMPAIGNS } from "./lottery.documents.ts";
import styles from "./lottery.module.css";

interface Tier {
  tier: number;
  prize: string;
  probability: string;
  stock: number;
  stockLeft: number;
}

interface Campaign {
  id: string;
  name: string;
  firstDay: string;
  lastDay: string;
  budget: string;
  rulesHash: string;
  instantTiers: Tier[];
  draws: ListedDraw[];
}

/** The campaigns of the chosen environment, those that end last first. */
export function Campaigns(): JSX.Element {
  const environment = useEnvironment();
  if (!environment) return <div className={ui.skeleton} aria-busy="true" />;
  return <Listed environment={environment} key={environment} />;
}

function Listed({ environment }: { environment: EnvironmentName }): JSX.Element {
  const [openOnly, setOpenOnly] = useState(false);
  const pages = usePages<Campaign>({
    environment,
    document: CAMPAIGNS,
    field: "campaigns",
    variables: { first: 10, openOnly },
  });
  return (
    <div className={styles.list}>
      <div className={styles.filters}>
        <label>
          <input type="checkbox" checked={openOnly} onChange={(event) => setOpenOnly(event.target.checked)} />
          <span>
            <Translate id="lottery.openOnly">只看正在进行的</Translate>
          </span>
        </label>
        <span className={ui.caption}>{environmentName(environment)}</span>
      </div>
      {pages.failure && <Failure failure={pages.failure} retry={pages.reload} />}
      {pages.state === "loading" && <div className={ui.skeleton} aria-busy="true" />}
      {pages.state === "ready" && pages.nodes.length === 0 && (
        <div className={ui.empty}>
          <h2>
            <Translate id="lottery.none">现在没有摇奖活动</Translate>
          </h2>
          <p>
            <Translate id="lottery.noneText">活动由税务机关发起，公布后规则不再更改，会列在这里。</Translate>
          </p>
        </div>
      )}
      {pages.nodes.map((campaign) => (
        <CampaignCard key={campaign.id} campaign={campaign} />
      ))}
      {pages.hasMore && (
        <button type="button" className={ui.quiet} onClick={pages.loadMore} disabled={pages.busy}>
          <Translate id="lottery.more">再看更早的</Translate>
        </button>
      )}
    </div>
  );
}

function CampaignCard({ campaign }: { campaign: Campaign }): JSX.Element {
  return (
    <article className={styles.campaign} aria-label={campaign.name}>
      <header>
        <h2>{campaign.name}</h2>
        <p>
          {campaign.firstDay} — {campaign.lastDay}
        </p>
      </header>
      {campaign.instantTiers.length > 0 && (
        <section>
          <h3>
            <Translate id="lottery.instant">即开奖</Translate>
          </h3>
          <ul className={styles.tiers}>
            {campaign.instantTiers.map(({ tier, prize, probability, stock, stockLeft }) => (
              <li key={tier}>
                <strong>{money(prize)}</strong>
                <span>
                  {translate(
                    { id: "lottery.odds", message: "中奖概率 {odds}%，剩 {left} / {stock} 份" },
                    {
                      odds: String(Number((Number(probability) * 100).toFixed(4))),
                      left: String(stockLeft),
                      stock: String(stock),
                    },
                  )}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3>
          <Translate id="lottery.draws">定期摇奖</Translate>
        </h3>
        <ul className={styles.draws}>
          {campaign.draws.map((draw) => (
            <li key={draw.id}>
              <div>
                <Link to={`/lottery/draw?number=${encodeURIComponent(draw.number)}`}>{draw.number}</Link>
                <span className={styles.status} data-status={draw.status}>
                  {drawStatusName(draw.status)}
                </span>
              </div>
              <p>
                {translate(
                  { id: "lottery.drawFacts", message: "报名至 {cutoff}" },
                  { cutoff: day(draw.cutoffAt) },
                )}
                {draw.entryCount !== null &&
                  translate(
                    { id: "lottery.entries", message: "；{count} 张发票参加" },
                    { count: String(draw.entryCount) },
                  )}
              </p>
            </li>
          ))}
        </ul>
      </section>
      <footer className={ui.caption}>
        {translate(
          { id: "lottery.budget", message: "奖金预算 {budget}" },
          { budget: money(campaign.budget) },
        )}
        <details>
          <summary>
            <Translate id="lottery.rules">规则的摘要</Translate>
          </summary>
          <code>{campaign.rulesHash}</code>
        </details>
      </footer>
    </article>
  );
}
