import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../../platform/caller.ts";
import { testSubgraph } from "../../platform/testing.ts";
import { fixturePersonId } from "../../sample-data/fixture.ts";
import { loadSampleData } from "../../sample-data/load.ts";
import { FIXTURE_OFFICERS, fixturePostId } from "../../sample-data/officers.ts";
import { T1 } from "../testing.ts";
import { anInvoiceInput, ISSUE, issuerFor, issuing, once } from "./issuing.testing.ts";
import { creditLineIsWithin } from "./officer-issuing.rules.ts";

const CITY_CASE = "HZ-2026-0001";
let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(issuing, {
    seed: async (database) => void (await loadSampleData(database, { invoices: 0 })),
  });
  await rows("update taxpayer set authority_code = '13301060100' where id = $1", [T1]);
  await rows(
    "insert into invoice_quota (id, taxpayer_id, kind, valid_from) values ('iq_t1', $1, 'DIGITAL_PLAIN', '2024-12-01')",
    [T1],
  );
  await board.environment.database.writer.query(
    "update officer_post set scopes = scopes || '{officer:invoice}' where id = any($1)",
    [[21, 24, 26, 28].map(fixturePostId)],
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
const STATION = officer(21);
const COUNTY = officer(22);
const CITY = officer(24, CITY_CASE);
const REASON = "经营规模扩大，按实地核查结果调整";
const rows = async (text: string, values: unknown[] = []) =>
  (await board.environment.database.writer.query(text, values)).rows;

const CHANGE = `mutation ($input: ChangeCreditLineInput!) { changeCreditLine(input: $input) {
  creditLine { id month granted used } userErrors { code details } } }`;
const RISK = `mutation ($input: SetSellerRiskInput!) { setSellerRisk(input: $input) {
  sellerRisk { level } userErrors { code } } }`;

async function said(source: string, field: string, as: Caller, input: object): Promise<string[]> {
  const { data, errors } = await board.run(source, { as, input: { ...input, idempotencyKey: randomUUID() } });
  if (errors) return errors.map((error: any) => error.extensions?.code);
  return data[field].userErrors.map(({ code }: { code: string }) => code);
}
const change = (as: Caller, granted: string, differs: object = {}) =>
  said(CHANGE, "changeCreditLine", as, { taxpayerId: T1, granted, reason: REASON, ...differs });
const risk = (as: Caller, level: string, differs: object = {}) =>
  said(RISK, "setSellerRisk", as, { taxpayerId: T1, level, reason: REASON, ...differs });
const granted = async () =>
  (await rows("select granted from credit_line where taxpayer_id = $1 and month = '2026-11'", [T1]))[0]
    ?.granted;

it.each([
  [-1n, "CREDIT_LINE_AMOUNT"],
  [0n, undefined],
  [100n, undefined],
  [101n, "CREDIT_LINE_LIMIT"],
])("%s 分 of at most 100: %s", (amount, expected) =>
  expect(creditLineIsWithin(amount, 100n)?.code).toBe(expected),
);

describe("the credit line", () => {
  it.each<[string, Caller, string, string[]]>([
    ["a county, at its limit", COUNTY, "1000000.00", []],
    ["a county, 0.01 above", COUNTY, "1000000.01", ["CREDIT_LINE_LIMIT"]],
    ["a city on a case, at its limit", CITY, "10000000.00", []],
    ["a city on a case, 0.01 above", CITY, "10000000.01", ["CREDIT_LINE_LIMIT"]],
    ["a city without a case", officer(24), "1.00", ["PURPOSE_REQUIRED"]],
    ["a station", STATION, "1.00", ["FORBIDDEN_SCOPE"]],
    ["a province on its case", officer(26, "ZJ-2026-0001"), "1.00", ["FORBIDDEN_SCOPE"]],
    ["the county next to it", officer(28), "1.00", ["JURISDICTION_DENIED"]],
    ["a post without the scope", officer(25, CITY_CASE), "1.00", ["FORBIDDEN_SCOPE"]],
    ["less than nothing", COUNTY, "-0.01", ["CREDIT_LINE_AMOUNT"]],
  ])("is set by %s (%#)", async (_, as, amount, expected) => {
    const before = await granted();
    expect(await change(as, amount)).toEqual(expected);
    expect(await granted()).toBe(expected.length === 0 ? amount : before);
  });

  it("needs a reason of ten characters, and all that is wrong is said at once", async () => {
    expect(await change(COUNTY, "1.00", { reason: "九个字的理由不够了" })).toEqual(["QUOTA_REASON_REQUIRED"]);
    expect(await change(COUNTY, "1000000.01", { reason: " " })).toEqual([
      "CREDIT_LINE_LIMIT",
      "QUOTA_REASON_REQUIRED",
    ]);
  });

  it("of a taxpayer that does not exist looks like one of another area", async () =>
    expect(await change(COUNTY, "1.00", { taxpayerId: "tp_none" })).toEqual(["JURISDICTION_DENIED"]));

  it("is kept with its reason, and the taxpayer and its apps hear of it", async () => {
    expect(await change(COUNTY, "123456.00")).toEqual([]);
    const [kept] = await rows(
      "select line_id, granted, reason, authority_code, person_id from credit_line_change order by no desc limit 1",
    );
    expect(kept).toMatchObject({
      granted: "123456.00",
      reason: REASON,
      authority_code: "13301060000",
      person_id: fixturePersonId(22),
    });
    expect(
      await rows(
        "select type, taxpayer_id, data from outbox_event where subject = $1 order by seq desc limit 1",
        [kept.line_id],
      ),
    ).toEqual([{ type: "invoice.credit_line_changed", taxpayer_id: T1, data: { month: "2026-11" } }]);
    expect(await rows("select taxpayer_id from notice where about = $1 limit 1", [kept.line_id])).toEqual([
      { taxpayer_id: T1 },
    ]);
  });

  it("holds from the next invoice on, also below what is used", async () => {
    await change(COUNTY, "100.00");
    const issue = async () =>
      (
        await board.data(ISSUE, { as: issuerFor(T1), input: once(anInvoiceInput()) })
      ).issueInvoice.userErrors.map(({ code, details }: any) => [code, details?.left]);
    expect(await issue()).toEqual([]);
    expect(await issue()).toEqual([["QUOTA_EXCEEDED", "0.00"]]);
    await change(COUNTY, "50.00");
    expect(await issue()).toEqual([["QUOTA_EXCEEDED", "0.00"]]);
    await change(COUNTY, "200.00");
    expect(await issue()).toEqual([]);
  });

  it("is out of reach of an app, and its limit and jurisdiction are the database's too", async () => {
    expect(await change(issuerFor(T1), "1.00")).toEqual(["FORBIDDEN_SCOPE"]);
    const direct = rows("select change_credit_line('cl_x', $1, '2026-11-23', 1, 'why', 'ntc_x', now())", [
      T1,
    ]);
    await expect(direct).rejects.toThrow("outside the jurisdiction");
  });

  it("may be more where the province has made a rule of its own", async () => {
    await rows(
      `insert into rule_version (id, key, value, valid_from, valid_to, source_doc, tag, verify, correction, authority_code)
       values ('rv_local', 'invoice.creditLine.COUNTY', '"2000000.00"', '2026-01-01', '2026-12-31', '省局文件', 'D', false, false, '13300000000')`,
    );
    expect(await change(COUNTY, "2000000.00")).toEqual([]);
    expect(await change(COUNTY, "2000000.01")).toEqual(["CREDIT_LINE_LIMIT"]);
  });
});

describe("the risk of a seller", () => {
  it("at RED stops issuing until it is lifted", async () => {
    const issue = async () =>
      (
        await board.data(ISSUE, { as: issuerFor(T1), input: once(anInvoiceInput()) })
      ).issueInvoice.userErrors.map(({ code }: any) => code);
    expect(await risk(COUNTY, "RED")).toEqual([]);
    expect(await issue()).toEqual(["SELLER_RISK_RED"]);
    expect(await risk(COUNTY, "YELLOW")).toEqual([]);
    expect(await issue()).toEqual([]);
  });

  it.each<[string, Caller, object, string[]]>([
    ["a station", STATION, {}, ["FORBIDDEN_SCOPE"]],
    ["the county next to it", officer(28), {}, ["JURISDICTION_DENIED"]],
    ["a county without a reason", COUNTY, { reason: "" }, ["QUOTA_REASON_REQUIRED"]],
  ])("is not set by %s", async (_, as, differs, expected) =>
    expect(await risk(as, "RED", differs)).toEqual(expected),
  );
});
