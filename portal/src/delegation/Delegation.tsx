import { useLocation } from "@docusaurus/router";
import Translate from "@docusaurus/Translate";
import { type JSX, useCallback, useEffect, useState } from "react";
import { Failure } from "../components/Failure.tsx";
import { SignedOut } from "../components/SignedOut.tsx";
import ui from "../components/ui.module.css";
import { chooseEnvironment } from "../platform/environment.ts";
import { ask, GraphFailure } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { restore } from "../platform/session.ts";
import { useAccount } from "../platform/use-session.ts";
import { Agreements } from "./Agreements.tsx";
import { MY_STANDING } from "./agency.documents.ts";
import type { Standing } from "./agency.ts";
import { Delegations } from "./Delegations.tsx";
import styles from "./delegation.module.css";
import { Invitation } from "./Invitation.tsx";

/** What stands below the heading: an invitation, where the address brings one; the agreements; the delegations. */
export function Delegation(): JSX.Element {
  const { search, hash } = useLocation();
  const invited = hash.slice(1);
  const named = new URLSearchParams(search).get("environment");
  useEffect(() => {
    if (named === "sandbox" || named === "production") chooseEnvironment(named);
  }, [named]);
  const { environment, signedIn } = useAccount();

  if (!environment || signedIn === "unknown") return <div className={ui.skeleton} aria-busy="true" />;
  if (signedIn === "away")
    return <Failure failure={new GraphFailure([])} retry={() => void restore(environment)} />;
  if (signedIn === "no")
    return (
      <SignedOut
        environment={environment}
        heading={
          invited ? (
            <Translate id="delegation.signedOutInvited">登录后查看代理机构给您的邀请</Translate>
          ) : (
            <Translate id="delegation.signedOut">登录后管理代理关系</Translate>
          )
        }
      >
        <Translate id="delegation.signedOutText">
          企业由法定代表人或财务负责人登录；代理机构的人员登录时选择机构。沙箱里都是虚构的样例，可以放心试。
        </Translate>
      </SignedOut>
    );
  return <Ours environment={environment} invited={invited} key={`${environment} ${signedIn.taxpayerId}`} />;
}

function Ours({ environment, invited }: { environment: EnvironmentName; invited: string }): JSX.Element {
  const [standing, setStanding] = useState<Standing>();
  const [failure, setFailure] = useState<GraphFailure>();
  const [round, setRound] = useState(0);
  const [said, setSaid] = useState("");
  const changed = useCallback((words: string) => {
    setSaid(words);
    setRound((before) => before + 1);
  }, []);
  const load = useCallback(
    (signal?: AbortSignal) =>
      ask<Standing>({ environment, document: MY_STANDING, ...(signal ? { signal } : {}) }).then(
        (found) => {
          setStanding(found);
          setFailure(undefined);
        },
        (error: unknown) =>
          signal?.aborted || setFailure(error instanceof GraphFailure ? error : new GraphFailure([])),
      ),
    [environment],
  );
  useEffect(() => {
    const control = new AbortController();
    void load(control.signal);
    return () => control.abort();
  }, [load]);

  if (failure) return <Failure failure={failure} retry={() => void load()} />;
  if (!standing) return <div className={ui.skeleton} aria-busy="true" />;
  const shared = { environment, standing, round, onChange: changed };
  return (
    <div className={styles.page}>
      <p className={styles.said} role="status">
        {said}
      </p>
      {invited && <Invitation environment={environment} token={invited} onChange={changed} />}
      <Agreements {...shared} />
      <Delegations {...shared} />
    </div>
  );
}
