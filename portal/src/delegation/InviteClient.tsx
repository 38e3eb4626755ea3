import Translate, { translate } from "@docusaurus/Translate";
import { type JSX, useEffect, useId, useRef, useState } from "react";
import { Failure } from "../components/Failure.tsx";
import ui from "../components/ui.module.css";
import { change, type GraphProblem } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { useChange } from "../platform/use-change.ts";
import { minute } from "../platform/words.ts";
import { INVITE_DELEGATION } from "./agency.documents.ts";
import styles from "./delegation.module.css";

interface Props {
  agreementId: string;
  environment: EnvironmentName;
  onChange(said: string): void;
}

interface Invited {
  link: string;
  inviteUntil: string;
}

type Answer = Record<"inviteDelegation", { agentDelegation: Invited | null; userErrors: GraphProblem[] }>;

/** The agency invites its client: which app, and then the link, which is shown this once. */
export function InviteClient({ agreementId, environment, onChange }: Props): JSX.Element {
  const [open, setOpen] = useState(false);
  const [appId, setAppId] = useState("");
  const [invited, setInvited] = useState<Invited>();
  const [copied, setCopied] = useState(false);
  const { busy, failure, run } = useChange();
  const app = useId();
  const link = useId();
  const shown = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (invited) shown.current?.select();
  }, [invited]);

  if (!open)
    return (
      <button type="button" className={ui.quiet} onClick={() => setOpen(true)}>
        <Translate id="invite.open">邀请委托人授权</Translate>
      </button>
    );
  if (invited)
    return (
      <section className={ui.question}>
        <label htmlFor={link}>
          {translate(
            { id: "invite.link", message: "邀请链接（{until} 前有效，只显示这一次）" },
            { until: minute(invited.inviteUntil) },
          )}
        </label>
        <input id={link} ref={shown} className={`${ui.field} ${styles.link}`} readOnly value={invited.link} />
        <p>
          <Translate id="invite.handOver">
            把链接交给委托人的法定代表人或财务负责人。只有他们能接受；别人打开也看不到内容。
          </Translate>
        </p>
        <div className={ui.actions}>
          <button
            type="button"
            className={ui.primary}
            onClick={() =>
              void navigator.clipboard.writeText(invited.link).then(
                () => setCopied(true),
                () => shown.current?.select(),
              )
            }
          >
            {copied
              ? translate({ id: "invite.copied", message: "已复制" })
              : translate({ id: "invite.copy", message: "复制链接" })}
          </button>
          <button
            type="button"
            className={ui.quiet}
            onClick={() => {
              setInvited(undefined);
              setOpen(false);
            }}
          >
            <Translate id="invite.close">完成</Translate>
          </button>
        </div>
      </section>
    );
  return (
    <form
      className={ui.question}
      onSubmit={(event) => {
        event.preventDefault();
        void run(async (key) => {
          const { inviteDelegation } = await change<Answer>({
            environment,
            document: INVITE_DELEGATION,
            input: { agreementId, appId: appId.trim() },
            key,
          });
          setInvited(inviteDelegation.agentDelegation ?? undefined);
          onChange(translate({ id: "invite.done", message: "邀请已生成。" }));
        });
      }}
    >
      <label htmlFor={app}>
        <Translate id="invite.app">机构使用的应用（应用编号）</Translate>
      </label>
      <input
        id={app}
        className={ui.field}
        value={appId}
        required
        spellCheck={false}
        autoComplete="off"
        placeholder="app_…"
        pattern="\s*app_[0-9a-f\-]{36}\s*"
        onChange={(event) => setAppId(event.target.value)}
      />
      {failure && <Failure failure={failure} />}
      <div className={ui.actions}>
        <button type="submit" className={ui.primary} disabled={busy}>
          <Translate id="invite.make">生成邀请链接</Translate>
        </button>
        <button type="button" className={ui.quiet} disabled={busy} onClick={() => setOpen(false)}>
          <Translate id="invite.cancel">取消</Translate>
        </button>
      </div>
    </form>
  );
}
