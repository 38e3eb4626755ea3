import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import { type JSX, useEffect } from "react";
import { Failure } from "../components/Failure.tsx";
import ui from "../components/ui.module.css";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { usePages } from "../platform/use-graph.ts";
import { day } from "../platform/words.ts";
import { AccessLine } from "./AccessLine.tsx";
import styles from "./access.module.css";
import type { AccessEntry } from "./access-entry.ts";
import { useFieldWords } from "./field-words.ts";

interface Props {
  environment: EnvironmentName;
  document: string;
  field: string;
  variables: Record<string, unknown>;
  /** Look for new lines every few seconds: the ledger has them within five. */
  live?: boolean;
  /** Name the app on each line. */
  withApp?: boolean;
  onSuspended?(entry: AccessEntry): void;
}

const EVERY_MS = 4_000;

/** Lines of the ledger by day, the newest first. */
export function AccessTimeline(props: Props): JSX.Element {
  const {
    environment,
    document: query,
    field,
    variables,
    live = false,
    withApp = false,
    onSuspended,
  } = props;
  const { currentLocale } = useDocusaurusContext().i18n;
  const words = useFieldWords(currentLocale);
  const pages = usePages<AccessEntry>({
    environment,
    document: query,
    field,
    variables: { ...variables, first: 20 },
  });
  const { nodes, state, reload } = pages;
  const short = nodes.length <= 20;

  useEffect(() => {
    if (!live || !short) return;
    const timer = setInterval(() => document.hidden || reload(), EVERY_MS);
    return () => clearInterval(timer);
  }, [live, short, reload]);

  if (state === "failed" && pages.failure) return <Failure failure={pages.failure} retry={reload} />;
  if (state === "loading") return <div className={ui.skeleton} aria-busy="true" />;
  if (nodes.length === 0)
    return (
      <p className={ui.caption}>
        <Translate id="timeline.empty">还没有任何访问。应用每次读取或办理，5 秒内会出现在这里。</Translate>
      </p>
    );
  const days = new Map<string, AccessEntry[]>();
  for (const entry of nodes) days.set(day(entry.at), [...(days.get(day(entry.at)) ?? []), entry]);
  return (
    <div className={styles.timeline}>
      {[...days].map(([date, entries]) => (
        <section key={date}>
          <h5>{date}</h5>
          <ol>
            {entries.map((entry) => (
              <AccessLine
                key={entry.id}
                entry={entry}
                words={words}
                environment={environment}
                withApp={withApp}
                onSuspended={onSuspended}
              />
            ))}
          </ol>
        </section>
      ))}
      {pages.hasMore && (
        <button type="button" className={ui.quiet} onClick={pages.loadMore} disabled={pages.busy}>
          {translate({ id: "timeline.more", message: "更早的访问" })}
        </button>
      )}
    </div>
  );
}
