import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import type { JSX } from "react";
import { fromNow, minute } from "../platform/words.ts";
import type { Consent } from "./consent.ts";

/** The platform counts no further. */
const COUNTED_UP_TO = 10_000;

/** When the app used the consent last, and how often it read of late, from the ledger. */
export function LastUse({
  consent: { lastUsedAt, readsIn30Days },
}: {
  consent: Pick<Consent, "lastUsedAt" | "readsIn30Days">;
}): JSX.Element {
  const { currentLocale } = useDocusaurusContext().i18n;
  if (lastUsedAt === null) return <Translate id="consent.neverUsed">尚未使用</Translate>;
  return (
    <>
      <time dateTime={lastUsedAt}>{minute(lastUsedAt)}</time>
      <small>
        {fromNow(lastUsedAt, currentLocale)}
        {readsIn30Days > 0 &&
          translate(
            { id: "consent.reads", message: "，近 30 日读取 {count} 次" },
            {
              count:
                readsIn30Days >= COUNTED_UP_TO ? `${COUNTED_UP_TO}+` : readsIn30Days.toLocaleString("en"),
            },
          )}
      </small>
    </>
  );
}
