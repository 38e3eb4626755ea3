import type { EntityManager } from "@mikro-orm/postgresql";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { holdConsent } from "../../platform/living-consent.ts";
import { testSubgraph } from "../../platform/testing.ts";
import { inTransaction, type Queryable } from "../../platform/transaction.ts";
import { T1, T2 } from "../testing.ts";
import { workBatch } from "./batch.service.ts";
import { anInvoiceInput, ISSUE, issuerFor, issuing, once, seedSellers } from "./issuing.testing.ts";

/* A consent that ends between the gateway's look and the write. The tokens here are as good as the gateway's last look. */

const as = { ...issuerFor(T1), consentId: "cst_race", consentVersion: 2 };
let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(issuing, { seed: (database) => seedSellers(database) });
  await issue();
  await sql("update consent set receipt_no = 'SQ-RACE' where id = $1", [as.consentId]);
});
afterAll(() => board.close());
beforeEach(() =>
  sql("update consent set status = 'ACTIVE', version = 2, expires_at = now() + interval '1 year'"),
);

const sql = async (text: string, values: unknown[] = []) =>
  (await board.environment.database.writer.query(text, values)).rows;
const issue = (caller = as) => board.run(ISSUE, { as: caller, input: once(anInvoiceInput()) });
const codesOf = ({ errors }: Awaited<ReturnType<typeof issue>>) =>
  errors?.map(({ extensions }) => extensions?.code) ?? [];
/** What an invoice leaves behind, and the keys under which it would be given again. */
const stored = () =>
  sql(`select (select count(*) from invoice) as invoices, (select sum(last) from invoice_counter) as numbers,
    (select sum(used) from credit_line) as used, (select count(*) from outbox_event) as events, (select count(*) from idempotency_key) as keys`);

it("whoever withdraws first wins: in 100 races nothing is issued under what was withdrawn", async () => {
  const before = await stored();
  const revoking = await board.environment.database.writer.connect();
  try {
    for (let round = 0; round < 100; round += 1) {
      await revoking.query("begin");
      await revoking.query("update consent set status = 'REVOKED', revoked_at = now() where id = $1", [
        as.consentId,
      ]);
      // The write has begun and waits, or begins after the commit: both are later than the withdrawal.
      const issued = issue();
      if (round % 2) await new Promise(setImmediate);
      await revoking.query("commit");
      expect(codesOf(await issued)).toEqual(["CONSENT_REVOKED"]);
      await revoking.query("update consent set status = 'ACTIVE' where id = $1", [as.consentId]);
    }
  } finally {
    revoking.release();
  }
  expect(await stored()).toEqual(before);
  expect(await sql("select count(*) from audit_entry where outcome = 'CONSENT_REVOKED'")).toEqual([
    { count: "100" },
  ]);
});

it.each([
  ["suspended", "status = 'SUSPENDED'", "CONSENT_SUSPENDED"],
  ["expired, and not swept yet", "expires_at = clock_timestamp()", "CONSENT_EXPIRED"],
  ["swept", "status = 'EXPIRED'", "CONSENT_EXPIRED"],
  ["narrowed since the token", "version = 3", "TOKEN_EXPIRED"],
])("one that is %s carries no write", async (_, change, code) => {
  await sql(`update consent set ${change} where id = $1`, [as.consentId]);
  const before = await stored();
  expect(codesOf(await issue())).toEqual([code]);
  expect(await stored()).toEqual(before);
});

it("another taxpayer's, another app's and one that is none carry no write", async () => {
  await sql("update consent set id = 'cst_gone' where id = $1", [as.consentId]);
  expect(codesOf(await issue())).toEqual(["CONSENT_REVOKED"]);
  await sql("update consent set id = $1 where id = 'cst_gone'", [as.consentId]);
  for (const caller of [
    { ...as, taxpayerId: T2 },
    { ...as, appId: "app_other" },
  ])
    expect(codesOf(await issue(caller))).toEqual(["CONSENT_REVOKED"]);
  expect(codesOf(await issue())).toEqual([]);
});

const holding = <T>(work: (transaction: Queryable) => Promise<T>): Promise<T> => {
  const context = board.context({ as });
  return (context.em as EntityManager).transactional(async () => {
    const transaction = inTransaction(context);
    expect(await holdConsent(transaction, as)).toBeUndefined();
    return work(transaction);
  });
};

it("while a write runs the withdrawal waits for it; other writes do not", async () => {
  const done = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const writing = holding(async () => {
    held.resolve();
    await done.promise;
  });
  await held.promise;
  try {
    await expect(
      sql(
        "update consent set status = 'REVOKED' where id = (select id from consent where id = 'cst_race' for update nowait)",
      ),
    ).rejects.toMatchObject({ code: "55P03" });
    expect(codesOf(await issue())).toEqual([]);
  } finally {
    done.resolve();
    await writing;
  }
  await sql("update consent set status = 'REVOKED' where id = 'cst_race'");
  expect(codesOf(await issue())).toEqual(["CONSENT_REVOKED"]);
});

it("is the sealed caller's alone, whatever is slipped into a write", () =>
  expect(
    holding(async (transaction) => {
      await transaction.query("select set_config('open_tax.caller', $1, true)", [
        '{"consentId":"cst_other"}',
      ]);
      await transaction.query("select * from sealed.hold_consent(1)");
    }),
  ).rejects.toMatchObject({ code: "42501" }));

it("a batch in work holds it, too", async () => {
  const accept = await board.data(
    "mutation ($input: IssueInvoiceBatchInput!) { issueInvoiceBatch(input: $input) { requestId } }",
    { as, input: once({ invoices: [anInvoiceInput()] }) },
  );
  const { requestId } = accept.issueInvoiceBatch;
  const before = (await sql("select count(*) from invoice"))[0];
  const revoking = await board.environment.database.writer.connect();
  await revoking.query("begin");
  await revoking.query("update consent set status = 'REVOKED', revoked_at = now() where id = $1", [
    as.consentId,
  ]);
  const worked = workBatch(board.environment, requestId);
  await new Promise(setImmediate);
  await revoking.query("commit");
  revoking.release();
  await worked;
  expect((await sql("select count(*) from invoice"))[0]).toEqual(before);
  expect(
    await sql(
      "select state, answer->'userErrors'->0->>'code' as code from issue_request_item where issue_request_id = $1",
      [requestId],
    ),
  ).toEqual([{ state: "REFUSED", code: "CONSENT_REVOKED" }]);
});
