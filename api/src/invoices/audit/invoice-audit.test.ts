import type { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testSubgraph } from "../../platform/testing.ts";
import { loadSampleData } from "../../sample-data/load.ts";
import { workBatch } from "../issuing/batch.service.ts";
import { anInvoiceInput, ISSUE, issuerFor, once } from "../issuing/issuing.testing.ts";
import { invoices } from "../subgraph.ts";
import { T1 } from "../testing.ts";
import { AUDIT_CHECKS, auditInvoices } from "./invoice-audit.ts";

let board: Awaited<ReturnType<typeof testSubgraph>>;
let owner: Client;
beforeAll(async () => {
  board = await testSubgraph(invoices, {
    seed: async (database) => void (await loadSampleData(database, { invoices: 6_000 })),
  });
  owner = await board.environment.database.owner();
  const as = issuerFor(T1);
  for (let i = 0; i < 3; i += 1) await board.data(ISSUE, { as, input: once(anInvoiceInput()) });
  const { issueInvoiceBatch } = await board.data(
    "mutation ($input: IssueInvoiceBatchInput!) { issueInvoiceBatch(input: $input) { requestId } }",
    { as, input: once({ invoices: [anInvoiceInput(), anInvoiceInput({ total: "1.00" })] }) },
  );
  await workBatch(board.environment, issueInvoiceBatch.requestId);
});
afterAll(async () => {
  await owner.end();
  await board.close();
});

const wrongIn = async () => {
  const { checks } = await auditInvoices(owner);
  return checks.filter(({ faults }) => faults > 0).map(({ name }) => name);
};

it("finds nothing wrong, and has looked at something everywhere", async () => {
  const { checks, ok } = await auditInvoices(owner);
  expect(checks.filter(({ faults }) => faults > 0)).toEqual([]);
  expect(ok).toBe(true);
  expect(checks.map(({ name }) => name)).toEqual([
    ...AUDIT_CHECKS.map(({ name }) => name),
    "draws-recomputable",
  ]);
  expect(checks.filter(({ rows }) => rows === 0).map(({ name }) => name)).toEqual(["usage-agrees"]);
});

/** An invoice that this platform issued, as a condition. */
const OURS = "substr(number, 5, 1) = '8' and length(number) = 20";
const LAST = `(select max(number) from invoice where ${OURS})`;

it.each<[string, string, string[]]>([
  [
    "a number is missing",
    `delete from invoice where number = (select min(number) from invoice where ${OURS})`,
    ["numbers-gapless", "credit-lines-exact", "batches-exact"],
  ],
  ["the counter has run ahead", "update invoice_counter set last = last + 1", ["numbers-gapless"]],
  [
    "the line says 0.01 less",
    "update credit_line set used = used - 0.01 where used > 0",
    ["credit-lines-exact"],
  ],
  [
    "tax is 0.01 more than the lines'",
    `update invoice set tax_amount = tax_amount + 0.01 where number = ${LAST}`,
    ["totals-are-sums"],
  ],
  [
    "a line is gone",
    `delete from invoice_line where invoice_id = (select id from invoice where number = ${LAST})`,
    ["totals-are-sums"],
  ],
  [
    "nobody was told",
    `delete from outbox_event where subject = (select id from invoice where number = ${LAST})`,
    ["events-told"],
  ],
  ["a batch says one more", "update issue_request set issued = issued + 1", ["batches-exact"]],
  [
    "an item was issued twice",
    `update issue_request_item set state = 'ISSUED',
      answer = (select answer from issue_request_item where state = 'ISSUED' limit 1) where state = 'REFUSED'`,
    ["batches-exact"],
  ],
  [
    "more is red than was blue",
    `update invoice_line set amount = amount - 100000000 where (invoice_id, no) in
      (select l.invoice_id, l.no from invoice_line l join invoice r on r.id = l.invoice_id
       where r.sign = 'RED' and r.status <> 'VOIDED' limit 1)`,
    ["red-within-blue"],
  ],
  [
    "a reversed invoice says nothing of it",
    `update invoice set red_status = 'NONE', red_amount = 0, status = 'NORMAL'
      where id = (select id from invoice where red_status <> 'NONE' and status <> 'ABNORMAL' limit 1)`,
    ["red-status-agrees"],
  ],
  [
    "a use is not what its invoice says",
    `insert into usage_item (taxpayer_id, invoice_id, period, usage, amount, tax)
      select buyer_id, id, '2026-10', 'DEDUCT', amount, tax_amount from invoice
      where buyer_id is not null and usage = 'NONE' limit 1`,
    ["usage-agrees"],
  ],
  [
    "a prize bears 0.01 too little tax",
    "update lottery_prize set tax = tax - 0.01, net = net + 0.01 where tax > 0",
    ["prizes-taxed"],
  ],
  [
    "another seed was told",
    "update lottery_draw set seed_reveal = reverse(seed_reveal) where status = 'PUBLISHED'",
    ["draws-recomputable"],
  ],
  [
    "an entry was slipped in",
    `update lottery_entry set id = 'le_' || reverse(substr(id, 4)) where id = (
      select id from lottery_entry where draw_id is not null
      and id not in (select entry_id from lottery_winner) limit 1)`,
    ["draws-recomputable"],
  ],
  [
    "another won",
    `update lottery_winner set entry_id = (select id from lottery_entry e where e.draw_id = lottery_winner.draw_id
      and id not in (select entry_id from lottery_winner) limit 1) where place = 1`,
    ["draws-recomputable"],
  ],
])("finds that %s", async (_, plant, expected) => {
  await owner.query("begin");
  try {
    const { rowCount } = await owner.query(plant);
    expect(rowCount).toBeGreaterThan(0);
    const found = await wrongIn();
    expect(found).toContain(expected[0]);
    expect(expected).toEqual(expect.arrayContaining(found));
  } finally {
    await owner.query("rollback");
  }
});
