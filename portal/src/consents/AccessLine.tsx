import Link from "@docusaurus/Link";
import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import { type JSX, useState } from "react";
import ui from "../components/ui.module.css";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { clock } from "../platform/words.ts";
import styles from "./access.module.css";
import {
  type AccessEntry,
  kindName,
  operationWords,
  outcomeName,
  refusalCodes,
  succeeded,
} from "./access-entry.ts";
import { Disown } from "./Disown.tsx";
import type { FieldWords } from "./field-words.ts";

interface Props {
  entry: AccessEntry;
  words: FieldWords | undefined;
  environment: EnvironmentName;
  withApp: boolean;
  onSuspended: ((entry: AccessEntry) => void) | undefined;
}

/** One access: when, what in words, which fields, with what outcome, and whether it is sealed. */
export function AccessLine({ entry, words, environment, withApp, onSuspended }: Props): JSX.Element {
  const [doubting, setDoubting] = useState(false);
  const { fields } = entry;
  const english = useDocusaurusContext().i18n.currentLocale === "en";
  return (
    <li className={styles.line} data-outcome={succeeded(entry.outcome) ? "done" : "refused"}>
      <time dateTime={entry.at}>{clock(entry.at)}</time>
      <div className={styles.what}>
        <p>
          <span className={styles.kind}>{kindName(entry.kind)}</span> {operationWords(entry, words)}
        </p>
        <div className={styles.meta}>
          {withApp && <span>{english ? entry.actorTextEn : entry.actorText}</span>}
          <span data-outcome={succeeded(entry.outcome) ? "done" : "refused"}>
            {outcomeName(entry.outcome)}
            {refusalCodes(entry.outcome).map((code) => (
              <Link key={code} to={`/docs/errors#${code}`}>
                {code}
              </Link>
            ))}
          </span>
          <span
            className={styles.sealed}
            data-sealed={entry.sealed}
            title={translate({
              id: "access.sealedTitle",
              message: "已封存的记录由链式哈希与平台签名保护，任何改动都会被发现。",
            })}
          >
            {entry.sealed ? (
              <Translate id="access.sealed">已封存</Translate>
            ) : (
              <Translate id="access.notYetSealed">待封存</Translate>
            )}
          </span>
          {fields.length > 0 && (
            <details>
              <summary>
                {translate(
                  { id: "access.fields", message: "{count} 个字段" },
                  { count: String(fields.length) },
                )}
              </summary>
              <ul>
                {fields.map((field) => (
                  <li key={field}>
                    {words?.[field] ?? ""} <code>{field}</code>
                  </li>
                ))}
              </ul>
              <p className={ui.caption}>
                <Translate id="access.request">请求编号</Translate> <code>{entry.requestId}</code>
              </p>
            </details>
          )}
          {onSuspended && !doubting && (
            <button type="button" className={ui.text} onClick={() => setDoubting(true)}>
              <Translate id="access.notMe">这不是我</Translate>
            </button>
          )}
        </div>
        {doubting && onSuspended && (
          <Disown
            entry={entry}
            environment={environment}
            onCancel={() => setDoubting(false)}
            onSuspended={() => onSuspended(entry)}
          />
        )}
      </div>
    </li>
  );
}
