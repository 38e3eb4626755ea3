import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import type { JSX } from "react";
import { Act } from "../components/Act.tsx";
import { Failure } from "../components/Failure.tsx";
import ui from "../components/ui.module.css";
import { change, type GraphProblem } from "../platform/graph.ts";
import { usePages } from "../platform/use-graph.ts";
import { minute } from "../platform/words.ts";
import { type Shared, useRound } from "./Agreements.tsx";
import { MY_DELEGATIONS, REVOKE_DELEGATION } from "./agency.documents.ts";
import { type Delegation, delegationStatus, lackName, otherOf, sideName, sideOf } from "./agency.ts";
import styles from "./delegation.module.css";
import { minorName } from "./services.ts";

/** The delegations of the taxpayer: one client, one service, one app each. */
export function Delegations({ environment, standing, round, onChange }: Shared): JSX.Element {
  const english = useDocusaurusContext().i18n.currentLocale === "en";
  const pages = usePages<Delegation>({
    environment,
    document: MY_DELEGATIONS,
    field: "myDelegations",
    variables: { first: 20 },
  });
  const { state, nodes, failure, reload } = pages;
  useRound(round, reload);
  return (
    <section className={styles.group} aria-busy={pages.busy || state === "loading"}>
      <header>
        <h2>
          <Translate id="delegations.heading">代理授权</Translate>
        </h2>
      </header>
      {failure && <Failure failure={failure} retry={reload} />}
      {state === "loading" && <div className={ui.skeleton} />}
      {nodes.map((delegation) => {
        const side = sideOf(delegation, standing.myTaxpayer?.id ?? "");
        const { id, status, missing } = delegation;
        const other = otherOf(delegation, side);
        return (
          <article className={styles.card} data-status={status} id={id} key={id} aria-label={other}>
            <header>
              <div>
                <h3>{other}</h3>
                <p>
                  {minorName(delegation.minorService, english)} · <code>{delegation.appId}</code>
                </p>
              </div>
              <span className={styles.status} data-status={status}>
                {delegationStatus(delegation)}
              </span>
            </header>
            <p className={styles.period}>
              {status === "INVITED" &&
                translate(
                  { id: "delegation.until", message: "邀请在 {until} 前有效" },
                  { until: minute(delegation.inviteUntil) },
                )}
              {status === "ACTIVE" &&
                delegation.acceptedAt &&
                translate(
                  { id: "delegation.since", message: "{at} 接受" },
                  { at: minute(delegation.acceptedAt) },
                )}
              {status === "REVOKED" &&
                delegation.revokedAt &&
                translate(
                  { id: "delegation.revoked", message: "{at} 由{side}撤销" },
                  {
                    at: minute(delegation.revokedAt),
                    side: delegation.revokedBy ? sideName(delegation.revokedBy) : "",
                  },
                )}
            </p>
            {status === "ACTIVE" && missing.length > 0 && (
              <p className={styles.lacking}>
                <Translate id="delegation.lacking">还不能办理，缺：</Translate>
                {missing.map(lackName).join(translate({ id: "delegation.and", message: "、" }))}
              </p>
            )}
            {status !== "REVOKED" && (
              <div className={ui.actions}>
                <Act
                  label={translate({ id: "delegation.revoke", message: "撤销授权" })}
                  danger
                  question={
                    <Translate id="delegation.revokeText">
                      立即生效：机构不能再通过这个应用办理。代理协议与您给应用的授权不受影响，双方都会收到通知。
                    </Translate>
                  }
                  act={async (key) => {
                    await change<Record<"revokeDelegation", { userErrors: GraphProblem[] }>>({
                      environment,
                      document: REVOKE_DELEGATION,
                      input: { delegationId: id },
                      key,
                    });
                    onChange(translate({ id: "delegation.ended", message: "代理授权已撤销。" }));
                  }}
                />
              </div>
            )}
          </article>
        );
      })}
      {state === "ready" && nodes.length === 0 && (
        <div className={ui.empty}>
          <h3>
            <Translate id="delegations.none">还没有代理授权</Translate>
          </h3>
          <p>
            <Translate id="delegations.noneText">
              协议生效后，由机构邀请委托人：一项服务、一个应用一份授权，委托人打开链接接受后生效。
            </Translate>
          </p>
        </div>
      )}
      {pages.hasMore && (
        <button type="button" className={ui.quiet} onClick={pages.loadMore} disabled={pages.busy}>
          <Translate id="delegations.more">再看更早的</Translate>
        </button>
      )}
    </section>
  );
}
