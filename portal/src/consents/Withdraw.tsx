import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import { type JSX, useEffect, useRef, useState } from "react";
import { Failure } from "../components/Failure.tsx";
import ui from "../components/ui.module.css";
import { change, GraphFailure } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import type { Changed } from "./changed.ts";
import { type Consent, nameOf } from "./consent.ts";
import styles from "./consents.module.css";
import { REVOKE_CONSENT } from "./my-consents.documents.ts";

interface Props {
  consent: Consent;
  environment: EnvironmentName;
  onDone(changed: Partial<Consent>): void;
  onCancel(): void;
}

/** The question before a withdrawal, in its place: what it does, and what it does not. */
export function Withdraw({ consent, environment, onDone, onCancel }: Props): JSX.Element {
  const english = useDocusaurusContext().i18n.currentLocale === "en";
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<GraphFailure>();
  const place = useRef<HTMLElement>(null);
  const [key] = useState(() => crypto.randomUUID());
  const app = nameOf(consent, english);

  useEffect(() => place.current?.focus(), []);

  const withdraw = async () => {
    setBusy(true);
    try {
      const { revokeConsent } = await change<Changed<"revokeConsent">>({
        environment,
        document: REVOKE_CONSENT,
        input: { consentId: consent.id },
        key,
      });
      onDone(revokeConsent.consent ?? { status: "REVOKED" });
    } catch (error) {
      setFailure(error instanceof GraphFailure ? error : new GraphFailure([]));
      setBusy(false);
    }
  };

  return (
    <section
      className={styles.panel}
      data-tone="danger"
      ref={place}
      tabIndex={-1}
      aria-label={translate({ id: "withdraw.question", message: "确认撤回" })}
    >
      <h4>{translate({ id: "withdraw.heading", message: "撤回给“{app}”的授权？" }, { app })}</h4>
      <ul>
        <li>
          <Translate id="withdraw.atOnce">立即生效：它的下一次访问就会被拒绝。</Translate>
        </li>
        <li>
          <Translate id="withdraw.delete">它须在 15 日内删除已取得的数据，并向您作出声明。</Translate>
        </li>
        <li>
          <Translate id="withdraw.past">此前依法完成的处理仍然有效；依赖这份授权的服务会停下来。</Translate>
        </li>
        <li>
          {translate(
            { id: "withdraw.again", message: "撤回后不能恢复原授权；想再用，在“{app}”里重新授权即可。" },
            { app },
          )}
        </li>
      </ul>
      {failure && <Failure failure={failure} />}
      <div className={ui.actions}>
        <button type="button" className={ui.danger} disabled={busy} onClick={() => void withdraw()}>
          <Translate id="withdraw.confirm">确认撤回</Translate>
        </button>
        <button type="button" className={ui.quiet} disabled={busy} onClick={onCancel}>
          <Translate id="withdraw.keep">保留授权</Translate>
        </button>
      </div>
    </section>
  );
}
