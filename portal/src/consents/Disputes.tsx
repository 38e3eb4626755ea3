import Translate, { translate } from "@docusaurus/Translate";
import type { JSX } from "react";
import { Failure } from "../components/Failure.tsx";
import ui from "../components/ui.module.css";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { usePages } from "../platform/use-graph.ts";
import { minute } from "../platform/words.ts";
import styles from "./consents.module.css";
import { MY_DISPUTES } from "./ledger.documents.ts";

type Status = "OPEN" | "ESCALATED" | "AWAITING_SECOND" | "UPHELD" | "DISMISSED";

interface Dispute {
  id: string;
  caseNo: string;
  consentId: string | null;
  note: string | null;
  status: Status;
  dueAt: string;
  escalatedAt: string | null;
  reason: string | null;
  openedAt: string;
  closedAt: string | null;
}

/** What a dispute is at, and what that means for the one who raised it. */
const stateOf = (status: Status): { name: string; text: string } =>
  ({
    OPEN: {
      name: translate({ id: "dispute.open", message: "核查中" }),
      text: translate({ id: "dispute.openText", message: "税务机关正在核查。办结前，有关授权保持暂停。" }),
    },
    ESCALATED: {
      name: translate({ id: "dispute.escalated", message: "已提交上级" }),
      text: translate({ id: "dispute.escalatedText", message: "逾期未办结，已转上一级税务机关办理。" }),
    },
    AWAITING_SECOND: {
      name: translate({ id: "dispute.second", message: "待复核" }),
      text: translate({ id: "dispute.secondText", message: "拟不支持，须由另一人确认后才生效。" }),
    },
    UPHELD: {
      name: translate({ id: "dispute.upheld", message: "异议成立" }),
      text: translate({ id: "dispute.upheldText", message: "有关授权已撤回。" }),
    },
    DISMISSED: {
      name: translate({ id: "dispute.dismissed", message: "异议不成立" }),
      text: translate({
        id: "dispute.dismissedText",
        message: "有关授权已恢复。仍不放心的，您可以随时撤回它。",
      }),
    },
  })[status];

/** The objections of the taxpayer (“this was not me”), with what became of each. */
export function Disputes({ environment }: { environment: EnvironmentName }): JSX.Element {
  const pages = usePages<Dispute>({
    environment,
    document: MY_DISPUTES,
    field: "myAccessDisputes",
    variables: { first: 20 },
  });
  if (pages.state === "loading") return <div className={ui.skeleton} aria-busy="true" />;
  if (pages.failure) return <Failure failure={pages.failure} retry={pages.reload} />;
  if (pages.nodes.length === 0)
    return (
      <div className={ui.empty}>
        <h2>
          <Translate id="dispute.none">没有提出过异议</Translate>
        </h2>
        <p>
          <Translate id="dispute.noneText">
            在访问记录里看到不是您的操作，点“这不是我”：授权立即暂停，并立案核查，结果会列在这里。
          </Translate>
        </p>
      </div>
    );
  return (
    <div className={styles.group}>
      {pages.nodes.map((dispute) => {
        const { name, text } = stateOf(dispute.status);
        const open = dispute.closedAt === null;
        return (
          <article className={styles.card} key={dispute.id} data-dispute={dispute.status}>
            <header className={styles.who}>
              <div>
                <h3>
                  {translate({ id: "dispute.case", message: "案件 {caseNo}" }, { caseNo: dispute.caseNo })}
                </h3>
                <p className={styles.vendor}>
                  {translate(
                    { id: "dispute.openedAt", message: "{at} 提出" },
                    { at: minute(dispute.openedAt) },
                  )}
                </p>
              </div>
              <span className={styles.status} data-status={open ? "SUSPENDED" : "ENDED"}>
                {name}
              </span>
            </header>
            <p className={styles.note} data-tone={open ? "warn" : undefined}>
              {text}{" "}
              {open
                ? translate(
                    { id: "dispute.dueAt", message: "须在 {at} 前办结。" },
                    { at: minute(dispute.dueAt) },
                  )
                : translate(
                    { id: "dispute.closedAt", message: "{at} 办结。" },
                    { at: minute(dispute.closedAt ?? "") },
                  )}
            </p>
            {dispute.note && (
              <p>
                <span className={ui.caption}>
                  <Translate id="dispute.note">您的说明</Translate>
                </span>
                <br />
                {dispute.note}
              </p>
            )}
            {dispute.reason && (
              <p>
                <span className={ui.caption}>
                  <Translate id="dispute.reason">决定的理由</Translate>
                </span>
                <br />
                {dispute.reason}
              </p>
            )}
          </article>
        );
      })}
      {pages.hasMore && (
        <button type="button" className={ui.quiet} onClick={pages.loadMore} disabled={pages.busy}>
          <Translate id="dispute.more">再看更早的</Translate>
        </button>
      )}
    </div>
  );
}
