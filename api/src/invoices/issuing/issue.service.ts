import type { Context } from "../../platform/context.ts";
import { at, check } from "../../platform/refusal.ts";
import { inTransaction } from "../../platform/transaction.ts";
import { fitsTheLine, monthOf } from "./credit-line.rules.ts";
import { creditLeft, spendCredit } from "./credit-line.service.ts";
import { blueDraft } from "./draft.ts";
import { issuingFacts } from "./issue.facts.ts";
import { refuse } from "./issue.refusals.ts";
import { whyNotIssue } from "./issue.rules.ts";
import type { IssueInvoiceInput } from "./issue-input.ts";
import { type IssuedInvoice, issuedInvoice } from "./issued-invoice.ts";
import { storeInvoice } from "./store.ts";

/** Issues one blue invoice in the name of the taxpayer who consented, or throws every reason why not. */
export async function issueInvoice(context: Context, invoice: IssueInvoiceInput): Promise<IssuedInvoice> {
  const facts = await issuingFacts(context, [invoice]);
  check(...whyNotIssue(invoice, facts, ["input"]));
  const { seller, day } = facts;
  const sql = inTransaction(context);
  const draft = blueDraft(invoice, facts);
  const month = monthOf(day);
  if (!(await spendCredit(sql, seller.id, month, draft.amount))) {
    const left = await creditLeft(sql, seller.id, month);
    const problem = fitsTheLine(draft.amount, left) ?? refuse.QUOTA_EXCEEDED;
    check(at(problem, ["input", "amount"], problem.details));
  }
  const { regionCode } = seller;
  const { now: issuedAt, caller } = context;
  const stored = await storeInvoice(sql, draft, { regionCode, issuedAt, appId: caller.appId });
  return issuedInvoice(stored, draft);
}
