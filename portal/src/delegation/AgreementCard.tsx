import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import { type JSX, useState } from "react";
import { Act } from "../components/Act.tsx";
import ui from "../components/ui.module.css";
import { change, type GraphProblem } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { Agents } from "./Agents.tsx";
import { CONFIRM_AGENCY, END_AGENCY, REFUSE_AGENCY, WITHDRAW_AGENCY } from "./agency.documents.ts";
import { type Agreement, agreementStatus, otherOf, type Standing, sideName, sideOf } from "./agency.ts";
import styles from "./delegation.module.css";
import { InviteClient } from "./InviteClient.tsx";
import { minorName, SERVICES } from "./services.ts";

interface Props {
  agreement: Agreement;
  environment: EnvironmentName;
  standing: Standing;
  onChange(said: string): void;
}

type Answer = Record<string, { userErrors: GraphProblem[] }>;

/** One agreement: with whom, about what, until when, and what this side may do about it. */
export function AgreementCard({ agreement, environment, standing, onChange }: Props): JSX.Element {
  const english = useDocusaurusContext().i18n.currentLocale === "en";
  const [agentIds, setAgentIds] = useState<readonly string[]>([]);
  const { id, service, minorService, status } = agreement;
  const side = sideOf(agreement, standing.myTaxpayer?.id ?? "");
  const other = otherOf(agreement, side);
  const names = SERVICES[service];
  const step =
    (document: string, said: string, more: object = {}) =>
    async (key: string) => {
      await change<Answer>({ environment, document, input: { agreementId: id, ...more }, key });
      onChange(said);
    };
  const mine = agreement.startedBy === side;

  return (
    <article className={styles.card} data-status={status} id={id} aria-label={other}>
      <header>
        <div>
          <h3>{other}</h3>
          <p>
            {translate({ id: "agreement.as", message: "本企业是{side}" }, { side: sideName(side) })}
            {" · "}
            {names ? (english ? names.en : names.zh) : service} / {minorName(minorService, english)}
          </p>
        </div>
        <span className={styles.status} data-status={status}>
          {status === "PENDING_CONFIRM" && !mine
            ? translate({ id: "agreement.waitsForYou", message: "待您确认" })
            : agreementStatus(status)}
        </span>
      </header>
      <p className={styles.period}>
        <Translate id="agreement.period">期限</Translate> {agreement.periodFrom} — {agreement.periodTo}
      </p>
      {status === "PENDING_CONFIRM" && !mine && side === "AGENCY" && (
        <Agents standing={standing} chosen={agentIds} onChoose={setAgentIds} />
      )}
      <div className={ui.actions}>
        {status === "PENDING_CONFIRM" && !mine && (
          <>
            <Act
              label={translate({ id: "agreement.confirm", message: "同意协议" })}
              question={
                <Translate id="agreement.confirmText">同意后协议立即生效，双方都会收到通知。</Translate>
              }
              act={step(
                CONFIRM_AGENCY,
                translate({ id: "agreement.confirmed", message: "代理协议已生效。" }),
                side === "AGENCY" ? { agentIds } : {},
              )}
            />
            <Act
              label={translate({ id: "agreement.refuse", message: "不同意" })}
              danger
              question={<Translate id="agreement.refuseText">对方会收到通知；可以重新发起。</Translate>}
              act={step(REFUSE_AGENCY, translate({ id: "agreement.refused", message: "已回复不同意。" }))}
            />
          </>
        )}
        {status === "PENDING_CONFIRM" && mine && (
          <Act
            label={translate({ id: "agreement.withdraw", message: "撤回协议" })}
            question={<Translate id="agreement.withdrawText">对方将不能再确认这份协议。</Translate>}
            act={step(WITHDRAW_AGENCY, translate({ id: "agreement.withdrawn", message: "协议已撤回。" }))}
          />
        )}
        {status === "ACTIVE" && side === "AGENCY" && (
          <InviteClient agreementId={id} environment={environment} onChange={onChange} />
        )}
        {status === "ACTIVE" && (
          <Act
            label={translate({ id: "agreement.end", message: "终止协议" })}
            danger
            question={
              <Translate id="agreement.endText">
                协议立即终止，它之下的代理授权同时撤销，双方都会收到通知。不能恢复，只能重新发起。
              </Translate>
            }
            act={step(END_AGENCY, translate({ id: "agreement.ended", message: "代理协议已终止。" }))}
          />
        )}
      </div>
    </article>
  );
}
