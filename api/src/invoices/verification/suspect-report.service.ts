import type { Context } from "../../platform/context.ts";
import { newId } from "../../platform/id.ts";
import { check } from "../../platform/refusal.ts";
import { inTransaction } from "../../platform/transaction.ts";
import { captchaWasSolved } from "./captcha.ts";
import {
  codeIsGiven,
  type ReportSuspectInvoiceInput,
  type SuspectReport,
  statementIsUsable,
} from "./suspect-report.ts";
import { identityOf } from "./verification.rules.ts";

/** Takes a report from anybody, also of an invoice that does not exist. */
export async function reportSuspectInvoice(
  context: Context,
  input: ReportSuspectInvoiceInput,
): Promise<SuspectReport> {
  check(codeIsGiven(input), statementIsUsable(input));
  const sql = inTransaction(context);
  if (!context.may("invoice:verify")) await captchaWasSolved(context, sql, input.captchaToken);
  const report = { id: newId("sus"), receivedAt: context.now };
  await sql.query(
    `insert into suspect_report (id, received_at, identity, issued_on, reason, statement, app_id) values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      report.id,
      report.receivedAt,
      identityOf(input),
      input.issuedOn ?? null,
      input.reason,
      input.statement.normalize("NFC").trim(),
      context.caller.appId ?? null,
    ],
  );
  return report;
}
