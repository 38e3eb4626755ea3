import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import type { JSX } from "react";
import { day, fromNow, roleName } from "../platform/words.ts";
import { type Consent, purposeName } from "./consent.ts";
import styles from "./consents.module.css";
import { LastUse } from "./LastUse.tsx";

/** What a consent says: what may be seen or done, why, from when to when, last used, given by whom. */
export function Terms({ consent }: { consent: Consent }): JSX.Element {
  const { currentLocale } = useDocusaurusContext().i18n;
  return (
    <>
      <ul className={styles.items}>
        {consent.items.map((item) => (
          <li key={item.scope}>
            {currentLocale === "en" ? item.en : item.zh}
            {item.class === "C4" && (
              <span className="chip chip--class-c4">
                {translate({ id: "consent.sensitive", message: "敏感" })}
              </span>
            )}
          </li>
        ))}
      </ul>
      <dl className={styles.facts}>
        <div>
          <dt>
            <Translate id="consent.purpose">用途</Translate>
          </dt>
          <dd>{purposeName(consent)}</dd>
        </div>
        <div>
          <dt>
            <Translate id="consent.since">授权起止</Translate>
          </dt>
          <dd>
            {day(consent.grantedAt)} — {day(consent.expiresAt)}
            {consent.status === "ACTIVE" && (
              <small>
                {translate(
                  { id: "consent.endsIn", message: "{when}到期" },
                  { when: fromNow(consent.expiresAt, currentLocale) },
                )}
              </small>
            )}
          </dd>
        </div>
        <div>
          <dt>
            <Translate id="consent.lastUse">最近使用</Translate>
          </dt>
          <dd>
            <LastUse consent={consent} />
          </dd>
        </div>
        <div>
          <dt>
            <Translate id="consent.grantedBy">授权人</Translate>
          </dt>
          <dd>
            {consent.grantedByName} <small>{roleName(consent.grantedRole)}</small>
            {consent.approvedByRole && (
              <small>
                <Translate id="consent.approvedBy">经同意：</Translate>
                {roleName(consent.approvedByRole)}
              </small>
            )}
          </dd>
        </div>
      </dl>
    </>
  );
}
