import { useHistory, useLocation } from "@docusaurus/router";
import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import { type JSX, useEffect, useState } from "react";
import { Act } from "../components/Act.tsx";
import { Failure } from "../components/Failure.tsx";
import ui from "../components/ui.module.css";
import { ask, change, GraphFailure, type GraphProblem } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { minute } from "../platform/words.ts";
import { ACCEPT_DELEGATION, DELEGATION_INVITATION, REVOKE_DELEGATION } from "./agency.documents.ts";
import type { Delegation } from "./agency.ts";
import styles from "./delegation.module.css";
import { minorName } from "./services.ts";

interface Props {
  environment: EnvironmentName;
  token: string;
  onChange(said: string): void;
}

type Changed<Name extends string> = Record<Name, { userErrors: GraphProblem[] }>;

/** The invitation whose link was opened: who asks for what, and the answer to it. */
export function Invitation({ environment, token, onChange }: Props): JSX.Element {
  const english = useDocusaurusContext().i18n.currentLocale === "en";
  const history = useHistory();
  const { pathname } = useLocation();
  const [found, setFound] = useState<Delegation | null>();
  const [failure, setFailure] = useState<GraphFailure>();
  useEffect(() => {
    const control = new AbortController();
    ask<{ delegationInvitation: Delegation | null }>({
      environment,
      document: DELEGATION_INVITATION,
      variables: { token },
      signal: control.signal,
    }).then(
      (answer) => setFound(answer.delegationInvitation),
      (error: unknown) =>
        control.signal.aborted || setFailure(error instanceof GraphFailure ? error : new GraphFailure([])),
    );
    return () => control.abort();
  }, [environment, token]);

  if (failure) return <Failure failure={failure} />;
  if (found === undefined) return <div className={ui.skeleton} aria-busy="true" />;
  if (found === null)
    return (
      <section className={ui.empty}>
        <h2>
          <Translate id="invitation.invalid">这个邀请链接不能用</Translate>
        </h2>
        <p>
          <Translate id="invitation.invalidText">
            它可能已被接受、已过期（7
            日内有效）、已被撤销，或不是给您登录时所选的企业。请核对企业，或请代理机构再发一次。
          </Translate>
        </p>
      </section>
    );
  const done = (said: string) => {
    history.replace(pathname);
    onChange(said);
  };
  const agency = found.agency?.name ?? "—";
  return (
    <section className={styles.invitation} aria-labelledby="invitation">
      <h2 id="invitation">
        {translate({ id: "invitation.heading", message: "“{agency}”邀请您授权代理" }, { agency })}
      </h2>
      <dl className={styles.facts}>
        <div>
          <dt>
            <Translate id="invitation.client">委托人</Translate>
          </dt>
          <dd>{found.client?.name ?? "—"}</dd>
        </div>
        <div>
          <dt>
            <Translate id="invitation.service">服务</Translate>
          </dt>
          <dd>{minorName(found.minorService, english)}</dd>
        </div>
        <div>
          <dt>
            <Translate id="invitation.app">通过的应用</Translate>
          </dt>
          <dd>
            <code>{found.appId}</code>
          </dd>
        </div>
        <div>
          <dt>
            <Translate id="invitation.until">请在此前决定</Translate>
          </dt>
          <dd>{minute(found.inviteUntil)}</dd>
        </div>
      </dl>
      <div className={ui.actions}>
        <Act
          label={translate({ id: "invitation.accept", message: "接受邀请" })}
          question={
            <Translate id="invitation.acceptText">
              接受后，机构可以为这一项服务使用这个应用代您办理；应用能读什么，仍由您给应用的授权决定。您随时可以撤销。
            </Translate>
          }
          act={async (key) => {
            await change<Changed<"acceptDelegation">>({
              environment,
              document: ACCEPT_DELEGATION,
              input: { token },
              key,
            });
            done(translate({ id: "invitation.accepted", message: "已接受，代理授权生效。" }));
          }}
        />
        <Act
          label={translate({ id: "invitation.refuse", message: "拒绝邀请" })}
          danger
          question={<Translate id="invitation.refuseText">拒绝后链接失效，代理机构会收到通知。</Translate>}
          act={async (key) => {
            await change<Changed<"revokeDelegation">>({
              environment,
              document: REVOKE_DELEGATION,
              input: { delegationId: found.id },
              key,
            });
            done(translate({ id: "invitation.refused", message: "已拒绝邀请。" }));
          }}
        />
      </div>
    </section>
  );
}
