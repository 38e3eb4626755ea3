import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { record } from "../platform/audit.ts";
import type { Caller } from "../platform/caller.ts";
import { fixedClock } from "../platform/clock.ts";
import { testSubgraph } from "../platform/testing.ts";
import { fixturePersonId } from "../sample-data/fixture.ts";
import { loadSampleData } from "../sample-data/load.ts";
import { FIXTURE_OFFICERS, fixturePostId } from "../sample-data/officers.ts";
import { escalateDisputes } from "./access-dispute.escalation.ts";
import { grantConsent } from "./commands.ts";
import { agreement, BOOKS, inside, PORTAL, T1 } from "./consents.testing.ts";
import { seal, signCheckpoint } from "./ledger-sealer.ts";
import { consents } from "./subgraph.ts";

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(consents, {
    seed: async (database) => void (await loadSampleData(database, { invoices: 0 })),
  });
});
afterAll(() => board.close());

const [COUNTY, COUNTY_2, CITY, CITY_2, NEXT_DOOR] = [22, 23, 24, 25, 28] as const;
const officer = (n: number, personId = fixturePersonId(n)): Caller => ({
  kind: "OFFICER",
  appId: "app_office",
  personId,
  postId: fixturePostId(n),
  officeSessionId: `ofs_${n}`,
  authorityCode: FIXTURE_OFFICERS.find((sample) => sample.n === n)!.authorityCode,
  scopes: ["public:read", "officer:office", "officer:oversight"],
});
const owner: Caller = {
  kind: "APP_FOR_TAXPAYER",
  appId: PORTAL,
  taxpayerId: T1,
  personId: fixturePersonId(1),
  consentId: "cst_portal",
  scopes: ["public:read", "consent:manage"],
  purpose: "OWN_USE",
};
const sql = <Row extends object = Record<string, unknown>>(text: string, values: unknown[] = []) =>
  board.environment.database.writer.query<Row>(text, values).then(({ rows }) => rows);

let people = 0;
/** A consent that was used, and the dispute about it. */
async function disputed({ sensitive = false, by = {} }: { sensitive?: boolean; by?: object } = {}) {
  const personId = `pn_giver_${people++}`;
  const { id: consentId } = await inside(board.environment.database, (client) =>
    grantConsent(client, agreement({ personId })),
  );
  if (sensitive)
    await sql(`update consent set items = jsonb_set(items, '{0,class}', '"C4"') where id = $1`, [consentId]);
  const requestId = randomUUID();
  await record(board.environment.database.writer as never, {
    environment: "sandbox",
    kind: "READ",
    operation: "invoices",
    outcome: "DONE",
    callerKind: "APP_FOR_TAXPAYER",
    appId: BOOKS,
    personId,
    consentId,
    taxpayerId: T1,
    requestId,
    ...by,
  });
  const entry = (
    await sql<{ id: string }>("select id from audit_entry where request_id = $1", [requestId])
  )[0]!;
  const { disownAccess } = await board.data(
    `mutation ($input: DisownAccessInput!) { disownAccess(input: $input) { accessCase { id status dueAt } userErrors { code } } }`,
    { as: owner, input: { entryId: entry.id, note: "不是我", idempotencyKey: randomUUID() } },
  );
  return { consentId, entryId: entry.id, ...disownAccess.accessCase } as {
    consentId: string;
    entryId: string;
    id: string;
    status: string;
  };
}

const REASON = "经核查调取日志，情况属实。";
const DECIDE = `mutation ($input: DecideDisputeInput!) { decideAccessDispute(input: $input) { accessCase { status reason } userErrors { code } } }`;
async function decide(as: Caller, disputeId: string, decision: string, more: object = {}) {
  const input = { disputeId, decision, reason: REASON, idempotencyKey: randomUUID(), ...more };
  const { data, errors } = await board.run(DECIDE, { as, input });
  return errors
    ? [errors[0]?.extensions?.code]
    : [
        data.decideAccessDispute.accessCase?.status,
        ...data.decideAccessDispute.userErrors.map(({ code }: { code: string }) => code),
      ].filter(Boolean);
}
const consentOf = async (id: string) =>
  (await sql("select status, revoke_reason from consent where id = $1", [id]))[0];

it("upheld: the consent is withdrawn, the taxpayer is told why and sees it in the ledger and the list", async () => {
  const { id, consentId, status } = await disputed();
  expect(status).toBe("OPEN");
  expect(await consentOf(consentId)).toMatchObject({ status: "SUSPENDED" });
  expect(await decide(officer(COUNTY_2), id, "UPHOLD")).toEqual(["UPHELD"]);
  expect(await consentOf(consentId)).toEqual({ status: "REVOKED", revoke_reason: "DISPUTE_UPHELD" });
  const { myAccessDisputes } = await board.data(
    "{ myAccessDisputes(first: 5) { nodes { id status reason decidedByCode closedAt } } }",
    { as: owner },
  );
  expect(myAccessDisputes.nodes[0]).toMatchObject({
    id,
    status: "UPHELD",
    reason: REASON,
    decidedByCode: "13301060000",
  });
  const told = await sql<{ zh: string; kind: string }>(
    "select zh, kind from notice where taxpayer_id = $1 and about = $2",
    [T1, id],
  );
  expect(told).toHaveLength(1);
  expect(told[0]?.zh).toContain(REASON);
  const entries = await sql(
    "select event, kind, person_id from audit_entry where taxpayer_id = $1 and event like 'DISPUTE_%'",
    [T1],
  );
  expect(entries).toEqual([{ event: "DISPUTE_UPHELD", kind: "ADMIN", person_id: fixturePersonId(COUNTY_2) }]);
});

it("dismissed: the consent is in force again, once nothing else is open about it", async () => {
  const { id, consentId } = await disputed();
  expect(await decide(officer(COUNTY_2), id, "DISMISS")).toEqual(["DISMISSED"]);
  expect(await consentOf(consentId)).toMatchObject({ status: "ACTIVE" });
  expect(await decide(officer(CITY_2), id, "UPHOLD")).toEqual(["DISPUTE_STATE"]);
  expect(await consentOf(consentId)).toMatchObject({ status: "ACTIVE" });
});

it("two disputes about one consent: the first dismissal leaves it suspended", async () => {
  const { id, consentId } = await disputed();
  const other = await disputed();
  await sql("update access_dispute set consent_id = $2 where id = $1", [other.id, consentId]);
  await decide(officer(COUNTY_2), id, "DISMISS");
  expect(await consentOf(consentId)).toMatchObject({ status: "SUSPENDED" });
  await decide(officer(COUNTY_2), other.id, "DISMISS");
  expect(await consentOf(consentId)).toMatchObject({ status: "ACTIVE" });
});

it("takes two officers to open sensitive personal data again", async () => {
  const { id, consentId } = await disputed({ sensitive: true });
  expect(await decide(officer(COUNTY_2), id, "DISMISS")).toEqual(["AWAITING_SECOND"]);
  expect(await consentOf(consentId)).toMatchObject({ status: "SUSPENDED" });
  expect(await decide(officer(COUNTY_2), id, "DISMISS")).toEqual(["SEPARATION_OF_DUTIES"]);
  expect(await decide(officer(CITY_2), id, "DISMISS")).toEqual(["DISMISSED"]);
  expect(await consentOf(consentId)).toMatchObject({ status: "ACTIVE" });
});

it("the key of a decision outlives what its answer was kept with: the retry answers the same, and decides nothing", async () => {
  const { id } = await disputed({ sensitive: true });
  const idempotencyKey = randomUUID();
  const first = () => decide(officer(COUNTY_2), id, "DISMISS", { idempotencyKey });
  expect(await first()).toEqual(["AWAITING_SECOND"]);
  await sql("delete from idempotency_key where key = $1", [idempotencyKey]);
  expect(await first()).toEqual(["AWAITING_SECOND"]);
  expect(await sql("select status from access_dispute where id = $1", [id])).toEqual([
    { status: "AWAITING_SECOND" },
  ]);
  await sql("delete from idempotency_key where key = $1", [idempotencyKey]);
  // Another officer's key of the same value is another key.
  expect(await decide(officer(CITY_2), id, "DISMISS", { idempotencyKey })).toEqual(["DISMISSED"]);
  expect(await sql("select count(*) from notice where about = $1", [id])).toEqual([{ count: "1" }]);
  await sql("delete from idempotency_key where key = $1", [idempotencyKey]);
  expect(await decide(officer(CITY_2), id, "DISMISS", { idempotencyKey })).toEqual(["DISMISSED"]);
  expect(await sql("select count(*) from notice where about = $1", [id])).toEqual([{ count: "1" }]);
});

it.each<[string, Caller, object, string[]]>([
  ["an officer of another area", officer(NEXT_DOOR), {}, ["JURISDICTION_DENIED"]],
  ["a dispute that does not exist", officer(COUNTY_2), { disputeId: "dsp_none" }, ["JURISDICTION_DENIED"]],
  ["no reason", officer(COUNTY_2), { reason: "太短" }, ["DISPUTE_REASON_REQUIRED"]],
  ["the taxpayer itself", { ...owner, scopes: ["consent:manage"] }, {}, ["FORBIDDEN_SCOPE"]],
  ["somebody whose post is another's", officer(COUNTY_2, fixturePersonId(CITY)), {}, ["POST_ENDED"]],
])("refuses %s", async (_, as, more, expected) => {
  const { id, consentId } = await disputed();
  expect(await decide(as, id, "UPHOLD", more)).toEqual(expected);
  expect(await consentOf(consentId)).toMatchObject({ status: "SUSPENDED" });
});

it("is not decided by the officer whose own look is disputed", async () => {
  const by = { callerKind: "OFFICER", personId: fixturePersonId(COUNTY), consentId: undefined };
  const { id } = await disputed({ by });
  expect(await decide(officer(COUNTY), id, "DISMISS")).toEqual(["CONFLICT_OF_INTEREST"]);
  expect(await decide(officer(COUNTY_2), id, "DISMISS")).toEqual(["DISMISSED"]);
});

it("decided by two at once, one decides", async () => {
  const { id } = await disputed();
  const all = await Promise.all([
    decide(officer(COUNTY_2), id, "UPHOLD"),
    decide(officer(CITY_2), id, "DISMISS"),
  ]);
  expect(all.flat().filter((code) => code === "DISPUTE_STATE")).toHaveLength(1);
});

it("goes to the authority above when it is overdue, and lies in its list, the first due first", async () => {
  const { id } = await disputed();
  const clock = (day: string) => ({ ...board.environment, clock: fixedClock(`${day}T12:00:00+08:00`) });
  const LIST = "{ accessDisputes(first: 50) { nodes { id status authorityCode dueAt } } }";
  const seen = async (n: number) =>
    (await board.data(LIST, { as: officer(n) })).accessDisputes.nodes.find(
      (each: { id: string }) => each.id === id,
    );
  expect(await escalateDisputes(clock("2026-12-08"))).toBeGreaterThan(0);
  expect(await escalateDisputes(clock("2026-12-08"))).toBe(0);
  expect(await seen(COUNTY_2)).toBeUndefined();
  expect(await seen(CITY_2)).toMatchObject({
    status: "ESCALATED",
    authorityCode: "13301000000",
    dueAt: "2026-12-18T12:00:00+08:00",
  });
  expect(await decide(officer(COUNTY_2), id, "DISMISS")).toEqual(["JURISDICTION_DENIED"]);
  for (const day of ["2026-12-18", "2026-12-28", "2027-01-07", "2027-01-17"])
    await escalateDisputes(clock(day));
  const [{ authority_code: code } = { authority_code: "" }] = await sql<{ authority_code: string }>(
    "select authority_code from access_dispute where id = $1",
    [id],
  );
  expect(code).toBe("00000000000");
});

it("the chain of agents: app, person and role, agency, taxpayer", async () => {
  const [agreed] = await sql<{ client: string; agency: string; agent: string }>(
    "select client_id as client, agency_id as agency, agent_ids[1] as agent from agency_agreement where status = 'ACTIVE' limit 1",
  );
  const { client, agency, agent } = agreed!;
  const { id: consentId } = await inside(board.environment.database, (sqlClient) =>
    grantConsent(
      sqlClient,
      agreement({ personId: agent, taxpayerId: client, role: "AGENT", appId: PORTAL, purpose: "OWN_USE" }),
    ),
  );
  const requestId = randomUUID();
  const entry = {
    environment: "sandbox",
    kind: "READ",
    outcome: "DONE",
    callerKind: "APP_FOR_TAXPAYER",
  } as const;
  await record(board.environment.database.writer as never, {
    ...entry,
    appId: PORTAL,
    consentId,
    personId: agent,
    taxpayerId: client,
    requestId,
  });
  const { myAccessLog } = await board.data(
    "{ myAccessLog(first: 50, ownUse: true) { nodes { requestId actingAs agentChain { kind id name role } } } }",
    { as: { ...owner, taxpayerId: client } },
  );
  const { agentChain, actingAs } = myAccessLog.nodes.find(
    (node: { requestId: string }) => node.requestId === requestId,
  );
  expect(actingAs).toBe("AGENT");
  expect(agentChain).toMatchObject([
    { kind: "APP", id: PORTAL },
    { kind: "PERSON", id: agent, name: null, role: "AGENT" },
    { kind: "AGENCY", id: agency, name: "样例税务师事务所（杭州）有限公司" },
    { kind: "TAXPAYER", id: client },
  ]);
  await seal(board.environment);
  expect(await signCheckpoint(board.environment)).toBe(true);
});
