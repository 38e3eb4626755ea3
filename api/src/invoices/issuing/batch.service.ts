import type { EntityManager } from "@mikro-orm/postgresql";
import { entryOf, record } from "../../platform/audit.ts";
import type { Caller } from "../../platform/caller.ts";
import { Context, type Environment } from "../../platform/context.ts";
import { newId } from "../../platform/id.ts";
import { holdConsent } from "../../platform/living-consent.ts";
import { userError } from "../../platform/payload.ts";
import { at, check, type Problem } from "../../platform/refusal.ts";
import { inTransaction, type Queryable } from "../../platform/transaction.ts";
import { monthOf } from "./credit-line.rules.ts";
import { creditLeft, spendCredit } from "./credit-line.service.ts";
import { blueDraft } from "./draft.ts";
import { issuingFacts } from "./issue.facts.ts";
import { batchSize, whyNotIssue } from "./issue.rules.ts";
import type { InvoiceToIssue, IssueInvoiceBatchInput } from "./issue-input.ts";
import { issuedInvoice } from "./issued-invoice.ts";
import { type InvoiceDraft, storeInvoices } from "./store.ts";

const SCOPE = "invoice:issue";
/** What is done in one transaction: as many invoices, and not many more lines. */
const PART = { invoices: 50, lines: 2_000 };

const MONEY = ["amount", "taxAmount", "total", "deductibleAmount"];
const written = (value: unknown) =>
  JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? String(item) : item));
const read = <T>(text: string): T =>
  JSON.parse(text, (key, item: unknown) =>
    MONEY.includes(key) && typeof item === "string" ? BigInt(item) : item,
  );

/** Accepts a batch; it is worked off after the transaction. Answers the id to ask `issueResult` by. */
export async function acceptBatch(context: Context, { invoices }: IssueInvoiceBatchInput): Promise<string> {
  const wrong = batchSize(invoices.length);
  check(wrong && at(wrong, ["input", "invoices"], { given: invoices.length }));
  const sql = inTransaction(context);
  const id = newId("irq");
  const { kind, appId, releaseId, consentId, personId, purpose, taxpayerId } = context.caller;
  const caller = {
    kind,
    appId,
    releaseId,
    consentId,
    personId,
    purpose,
    taxpayerId,
    scopes: [SCOPE],
  };
  await sql.query(
    `insert into issue_request (id, taxpayer_id, caller, state, total, issued, refused, requested_at)
     values ($1, $2, $3, 'PENDING', $4, 0, 0, $5)`,
    [id, taxpayerId, JSON.stringify(caller), invoices.length, context.now],
  );
  await sql.query(
    `insert into issue_request_item (issue_request_id, no, state, draft)
     select $1, place, 'PENDING', e from jsonb_array_elements($2::jsonb) with ordinality as d(e, place)`,
    [id, written(invoices)],
  );
  await sql.query("select wake_for_issue_request($1)", [id]);
  return id;
}

/** Works off what waits of a batch, part by part, each in one transaction: whatever happens, an item is done once. */
export async function workBatch(environment: Environment, requestId: string): Promise<void> {
  const { rows } = await environment.database.writer.query<{ caller: Caller }>(
    "select caller from issue_request where id = $1",
    [requestId],
  );
  const [request] = rows;
  while (request && (await workPart(environment, requestId, request.caller)));
}

/** Works off every batch that waits: those a process left behind when it died. One that fails keeps no other waiting. */
export async function workWhatWaits(environment: Environment): Promise<void> {
  const { rows } = await environment.database.writer.query<{ id: string }>(
    "select id from issue_request where state = 'PENDING' order by requested_at, id limit 1000",
  );
  const failed: unknown[] = [];
  for (const { id } of rows) await workBatch(environment, id).catch((error: unknown) => failed.push(error));
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} batches could not be worked off`);
}

/** One part; false when nothing waits any more, or another process is at it. */
async function workPart(environment: Environment, requestId: string, caller: Caller): Promise<boolean> {
  const context = new Context(environment, caller, requestId);
  return (context.em as EntityManager).transactional(async () => {
    const sql = inTransaction(context);
    const { rowCount } = await sql.query(
      "select 1 from issue_request where id = $1 and state = 'PENDING' for update skip locked",
      [requestId],
    );
    if (!rowCount) return false;
    const items = await nextItems(sql, requestId);
    const answers = await issueItems(context, sql, items);
    await sql.query(
      `update issue_request_item i set state = a.state, answer = a.answer, draft = null
       from jsonb_to_recordset($2::jsonb) as a(no int, state text, answer jsonb)
       where i.issue_request_id = $1 and i.no = a.no`,
      [requestId, JSON.stringify(answers)],
    );
    const issued = answers.filter(({ state }) => state === "ISSUED").length;
    await sql.query(
      `update issue_request set issued = issued + $2, refused = refused + $3,
         state = case when issued + refused + $2 + $3 = total then 'DONE' else state end where id = $1`,
      [requestId, issued, answers.length - issued],
    );
    await record(
      sql,
      entryOf(context, {
        kind: "WRITE",
        event: "INVOICE_BATCH_WORKED",
        operation: "issueInvoiceBatch",
        outcome: issued > 0 ? "DONE" : "REFUSED",
        items: issued,
      }),
    );
    return true;
  });
}

interface Item {
  no: number;
  invoice: InvoiceToIssue;
}

/** The first that wait, at least one. */
async function nextItems(sql: Queryable, requestId: string): Promise<Item[]> {
  const { rows } = await sql.query<{ no: number; draft: string }>(
    `select no, draft::text as draft from issue_request_item
     where issue_request_id = $1 and state = 'PENDING' order by no limit $2`,
    [requestId, PART.invoices],
  );
  let lines = 0;
  const items: Item[] = [];
  for (const { no, draft } of rows) {
    const invoice = read<InvoiceToIssue>(draft);
    lines += invoice.lines.length;
    if (items.length > 0 && lines > PART.lines) break;
    items.push({ no, invoice });
  }
  return items;
}

type Answer = { no: number; state: "ISSUED" | "REFUSED"; answer: object };
const refused = (no: number, problems: readonly Problem[]): Answer => ({
  no,
  state: "REFUSED",
  answer: { userErrors: problems.map(userError) },
});

/** Issues what may be issued, in order, with one block of numbers; what may not is refused by itself, and all of it once the consent gives it no more. */
async function issueItems(context: Context, sql: Queryable, items: readonly Item[]): Promise<Answer[]> {
  const withdrawn = await holdConsent(sql, context.caller, SCOPE);
  if (withdrawn) return items.map(({ no }) => refused(no, [withdrawn]));
  const facts = await issuingFacts(
    context,
    items.map(({ invoice }) => invoice),
  );
  const month = monthOf(facts.day);
  let left = await creditLeft(sql, facts.seller.id, month, true);
  let spent = 0n;
  const answers: Answer[] = [];
  const accepted: { no: number; draft: InvoiceDraft }[] = [];
  for (const { no, invoice } of items) {
    const judged = { ...facts, seller: { ...facts.seller, left } };
    const problems = whyNotIssue(invoice, judged, ["input", "invoices", String(no - 1)]);
    if (problems.length > 0) answers.push(refused(no, problems));
    else {
      accepted.push({ no, draft: blueDraft(invoice, facts) });
      left -= invoice.amount;
      spent += invoice.amount;
    }
  }
  if (accepted.length > 0 && !(await spendCredit(sql, facts.seller.id, month, spent)))
    throw new Error("a credit line that was locked has changed");
  const stored = await storeInvoices(
    sql,
    accepted.map(({ draft }) => draft),
    { regionCode: facts.seller.regionCode, issuedAt: context.now, appId: context.caller.appId },
  );
  const issued = accepted.map(({ no, draft }, i): Answer => {
    const { totalInWords, ...invoice } = issuedInvoice(stored[i]!, draft);
    return { no, state: "ISSUED", answer: { invoice: JSON.parse(written(invoice)) } };
  });
  return [...answers, ...issued];
}
