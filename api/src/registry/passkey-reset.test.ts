import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Caller } from "../platform/caller.ts";
import { testSubgraph } from "../platform/testing.ts";
import { fixturePersonId, fixtureTaxpayerId } from "../sample-data/fixture.ts";
import { loadSampleData } from "../sample-data/load.ts";
import { fixturePostId } from "../sample-data/officers.ts";
import { registry } from "./subgraph.ts";

let board: Awaited<ReturnType<typeof testSubgraph>>;
const SCOPES = ["officer:office", "officer:taxpayer", "officer:hall"];

beforeAll(async () => {
  board = await testSubgraph(registry, {
    seed: async (database) => {
      await loadSampleData(database, { invoices: 0 });
      await database.writer.query("update officer_post set scopes = $2 where id = any($1)", [
        [22, 23, 28].map(fixturePostId),
        SCOPES,
      ]);
    },
  });
});
afterAll(() => board.close());

type Outcome = Awaited<ReturnType<typeof board.run>>;
/** Refusals of access are errors, all others data. */
const codesOf = ({ data, errors }: Outcome, field: string): string[] => [
  ...((data?.[field] as { userErrors?: { code: string }[] } | undefined)?.userErrors ?? []).map(
    ({ code }) => code,
  ),
  ...(errors ?? []).map(({ message, extensions }) => String(extensions?.code ?? message)),
];

/** A county officer of 西湖 (22, 23), or of the county next to it (28), at the hall. */
const officer = (n: number, caseNo: string | undefined = "XH-2026-0001"): Caller => ({
  kind: "OFFICER",
  appId: "app_office",
  personId: fixturePersonId(n),
  postId: fixturePostId(n),
  officeSessionId: `ofs_${n}`,
  authorityCode: n === 28 ? "13301080000" : "13301060000",
  scopes: ["public:read", ...SCOPES],
  ...(caseNo ? { caseNo } : {}),
});
const REASON = "手机遗失，已在窗口核验身份证原件";
const OWNER = fixturePersonId(1);

const request = async (as: Caller, more: object = {}) => {
  const outcome = await board.run(
    `mutation ($input: RequestPasskeyResetInput!) { requestPasskeyReset(input: $input) { approval { id scope status caseNo } userErrors { code } } }`,
    {
      as,
      input: {
        taxpayerId: fixtureTaxpayerId(1),
        personId: OWNER,
        reason: REASON,
        idempotencyKey: randomUUID(),
        ...more,
      },
    },
  );
  const approval = outcome.data?.requestPasskeyReset?.approval as { id: string; status: string } | null;
  return { approval, codes: codesOf(outcome, "requestPasskeyReset") };
};
const decide = async (as: Caller, field: string, input: string, approvalId: string) => {
  const outcome = await board.run(
    `mutation ($input: ${input}!) { ${field}(input: $input) { approval { id } userErrors { code } } }`,
    { as, input: { approvalId, idempotencyKey: randomUUID() } },
  );
  return codesOf(outcome, field);
};
const approve = (as: Caller, id: string) => decide(as, "approveAccess", "DecideAccessInput", id);
const reset = (as: Caller, id: string) => decide(as, "resetPasskeys", "ResetPasskeysInput", id);

const has = async () => {
  const { rows } = await board.environment.database.writer.query(
    `select (select count(*) from passkey where person_id = $1)::int as passkeys,
            (select count(*) from oauth_row where payload->>'accountId' = $1)::int as rows,
            (select count(*) from session_device where person_id = $1)::int as devices,
            (select count(*) from upstream_identity where person_id = $1)::int as identities,
            (select count(*) from office_session where person_id = $1 and ended_at is null)::int as posts`,
    [OWNER],
  );
  return rows[0];
};

/** The owner with two passkeys, signed in here, at the portal and with an app, known upstream twice. */
async function signedIn(): Promise<void> {
  const { writer } = board.environment.database;
  await writer.query("delete from passkey_reset");
  const portal = "app_018f0000-0000-7000-8000-000000000003";
  const vendor = "app_018f0000-0000-7000-8000-000000000001";
  for (const [id, own] of [
    [portal, true],
    [vendor, false],
  ] as const)
    await writer.query(
      "insert into oauth_client (id, metadata, vendor, vendor_en, name_en, first_party) values ($1, '{}', 'v', 'v', 'v', $2) on conflict do nothing",
      [id, own],
    );
  for (const key of ["one", "two"])
    await writer.query(
      "insert into passkey (id, person_id, public_key, counter, name, synced) values ($1, $2, '', 0, 'key', false) on conflict do nothing",
      [key, OWNER],
    );
  for (const [model, clientId] of [
    ["Session", undefined],
    ["RefreshToken", portal],
    ["RefreshToken", vendor],
  ])
    await writer.query(
      "insert into oauth_row (model, id, payload, expires_at) values ($1, $2, $3, now() + interval '1 hour') on conflict do nothing",
      [model, `${model} ${clientId}`, JSON.stringify({ accountId: OWNER, clientId })],
    );
  await writer.query(
    "insert into session_device (uid, person_id, agent, address, signed_in_at) values ('uid', $1, '', '', now()) on conflict do nothing",
    [OWNER],
  );
  for (const by of ["CLAIM", "PASSWORD"])
    await writer.query(
      "insert into upstream_identity (issuer, subject, person_id, linked_by) values ('https://id', $1, $2, $1) on conflict do nothing",
      [by, OWNER],
    );
  await writer.query(
    "insert into office_session (id, person_id, post_id, expires_at) values ('ofs_owner', $1, $2, now() + interval '1 hour') on conflict (id) do update set ended_at = null",
    [OWNER, fixturePostId(22)],
  );
}

it("takes two officers and a case; then passkeys, sessions and linked identities are gone, the app's tokens stay", async () => {
  await signedIn();
  expect(await has()).toEqual({ passkeys: 2, rows: 3, devices: 1, identities: 2, posts: 1 });
  const { approval, codes } = await request(officer(22));
  expect([approval?.status, codes]).toEqual(["PENDING", []]);
  const { id } = approval!;
  expect(await reset(officer(22), id)).toEqual(["PASSKEY_RESET_NOT_APPROVED"]);
  expect(await approve(officer(22), id)).toContain("SEPARATION_OF_DUTIES");
  expect(await approve(officer(28), id)).not.toEqual([]);
  expect(await approve(officer(23), id)).toEqual([]);
  expect(await reset(officer(23), id)).toEqual(["PASSKEY_RESET_NOT_APPROVED"]);
  expect((await has()).passkeys).toBe(2);
  expect(await reset(officer(22), id)).toEqual([]);
  expect(await has()).toEqual({ passkeys: 0, rows: 1, devices: 0, identities: 1, posts: 0 });
  expect(await reset(officer(22), id)).toEqual(["PASSKEY_RESET_NOT_APPROVED"]);
});

it("shows whom it is about, masked, to the officer who decides", async () => {
  await signedIn();
  const { id } = (await request(officer(22))).approval!;
  const { approvals } = await board.data(
    "{ approvals(first: 100) { nodes { id personNameMasked personIdNoMasked } } }",
    { as: officer(23) },
  );
  expect(approvals.nodes.find((node: { id: string }) => node.id === id)).toEqual({
    id,
    personNameMasked: "林**",
    personIdNoMasked: expect.stringMatching(/^\d{3}\*+[\dX]{4}$/),
  });
  const { rows } = await board.environment.database.writer.query(
    "select name, id_no from person where id = $1",
    [OWNER],
  );
  expect(JSON.stringify(approvals)).not.toContain(rows[0].name);
  expect(JSON.stringify(approvals)).not.toContain(rows[0].id_no);
});

it("is approved by another than the person it is about, who also must not handle the case", async () => {
  const { writer } = board.environment.database;
  await signedIn();
  const { id } = (await request(officer(22))).approval!;
  // The person concerned holds a post of the same bureau.
  await writer.query("update approval set concerns_id = $2 where id = $1", [id, fixturePersonId(23)]);
  expect(await approve(officer(23), id)).toEqual(["APPROVER_IS_CONCERNED"]);
  await expect(
    writer.query("update approval set status = 'APPROVED', decided_by_id = concerns_id where id = $1", [id]),
  ).rejects.toMatchObject({ constraint: "approval_concerned_apart" });
  const { rows } = await writer.query(
    "select number, handler_id from work_item where number = 'XH-2026-0001'",
  );
  await writer.query("update work_item set handler_id = $2 where number = $1", [rows[0].number, OWNER]);
  expect((await request(officer(22))).codes).toEqual(["APPROVER_IS_CONCERNED"]);
  await writer.query("update work_item set handler_id = $2 where number = $1", [
    rows[0].number,
    rows[0].handler_id,
  ]);
});

it("is done once, when two try at the same moment", async () => {
  await signedIn();
  const { id } = (await request(officer(22))).approval!;
  await approve(officer(23), id);
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => reset(officer(22), id)));
  expect(outcomes.filter((codes) => codes.length === 0)).toHaveLength(1);
});

it("opens nothing but the reset: no look at personal data", async () => {
  const { id } = (await request(officer(22))).approval!;
  await approve(officer(23), id);
  const { rows } = await board.environment.database.writer.query("select scope from approval where id = $1", [
    id,
  ]);
  expect(rows).toEqual([{ scope: "officer:hall" }]);
  const { data } = await board.run(
    `mutation ($input: RequestAccessInput!) { requestAccess(input: $input) { approval { id } userErrors { code } } }`,
    {
      as: officer(22),
      input: { taxpayerId: fixtureTaxpayerId(1), reason: REASON, idempotencyKey: randomUUID() },
    },
  );
  const look = (data!.requestAccess as { approval: { id: string } }).approval;
  await approve(officer(23), look.id);
  expect(await reset(officer(22), look.id)).toEqual(["PASSKEY_RESET_NOT_APPROVED"]);
});

it.each<[string, () => Caller, object, string]>([
  ["without a case", () => ({ ...officer(22), caseNo: undefined as never }), {}, "PURPOSE_REQUIRED"],
  [
    "by a case that is another taxpayer's",
    () => officer(22),
    { taxpayerId: fixtureTaxpayerId(2) },
    "PURPOSE_REQUIRED",
  ],
  ["of another area", () => officer(28), {}, "JURISDICTION_DENIED"],
  [
    "for who does not act for the taxpayer",
    () => officer(22),
    { personId: fixturePersonId(5) },
    "PASSKEY_RESET_PERSON",
  ],
  ["for themselves", () => officer(22), { personId: fixturePersonId(22) }, "PASSKEY_RESET_SELF"],
  ["without a reason", () => officer(22), { reason: "遗失" }, "APPROVAL_REASON_REQUIRED"],
])("is not requested %s", async (_, as, more, code) => {
  const { approval, codes } = await request(as(), more);
  expect(approval ?? null).toBeNull();
  expect(codes).toContain(code);
});

it("is not for a post without the capability, and leaves an entry each time", async () => {
  const as = { ...officer(22), scopes: ["public:read", "officer:office", "officer:taxpayer"] };
  const { errors } = await board.run(
    `mutation ($input: ResetPasskeysInput!) { resetPasskeys(input: $input) { approval { id } userErrors { code } } }`,
    { as, input: { approvalId: "apv_x", idempotencyKey: randomUUID() } },
  );
  expect(errors?.[0]?.extensions?.code).toBe("FORBIDDEN_SCOPE");
  const { rows } = await board.environment.database.writer.query<{ event: string; outcome: string }>(
    "select distinct event, outcome from audit_entry where event like 'PASSKEY%' and outcome in ('DONE', 'PASSKEY_RESET_NOT_APPROVED')",
  );
  expect(rows).toEqual(
    expect.arrayContaining([
      { event: "PASSKEY_RESET_REQUESTED", outcome: "DONE" },
      { event: "PASSKEYS_RESET", outcome: "DONE" },
    ]),
  );
});
