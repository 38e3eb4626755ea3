import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import { type JSX, useEffect, useState } from "react";
import { Failure } from "../components/Failure.tsx";
import { ask, GraphFailure } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { AccessTimeline } from "./AccessTimeline.tsx";
import type { Consent, ConsentField } from "./consent.ts";
import styles from "./consents.module.css";
import { CONSENT_ACCESS_LOG } from "./ledger.documents.ts";
import { CONSENT_DETAILS } from "./my-consents.documents.ts";
import { Receipt } from "./Receipt.tsx";

interface Props {
  consent: Consent;
  environment: EnvironmentName;
  onSuspended(): void;
}

interface Answer {
  consent: { receipt: string | null; fields: ConsentField[] | null } | null;
}

/** Everything else about a consent: its fields one by one, its periods, its receipt, and what was read when. */
export function ConsentDetails({ consent, environment, onSuspended }: Props): JSX.Element {
  const english = useDocusaurusContext().i18n.currentLocale === "en";
  const [details, setDetails] = useState<Answer["consent"]>();
  const [failure, setFailure] = useState<GraphFailure>();
  const { id } = consent;

  useEffect(() => {
    const control = new AbortController();
    ask<Answer>({
      environment,
      document: CONSENT_DETAILS,
      variables: { id },
      signal: control.signal,
    }).then(
      (answer) => setDetails(answer.consent),
      (error: unknown) =>
        control.signal.aborted || setFailure(error instanceof GraphFailure ? error : new GraphFailure([])),
    );
    return () => control.abort();
  }, [environment, id]);

  const fields = details?.fields ?? [];
  return (
    <div className={styles.details}>
      {failure && <Failure failure={failure} />}
      <section>
        <h4>
          <Translate id="details.data">它能看到什么</Translate>
        </h4>
        {consent.periodFrom && (
          <p className={styles.line}>
            <Translate id="details.periods">所属期</Translate> {consent.periodFrom} — {consent.periodTo}
          </p>
        )}
        {fields.length > 0 ? (
          <details className={styles.fields}>
            <summary>
              {translate(
                { id: "details.fields", message: "逐项看 {count} 个字段" },
                { count: String(fields.length) },
              )}
            </summary>
            <ul>
              {fields.map((field) => (
                <li key={field.coordinate}>
                  <span>{english ? field.en : field.zh}</span>
                  <code>{field.coordinate}</code>
                  {(field.class === "C3" || field.class === "C4") && (
                    <span className={`chip chip--class-${field.class.toLowerCase()}`}>{field.class}</span>
                  )}
                </li>
              ))}
            </ul>
          </details>
        ) : (
          details && (
            <p className={styles.line}>
              <Translate id="details.byScopes">这份授权按项目给出，没有逐字段列明。</Translate>
            </p>
          )
        )}
      </section>
      <section>
        <h4>
          <Translate id="details.receipt">授权回执</Translate>
        </h4>
        <Receipt
          consentId={id}
          receiptNo={consent.receiptNo}
          receipt={details?.receipt ?? undefined}
          environment={environment}
        />
      </section>
      <section>
        <h4>
          <Translate id="details.accesses">什么时候读了什么</Translate>
        </h4>
        <AccessTimeline
          environment={environment}
          document={CONSENT_ACCESS_LOG}
          field="consentAccessLog"
          variables={{ consentId: id }}
          live
          {...(consent.status === "ACTIVE" ? { onSuspended } : {})}
        />
      </section>
    </div>
  );
}
