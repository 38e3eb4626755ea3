import Translate from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import { type JSX, useEffect, useState } from "react";
import { ask } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { fromNow, minute } from "../platform/words.ts";
import { LAST_USE } from "./ledger.documents.ts";

interface Answer {
  consentAccessLog: { nodes: { at: string }[] };
}

/** When the app used the consent last, from the ledger. */
export function LastUse({
  consentId,
  environment,
}: {
  consentId: string;
  environment: EnvironmentName;
}): JSX.Element {
  const { currentLocale } = useDocusaurusContext().i18n;
  const [at, setAt] = useState<string | null>();
  useEffect(() => {
    const control = new AbortController();
    ask<Answer>({ environment, document: LAST_USE, variables: { consentId }, signal: control.signal }).then(
      ({ consentAccessLog: { nodes } }) => setAt(nodes[0]?.at ?? null),
      () => undefined,
    );
    return () => control.abort();
  }, [consentId, environment]);
  if (at === undefined) return <span aria-busy="true">…</span>;
  if (at === null) return <Translate id="consent.neverUsed">尚未使用</Translate>;
  return (
    <>
      <time dateTime={at}>{minute(at)}</time>
      <small>{fromNow(at, currentLocale)}</small>
    </>
  );
}
