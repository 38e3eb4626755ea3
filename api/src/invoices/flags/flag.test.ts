import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Caller } from "../../platform/caller.ts";
import { testSubgraph } from "../../platform/testing.ts";
import { fixturePersonId } from "../../sample-data/fixture.ts";
import { loadSampleData } from "../../sample-data/load.ts";
import { FIXTURE_OFFICERS, fixturePostId } from "../../sample-data/officers.ts";
import { Invoice } from "../invoice.ts";
import { InvoiceStatus, RedStatus } from "../invoice-states.ts";
import { scopes } from "../operations.ts";
import { anInvoice, store, T1, T2 } from "../testing.ts";
import { FlagResolver } from "./flag.resolver.ts";

const CASE = "AJ-20261101-FLAG0001";
let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(
    { name: "invoices", models: [Invoice], resolvers: [FlagResolver], scopes },
    { seed: async (database) => void (await loadSampleData(database, { invoices: 0 })) },
  );
  await board.environment.database.writer.query(
    `insert into work_item (id, number, kind, subject, taxpayer_id, authority_code, cross_area, fields, opened_at, status, due_at, opened_by_id, assigned_by_id)
     select 'wi_flag', $1, kind, '异常凭证核查', $2, '13301060000', false, '{}', '2026-11-01', 'OPEN', '2027-01-01', $3, $4 from work_item limit 1`,
    [CASE, T1, fixturePersonId(23), fixturePersonId(24)],
  );
});
afterAll(() => board.close());

const officer = (n: number, caseNo?: string): Caller => ({
  kind: "OFFICER",
  appId: "app_office",
  personId: fixturePersonId(n),
  postId: fixturePostId(n),
  authorityCode: FIXTURE_OFFICERS.find((sample) => sample.n === n)!.authorityCode,
  scopes: ["public:read", "officer:office", "officer:invoice"],
  ...(caseNo ? { caseNo } : {}),
});
const REASON = "接收异常增值税扣税凭证协查函";

async function change(name: "flagInvoice" | "liftFlag", as: Caller, invoiceId: string, reason = REASON) {
  const { data, errors } = await board.run(
    `mutation ($input: FlagInvoiceInput!) { ${name}(input: $input) { invoiceFlag { status caseNo } userErrors { code } } }`,
    { as, input: { invoiceId, reason, idempotencyKey: randomUUID() } },
  );
  if (errors) return [errors[0]?.extensions?.code];
  const { invoiceFlag, userErrors } = data[name];
  return invoiceFlag ? [invoiceFlag.status] : userErrors.map(({ code }: { code: string }) => code);
}
async function invoice(differs: object = {}) {
  const row = anInvoice(differs);
  await store(board.environment.database, Invoice, [row]);
  return row.id;
}
const rows = async (text: string, id: string) =>
  (await board.environment.database.writer.query(text, [id])).rows;

it("is flagged and lifted on a case, with its history and both sides told", async () => {
  const id = await invoice({
    status: InvoiceStatus.PARTLY_RED,
    redStatus: RedStatus.PARTIAL,
    redAmount: 1_00n,
  });
  expect(await change("liftFlag", officer(22, CASE), id)).toEqual(["FLAG_STATE"]);
  expect(await change("flagInvoice", officer(22, CASE), id)).toEqual(["ABNORMAL"]);
  expect(await change("flagInvoice", officer(22, CASE), id)).toEqual(["FLAG_STATE"]);
  expect(await change("liftFlag", officer(22, CASE), id)).toEqual(["PARTLY_RED"]);
  expect(
    await rows(
      "select action, status_after, case_no, reason from invoice_flag where invoice_id = $1 order by at, id",
      id,
    ),
  ).toEqual([
    { action: "FLAG", status_after: "ABNORMAL", case_no: CASE, reason: REASON },
    { action: "LIFT", status_after: "PARTLY_RED", case_no: CASE, reason: REASON },
  ]);
  const events = await rows("select type, taxpayer_id from outbox_event where subject = $1 order by seq", id);
  expect(
    events.filter(({ type }) => type === "invoice.flagged").map(({ taxpayer_id }) => taxpayer_id),
  ).toEqual([T1, T2, T1, T2]);
});

it.each<[string, Caller, string, string[]]>([
  ["without a case", officer(22), REASON, ["PURPOSE_REQUIRED"]],
  ["with a case that is none", officer(22, "AJ-20261101-00000000"), REASON, ["PURPOSE_REQUIRED"]],
  ["with nine characters of reason", officer(22, CASE), "异常扣税凭证协查函", ["FLAG_REASON_REQUIRED"]],
  ["by a post without the scope", officer(24, CASE), REASON, ["FORBIDDEN_SCOPE"]],
  ["by the county next to it", officer(28, CASE), REASON, ["FORBIDDEN_SCOPE"]],
])("is refused %s, and nothing is written", async (_, as, reason, expected) => {
  const id = await invoice();
  expect(await change("flagInvoice", as, id, reason)).toEqual(expected);
  expect(await rows("select status from invoice where id = $1", id)).toEqual([{ status: "NORMAL" }]);
  expect(await rows("select id from invoice_flag where invoice_id = $1", id)).toEqual([]);
});

it("of another area looks like one that does not exist", async () => {
  expect(await change("flagInvoice", officer(22, CASE), "inv_none")).toEqual(["JURISDICTION_DENIED"]);
});
