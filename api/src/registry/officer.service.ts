import { refuse as access } from "../platform/access.ts";
import { entryOf, record } from "../platform/audit.ts";
import type { Context } from "../platform/context.ts";
import { check, Refusal } from "../platform/refusal.ts";
import { callingOfficer, caseByNumber, isApproved, isConflicted, recordById } from "./officer.queries.ts";
import { type Asked, fieldsShown, postIsHeld, whyNotLook } from "./officer.rules.ts";
import type { Taxpayer } from "./taxpayer.ts";

export const LOOK = "officer:taxpayer";

/** The officer who calls. Throws POST_ENDED when the post is no longer held. */
export async function officerOf(context: Context) {
  const officer = await callingOfficer(context);
  check((!officer || !postIsHeld(officer.post, context.today)) && access.POST_ENDED);
  return officer!;
}

/** What an officer may see of a taxpayer. */
export interface Look {
  taxpayer: Taxpayer;
  /** The fields shown: `all`, or those of the cross-area case. */
  fields: readonly string[] | "all";
}

/**
 * Decides whether the calling officer may look at a taxpayer's data of a class, and leaves an entry of it, allowed or
 * refused, before anything is answered: who, in which post, for which case. A taxpayer that does not exist looks like
 * one of another area, except to the State Taxation Administration, which has no other area. `operation` is the root
 * field of the graph that asks.
 */
export async function look(
  context: Context,
  taxpayerId: string,
  dataClass: Asked["dataClass"],
  operation = "taxpayerForOfficer",
): Promise<Look | null> {
  const officer = await officerOf(context);
  const { caseNo } = context.caller;
  const [[taxpayer], cases, approved, conflicted] = await Promise.all([
    recordById(context, { id: taxpayerId }),
    caseNo === undefined ? undefined : caseByNumber(context, { number: caseNo }),
    caseNo !== undefined && dataClass === "C4" ? isApproved(context, taxpayerId, caseNo) : false,
    isConflicted(context, taxpayerId),
  ]);
  if (!taxpayer) {
    check(officer.level !== "STA" && access.JURISDICTION_DENIED);
    return null;
  }
  const asked: Asked = {
    officer,
    scope: LOOK,
    taxpayer,
    dataClass,
    named: cases && (cases[0] ?? null),
    approved,
    conflicted,
    now: context.now,
  };
  const [first, ...rest] = whyNotLook(asked);
  await leaveEntry(
    context,
    taxpayerId,
    { dataClass, operation },
    first ? [first, ...rest].map(({ code }) => code) : [],
  );
  if (first) throw new Refusal([first, ...rest]);
  return { taxpayer, fields: fieldsShown(asked) };
}

/** One entry for the taxpayer looked at: it shows in the taxpayer's own ledger. */
const leaveEntry = (
  context: Context,
  taxpayerId: string,
  { dataClass, operation }: { dataClass: string; operation: string },
  codes: readonly string[],
): Promise<void> =>
  record(
    context.environment.database.writer,
    entryOf(context, {
      kind: "READ",
      event: dataClass === "C4" ? "OFFICER_READ_PERSONAL" : "OFFICER_READ",
      operation,
      outcome: codes.join(" ") || "DONE",
      taxpayerId,
      args: { id: taxpayerId },
    }),
  );
