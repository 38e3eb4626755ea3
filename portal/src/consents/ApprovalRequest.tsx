import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import { type JSX, useEffect, useRef, useState } from "react";
import { AppGlyph } from "../components/AppGlyph.tsx";
import { Failure } from "../components/Failure.tsx";
import ui from "../components/ui.module.css";
import { change, GraphFailure } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { signIn } from "../platform/sign-in.ts";
import { fromNow, minute, roleName } from "../platform/words.ts";
import type { Changed } from "./changed.ts";
import { type Consent, nameOf, purposeName } from "./consent.ts";
import styles from "./consents.module.css";
import { APPROVE_CONSENT, REFUSE_CONSENT } from "./my-consents.documents.ts";

interface Props {
  consent: Consent;
  environment: EnvironmentName;
  /** Named by the address: where a sign-in for it came back to. */
  opened: boolean;
  onDecided(status: Consent["status"]): void;
}

/** Where a sign-in with a passkey comes back to: this page, at this request. */
const here = (id: string) => {
  const address = new URL(location.href);
  address.searchParams.set("consent", id);
  return address.pathname + address.search;
};

/** What a tax handler asked for, and the decision about it: sensitive items one by one, and a passkey where one is demanded. */
export function ApprovalRequest({ consent, environment, opened, onDecided }: Props): JSX.Element {
  const { currentLocale } = useDocusaurusContext().i18n;
  const english = currentLocale === "en";
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<GraphFailure>();
  const place = useRef<HTMLElement>(null);
  const sensitive = consent.items.filter((item) => item.class === "C4");
  const app = nameOf(consent, english);

  useEffect(() => {
    if (opened) place.current?.scrollIntoView({ block: "center" });
  }, [opened]);

  const tick = (scope: string, on: boolean) => {
    const next = new Set(ticked);
    if (on) next.add(scope);
    else next.delete(scope);
    setTicked(next);
  };
  const decide = async (agree: boolean) => {
    setBusy(true);
    setFailure(undefined);
    try {
      if (agree) {
        const input = { id: consent.id, separate: [...ticked] };
        await change<Changed<"approveConsent">>({ environment, document: APPROVE_CONSENT, input });
      } else {
        const input = { id: consent.id };
        await change<Changed<"refuseConsent">>({ environment, document: REFUSE_CONSENT, input });
      }
      onDecided(agree ? "ACTIVE" : "REFUSED");
    } catch (error) {
      const failed = error instanceof GraphFailure ? error : new GraphFailure([]);
      setFailure(failed);
      setBusy(false);
    }
  };
  const stepUp = () => {
    setBusy(true);
    signIn({ environment, returnTo: here(consent.id), stepUp: true }).catch(() => {
      setFailure(new GraphFailure([]));
      setBusy(false);
    });
  };
  const needsPasskey = failure?.has("STEP_UP_REQUIRED") || failure?.has("CONSENT_ACR");

  return (
    <article className={styles.card} data-status="AWAITING_APPROVAL" ref={place} aria-label={app}>
      <header className={styles.who}>
        <AppGlyph of={consent} />
        <div>
          <h3>{app}</h3>
          <p className={styles.vendor}>{(english && consent.vendorNameEn) || consent.vendorName}</p>
        </div>
        {consent.decideBy && (
          <span className={styles.status} data-status="AWAITING_APPROVAL">
            {translate(
              { id: "approval.deadline", message: "{left}截止" },
              { left: fromNow(consent.decideBy, currentLocale) },
            )}
          </span>
        )}
      </header>
      <p>
        {translate(
          {
            id: "approval.asks",
            message: "{person}（{role}）申请授权“{app}”，用途：{purpose}。",
          },
          {
            person: consent.grantedByName ?? "",
            role: roleName(consent.grantedRole),
            app,
            purpose: purposeName(consent),
          },
        )}{" "}
        {consent.periodFrom && (
          <>
            <Translate id="approval.periods">所属期</Translate> {consent.periodFrom} — {consent.periodTo}
          </>
        )}
      </p>
      <ul className={styles.items}>
        {consent.items
          .filter((item) => item.class !== "C4")
          .map(({ scope, zh, en }) => (
            <li key={scope}>{english ? en : zh}</li>
          ))}
      </ul>
      {sensitive.length > 0 && (
        <fieldset className={styles.ticks}>
          <legend>
            <Translate id="approval.separate">敏感个人信息，请逐项单独同意</Translate>
          </legend>
          {sensitive.map(({ scope, zh, en }) => (
            <label key={scope}>
              <input
                type="checkbox"
                checked={ticked.has(scope)}
                onChange={(event) => tick(scope, event.target.checked)}
              />
              <span>{english ? en : zh}</span>
            </label>
          ))}
        </fieldset>
      )}
      {needsPasskey ? (
        <div className={styles.note} data-tone="warn" role="alert">
          <p>
            <Translate id="approval.stepUp">
              这项授权要求以通行密钥再次确认身份（L3，五分钟内有效）。确认后会回到这里。
            </Translate>
          </p>
          <button type="button" className={ui.primary} disabled={busy} onClick={stepUp}>
            <Translate id="approval.passkey">用通行密钥确认</Translate>
          </button>
        </div>
      ) : (
        failure && <Failure failure={failure} />
      )}
      <div className={styles.actions}>
        <button
          type="button"
          className={ui.primary}
          disabled={busy || ticked.size < sensitive.length}
          onClick={() => void decide(true)}
        >
          <Translate id="approval.agree">同意授权</Translate>
        </button>
        <button type="button" className={ui.quiet} disabled={busy} onClick={() => void decide(false)}>
          <Translate id="approval.refuse">拒绝</Translate>
        </button>
        <span className={ui.caption}>
          {consent.requestedAt &&
            translate(
              { id: "approval.requestedAt", message: "{at} 申请" },
              { at: minute(consent.requestedAt) },
            )}
        </span>
      </div>
    </article>
  );
}
