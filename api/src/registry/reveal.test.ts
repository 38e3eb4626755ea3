import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Caller } from "../platform/caller.ts";
import { forgetPastReveals, REVEALS_A_DAY } from "../platform/reveal.ts";
import { FIXTURE_NOW, testSubgraph } from "../platform/testing.ts";
import { loadSampleData } from "../sample-data/load.ts";
import { registry } from "./subgraph.ts";

const T1 = "tp_018f0000-0000-7000-8000-000000000001";
const LIN = "pn_018f0000-0000-7000-8000-000000000001";
const ZHOU = "pn_018f0000-0000-7000-8000-000000000005";
const REVEAL = /* GraphQL */ `mutation ($input: RevealFieldInput!) {
  revealField(input: $input) { revealedField { id field value } userErrors { code path } }
}`;

/** An app whose consent names the number of the document, just after the person used a passkey. */
const app: Caller = {
  kind: "APP_FOR_TAXPAYER",
  appId: "app_1",
  taxpayerId: T1,
  personId: LIN,
  consentId: "cst_1",
  scopes: ["taxpayer:read"],
  purpose: "BOOKKEEPING",
  fields: [
    "Person.idNoMasked",
    "Mutation.revealField",
    "RevealFieldPayload.revealedField",
    "RevealFieldPayload.userErrors",
    "UserError.code",
    "UserError.path",
    "RevealedField.id",
    "RevealedField.field",
    "RevealedField.value",
  ],
  acr: "L3",
  authenticatedAt: Date.parse(FIXTURE_NOW) / 1000 - 60,
};
const input = (more: object = {}) => ({
  id: LIN,
  field: "PERSON_ID_NO",
  purpose: "BOOKKEEPING",
  idempotencyKey: randomUUID(),
  ...more,
});

let board: Awaited<ReturnType<typeof testSubgraph>>;
let whole: { id_no: string; phone: string };
beforeAll(async () => {
  board = await testSubgraph(registry, {
    seed: async (database) => void (await loadSampleData(database, { invoices: 0 })),
  });
  const { rows } = await board.environment.database.reader.query(
    "select id_no, phone from person where id = $1",
    [LIN],
  );
  whole = rows[0];
});
afterAll(() => board.close());
beforeEach(() => board.environment.database.writer.query("delete from reveal_count"));

const ask = async (more: object = {}, as: Caller = app) =>
  (await board.data(REVEAL, { as, input: input(more) })).revealField;
const codes = async (more: object = {}, as: Caller = app) =>
  (await ask(more, as)).userErrors.map(({ code }: { code: string }) => code);
const entries = async () =>
  (
    await board.environment.database.writer.query(
      "select * from audit_entry where event = 'FIELD_REVEALED' order by id",
    )
  ).rows;

it("shows one value whole, counts it, and leaves an entry without the value", async () => {
  expect(await ask()).toEqual({
    revealedField: { id: LIN, field: "PERSON_ID_NO", value: whole.id_no },
    userErrors: [],
  });
  const { rows } = await board.environment.database.writer.query(
    "select app_id, taxpayer_id, times from reveal_count",
  );
  expect(rows).toEqual([{ app_id: "app_1", taxpayer_id: T1, times: 1 }]);
  const all = await entries();
  expect(all.at(-1)).toMatchObject({ outcome: "DONE", consent_id: "cst_1", taxpayer_id: T1 });
  expect(JSON.stringify(all)).not.toContain(whole.id_no);
});

it("stores the value with no answer, and counts each showing", async () => {
  const once = input();
  const first = await board.data(REVEAL, { as: app, input: once });
  expect(await board.data(REVEAL, { as: app, input: once })).toEqual(first);
  const { rows } = await board.environment.database.writer.query(
    "select encode(answer, 'escape') as answer from idempotency_key",
  );
  expect(rows.map(({ answer }) => answer).join()).not.toContain(whole.id_no);
  expect((await board.environment.database.writer.query("select times from reveal_count")).rows).toEqual([
    { times: 2 },
  ]);
});

it("shows nothing once more to a consent that would not show it now, nor beyond the limit", async () => {
  const once = input();
  await board.data(REVEAL, { as: app, input: once });
  const again = async (as: Caller) => {
    const { data, errors } = await board.run(REVEAL, { as, input: once });
    return [data.revealField.revealedField.value, errors?.[0]?.extensions?.code];
  };
  const { fields: named = [], ...rest } = app;
  const narrowed = { ...rest, fields: named.filter((field) => field !== "Person.idNoMasked") };
  expect(await again(narrowed)).toEqual([null, "REVEAL_NOT_CONSENTED"]);
  expect(await again({ ...app, purpose: "PAYMENT" })).toEqual([null, "PURPOSE_MISMATCH"]);
  for (let i = 1; i < REVEALS_A_DAY; i += 1) expect((await again(app))[0]).toBe(whole.id_no);
  expect(await again(app)).toEqual([null, "REVEAL_LIMIT"]);
});

it("clears the counts of past days", async () => {
  const { writer } = board.environment.database;
  await ask();
  expect(await forgetPastReveals(writer as never, "2026-11-23")).toBe(0);
  expect(await forgetPastReveals(writer as never, "2026-11-24")).toBe(1);
});

it.each<[string, object, Partial<Caller>, string[]]>([
  ["another purpose", { purpose: "PAYMENT" }, {}, ["PURPOSE_MISMATCH"]],
  ["a field the consent does not name", { field: "PERSON_PHONE" }, {}, ["REVEAL_NOT_CONSENTED"]],
  [
    "both",
    { field: "PERSON_PHONE", purpose: "no purpose" },
    {},
    ["PURPOSE_MISMATCH", "REVEAL_NOT_CONSENTED"],
  ],
  ["a consent by scopes alone", {}, { fields: undefined as never }, ["REVEAL_NOT_CONSENTED"]],
  ["somebody of another taxpayer", { id: ZHOU }, {}, ["REVEAL_NOT_FOUND"]],
  ["nobody", { id: "pn_none" }, {}, ["REVEAL_NOT_FOUND"]],
])("refuses %s, and counts nothing", async (_, more, caller, expected) => {
  const { fields: named, ...rest } = { ...app, ...caller };
  expect(await codes(more, named ? { ...rest, fields: named } : rest)).toEqual(expected);
  expect((await board.environment.database.writer.query("select * from reveal_count")).rows).toEqual([]);
});

it("needs the person at level L3 within five minutes, and the scope", async () => {
  const denied = async (as: Caller) =>
    (await board.run(REVEAL, { as, input: input() })).errors?.map(({ extensions }) => extensions?.code);
  expect(await denied({ ...app, acr: "L2" })).toEqual(["STEP_UP_REQUIRED"]);
  expect(await denied({ ...app, authenticatedAt: app.authenticatedAt! - 600 })).toEqual(["STEP_UP_REQUIRED"]);
  expect(await denied({ ...app, scopes: [] })).toContain("FORBIDDEN_SCOPE");
});

it("a person in the portal sees the own company's people whole", async () => {
  const { fields: _, ...rest } = app;
  const portal: Caller = { ...rest, purpose: "OWN_USE" };
  expect((await ask({ purpose: "OWN_USE", field: "PERSON_PHONE" }, portal)).revealedField.value).toBe(
    whole.phone,
  );
});

it("ends for the day at the limit, for that app and taxpayer, whichever the consent", async () => {
  for (let i = 0; i < REVEALS_A_DAY; i += 1) expect(await codes()).toEqual([]);
  expect(await codes()).toEqual(["REVEAL_LIMIT"]);
  expect(await codes({}, { ...app, consentId: "cst_2" })).toEqual(["REVEAL_LIMIT"]);
  expect(await codes({}, { ...app, appId: "app_2" })).toEqual([]);
});
