import { refuse as access } from "../../platform/access.ts";
import type { Context } from "../../platform/context.ts";
import { newId } from "../../platform/id.ts";
import { fen, yuan } from "../../platform/money.ts";
import { publish } from "../../platform/outbox.ts";
import { at, check } from "../../platform/refusal.ts";
import { inTransaction } from "../../platform/transaction.ts";
import {
  caseByNumber,
  isConflicted,
  officerOf,
  rulesAt,
  taxpayersByIds,
  whyNotLook,
} from "../../registry/facts.ts";
import { monthOf } from "./credit-line.rules.ts";
import type {
  ChangeCreditLineInput,
  ChangedCreditLine,
  SellerRisk,
  SetSellerRiskInput,
} from "./officer-inputs.ts";
import { creditLineIsWithin, decidesOnRisk, limitRuleOf, reasonIsGiven } from "./officer-issuing.rules.ts";

const SCOPE = "officer:invoice";
const forbidden = { ...access.FORBIDDEN_SCOPE, details: { scope: SCOPE } };

/**
 * The officer who may decide for a taxpayer: post permission, jurisdiction, no conflict, and a case where the level needs
 * one. A taxpayer unknown here looks like one of another area.
 */
async function decidingOfficer(context: Context, taxpayerId: string) {
  const { environment, caller, now } = context;
  const officer = await officerOf(context);
  const { caseNo } = caller;
  const [[taxpayer], cases, conflicted] = await Promise.all([
    taxpayersByIds(environment.database.reader, [taxpayerId]),
    caseNo === undefined ? undefined : caseByNumber(context, { number: caseNo }),
    isConflicted(context, taxpayerId),
  ]);
  if (!taxpayer) return check(access.JURISDICTION_DENIED) as never;
  const named = cases && (cases[0] ?? null);
  check(
    ...whyNotLook({
      officer,
      scope: SCOPE,
      taxpayer,
      dataClass: "C2",
      named,
      approved: false,
      conflicted,
      now,
    }),
  );
  return officer;
}

/** Sets a taxpayer's line from this month on. The database holds limit and jurisdiction once more, and tells the taxpayer. */
export async function changeCreditLine(
  context: Context,
  { taxpayerId, granted, reason }: ChangeCreditLineInput,
): Promise<ChangedCreditLine> {
  const officer = await decidingOfficer(context, taxpayerId);
  const { environment, today, now, caller } = context;
  const rule = limitRuleOf(officer.level);
  if (!rule) return check(forbidden) as never;
  const rules = await rulesAt(environment.database.reader, today, officer.authorityCode);
  const outside = creditLineIsWithin(granted, rules.amount(rule));
  const unreasoned = reasonIsGiven(reason);
  check(
    outside && at(outside, ["input", "granted"], outside.details),
    unreasoned && at(unreasoned, ["input", "reason"]),
  );
  const sql = inTransaction(context);
  const month = monthOf(today);
  const { rows } = await sql.query<{ line: string; spent: string }>(
    "select line, spent::text as spent from change_credit_line($1, $2, $3, $4, $5, $6, $7)",
    [newId("cl"), taxpayerId, today, yuan(granted), reason.trim(), newId("ntc"), now],
  );
  const { line: id, spent } = rows[0]!;
  await publish(sql, {
    type: "invoice.credit_line_changed",
    taxpayerId,
    subject: id,
    data: { month },
    ...(caller.appId ? { appId: caller.appId } : {}),
  });
  context.touch(taxpayerId);
  return { id, taxpayerId, month, granted, used: fen(spent) };
}

/** Sets a seller's risk; at RED it may not issue. The database holds the jurisdiction once more, and tells the taxpayer. */
export async function setSellerRisk(
  context: Context,
  { taxpayerId, level, reason }: SetSellerRiskInput,
): Promise<SellerRisk> {
  const officer = await decidingOfficer(context, taxpayerId);
  const { now, caller } = context;
  const unreasoned = reasonIsGiven(reason);
  check(!decidesOnRisk(officer.level) && forbidden, unreasoned && at(unreasoned, ["input", "reason"]));
  const sql = inTransaction(context);
  await sql.query("select set_seller_risk($1, $2, $3, $4, $5)", [
    taxpayerId,
    level,
    now,
    reason.trim(),
    newId("ntc"),
  ]);
  await publish(sql, {
    type: "invoice.seller_risk_changed",
    taxpayerId,
    subject: taxpayerId,
    data: { level },
    ...(caller.appId ? { appId: caller.appId } : {}),
  });
  context.touch(taxpayerId);
  return { taxpayerId, level, since: now };
}
