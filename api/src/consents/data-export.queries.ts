import type { PageArgs } from "../platform/connection.ts";
import type { Context } from "../platform/context.ts";
import { consentsOfCaller } from "./consent.queries.ts";
import { Consent } from "./consent.ts";
import { type DataExport, shownOf } from "./data-export.ts";
import { accessLog, fieldsOf } from "./ledger.queries.ts";
import { AccessEntry } from "./ledger-entry.ts";

const line = (type: "CONSENT" | "RECEIPT" | "ACCESS", content: object) =>
  JSON.stringify({ type, ...content });

/** After the last consent come the accesses: their cursors say so. */
const ACCESSES = "access:";

/**
 * One page of the caller's copy: at most `first` consents or `first` accesses, by keyset, whatever there is in all. What
 * comes in meanwhile is newer than the pages still to come and changes none of them.
 */
export async function exportPage(context: Context, { first, after }: PageArgs): Promise<DataExport> {
  return after?.startsWith(ACCESSES)
    ? accesses(context, { first, after: after.slice(ACCESSES.length) || null })
    : consents(context, { first, after: after ?? null });
}

async function consents(context: Context, page: PageArgs): Promise<DataExport> {
  const { nodes, pageInfo } = await consentsOfCaller(context, page, {});
  return {
    lines: nodes.flatMap((consent) => [
      line("CONSENT", shownOf(Consent, consent)),
      ...(consent.receipt ? [line("RECEIPT", { consentId: consent.id, receipt: consent.receipt })] : []),
    ]),
    next: pageInfo.hasNextPage ? pageInfo.endCursor : ACCESSES,
  };
}

async function accesses(context: Context, page: PageArgs): Promise<DataExport> {
  const { nodes, pageInfo } = await accessLog(context, page, { ownUse: true });
  const lines = await Promise.all(
    nodes.map(async (entry) => {
      const { callerKind, fieldsHash } = entry;
      const fields = fieldsHash ? ((await fieldsOf(context, fieldsHash))?.fields ?? null) : null;
      return line("ACCESS", { ...shownOf(AccessEntry, entry), callerKind, fields });
    }),
  );
  return { lines, next: pageInfo.hasNextPage ? `${ACCESSES}${pageInfo.endCursor}` : null };
}
