import { randomUUID } from "node:crypto";
import type { EntityManager } from "@mikro-orm/postgresql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../../platform/caller.ts";
import { testSubgraph } from "../../platform/testing.ts";
import { fixturePersonId } from "../../sample-data/fixture.ts";
import { loadSampleData } from "../../sample-data/load.ts";
import { FIXTURE_OFFICERS, fixturePostId } from "../../sample-data/officers.ts";
import { Invoice } from "../invoice.ts";
import { InvoiceStatus, RedStatus } from "../invoice-states.ts";
import { scopes } from "../operations.ts";
import { anInvoice, store, T1, T2 } from "../testing.ts";
import { untouched } from "../untouched.testing.ts";
import { FlagResolver } from "./flag.resolver.ts";
import { FlagProposal } from "./flag-proposal.ts";
import { lapseFlagProposals } from "./proposal-lapse.ts";

const CASE = "AJ-20261101-FLAG0001";
/** One of the station's own. */
const STATION_CASE = "AJ-20261101-FLAG0002";
let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(
    { name: "invoices", models: [Invoice, FlagProposal], resolvers: [FlagResolver], scopes },
    { seed: async (database) => void (await loadSampleData(database, { invoices: 0 })) },
  );
  const client = await board.environment.database.owner();
  await client.query("update officer_post set scopes = scopes || '{officer:invoice}' where id = any($1)", [
    [fixturePostId(28), fixturePostId(21)],
  ]);
  await client.query("update taxpayer set authority_code = '13301060100' where id = $1", [T1]);
  await client.end();
  await board.environment.database.writer.query(
    `insert into work_item (id, number, kind, subject, taxpayer_id, authority_code, cross_area, fields, opened_at, status, due_at, opened_by_id, assigned_by_id)
     select 'wi_' || n, n, kind, '异常凭证核查', $2, a, false, '{}', '2026-11-01', 'OPEN', '2027-01-01', $3, $4 from (select kind from work_item limit 1) k, unnest($1::text[], $5::text[]) c(n, a)`,
    [[CASE, STATION_CASE], T1, fixturePersonId(23), fixturePersonId(24), ["13301060000", "13301060100"]],
  );
});
afterAll(() => board.close());

/** The officer of the county next to it, and one of the station below, both with the permission of the post. */
const NEIGHBOUR = 28;
const STATION = 21;
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
  ["by the county next to it", officer(NEIGHBOUR, CASE), REASON, ["JURISDICTION_DENIED"]],
  ["by a station", officer(STATION, CASE), REASON, ["FORBIDDEN_SCOPE"]],
])("is refused %s, and nothing is written", async (_, as, reason, expected) => {
  const id = await invoice();
  expect(await untouched(board.environment.database, () => change("flagInvoice", as, id, reason))).toEqual(
    expected,
  );
  expect(await rows("select status from invoice where id = $1", id)).toEqual([{ status: "NORMAL" }]);
  expect(await rows("select id from invoice_flag where invoice_id = $1", id)).toEqual([]);
});

it("of another area looks like one that does not exist", async () => {
  expect(await change("flagInvoice", officer(22, CASE), "inv_none")).toEqual(["JURISDICTION_DENIED"]);
});

it("goes with the transaction of its write: what fails after it leaves nothing, and the same key then succeeds", async () => {
  const id = await invoice();
  const { database } = board.environment;
  const owner = await database.owner();
  const input = { invoiceId: id, reason: REASON, idempotencyKey: randomUUID() };
  const FLAG =
    "mutation ($input: FlagInvoiceInput!) { flagInvoice(input: $input) { invoiceFlag { id status } userErrors { code } } }";
  const flag = () => board.run(FLAG, { as: officer(22, CASE), input });
  try {
    await owner.query(
      `create function break_after_flag() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$;
       create trigger break_after_flag before update on idempotency_key execute function break_after_flag()`,
    );
    const { errors } = await untouched(database, flag);
    expect(String(errors?.[0]?.originalError)).toContain("broken");
  } finally {
    await owner.query("drop function break_after_flag cascade");
    await owner.end();
  }
  const first = await flag();
  expect(first.data.flagInvoice.invoiceFlag.status).toBe("ABNORMAL");
  expect((await flag()).data).toEqual(first.data);
  expect(await rows("select id from invoice_flag where invoice_id = $1", id)).toHaveLength(1);
});

it("is refused by the database itself to whoever is not entitled, whatever the service does", async () => {
  const id = await invoice();
  for (const as of [officer(STATION, CASE), officer(NEIGHBOUR, CASE), officer(24, CASE)]) {
    const { em } = board.context({ as });
    const forged = (em as EntityManager).transactional((inner) =>
      inner
        .execute("select sealed.flag_invoice('flg_x', ?, 'FLAG', ?, ?, ?, now())", [
          id,
          CASE,
          REASON,
          as.postId,
        ])
        .then(() => "done"),
    );
    await expect(forged).rejects.toMatchObject({ code: "42501" });
  }
  expect(await rows("select status from invoice where id = $1", id)).toEqual([{ status: "NORMAL" }]);
});

describe("a station", () => {
  const propose = async (invoiceId: string, as = officer(STATION, STATION_CASE)) => {
    const { data, errors } = await board.run(
      "mutation ($input: ProposeFlagInput!) { proposeFlag(input: $input) { flagProposal { id status authorityCode decideBy } userErrors { code } } }",
      { as, input: { invoiceId, action: "FLAG", reason: REASON, idempotencyKey: randomUUID() } },
    );
    return errors ? { code: errors[0]?.extensions?.code } : data.proposeFlag.flagProposal;
  };
  const decide = async (name: string, proposalId: string, as: Caller, at?: string) => {
    const { data, errors } = await board.run(
      `mutation ($input: DecideFlagProposalInput!) { ${name}(input: $input) { flagProposal { status } userErrors { code } } }`,
      { as, ...(at ? { at } : {}), input: { proposalId, idempotencyKey: randomUUID() } },
    );
    if (errors) return errors[0]?.extensions?.code;
    const { flagProposal, userErrors } = data[name];
    return flagProposal?.status ?? userErrors.map(({ code }: { code: string }) => code).join(" ");
  };

  it("proposes, the county decides, and by that the invoice is flagged", async () => {
    const id = await invoice();
    const made = await propose(id);
    expect(made).toMatchObject({ status: "PENDING", authorityCode: "13301060100" });
    const LIST = "{ flagProposals(first: 5, status: PENDING) { nodes { id } } }";
    expect((await board.data(LIST, { as: officer(22) })).flagProposals.nodes).toEqual([{ id: made.id }]);
    expect((await board.data(LIST, { as: officer(NEIGHBOUR) })).flagProposals.nodes).toEqual([]);
    expect(await decide("approveFlagProposal", made.id, officer(STATION))).toContain(
      "FORBIDDEN_SCOPE SEPARATION_OF_DUTIES",
    );
    expect(await decide("approveFlagProposal", made.id, officer(NEIGHBOUR))).toBe("FLAG_PROPOSAL_NOT_FOUND");
    expect(await rows("select status from invoice where id = $1", id)).toEqual([{ status: "NORMAL" }]);
    expect(await decide("approveFlagProposal", made.id, officer(22))).toBe("APPROVED");
    expect(await rows("select status from invoice where id = $1", id)).toEqual([{ status: "ABNORMAL" }]);
    expect(await decide("refuseFlagProposal", made.id, officer(22))).toBe("APPROVAL_STATE");
  });

  it("is refused without a case; a proposal may be refused, and lapses after 72 hours", async () => {
    const id = await invoice();
    expect(await propose(id, officer(STATION))).toEqual({ code: "PURPOSE_REQUIRED" });
    expect(await decide("refuseFlagProposal", (await propose(id)).id, officer(22))).toBe("REFUSED");
    const late = await propose(id);
    const after = "2026-11-26T12:00:00+08:00";
    expect(await decide("approveFlagProposal", late.id, officer(22), after)).toBe("APPROVAL_STATE");
    expect(await lapseFlagProposals(board.environment.database.writer, new Date(after))).toBeGreaterThan(0);
    expect(await rows("select status from flag_proposal where id = $1", late.id)).toEqual([
      { status: "LAPSED" },
    ]);
  });
});
