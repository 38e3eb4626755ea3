import { afterAll, beforeAll, expect, it } from "vitest";
import { testSubgraph } from "../platform/testing.ts";
import { lifeTaxpayerId } from "../sample-data/lives.ts";
import { loadSampleData } from "../sample-data/load.ts";
import { standingOf, statusOn } from "./facts.ts";
import { registry } from "./subgraph.ts";

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(registry, {
    seed: async (database) => void (await loadSampleData(database, { invoices: 0 })),
  });
});
afterAll(() => board.close());

const CODES = `query ($codeTable: CodeTable!, $search: String, $parent: String, $asOf: Date) {
  codeItems(first: 100, codeTable: $codeTable, search: $search, parent: $parent, asOf: $asOf) { nodes { code name parent successor validTo } totalCount } }`;
const codes = async (codeTable: string, more: object = {}) =>
  (await board.data(CODES, { codeTable, ...more })).codeItems as {
    nodes: { code: string; name: string }[];
    totalCount: number;
  };

it.each([
  ["CURRENCY", "人民币", [["CNY", "人民币"]]],
  ["CURRENCY", "cny", [["CNY", "人民币"]]],
  ["COUNTRY", "TW", [["TW", "中国台湾"]]],
  ["COUNTRY", "France", [["FR", "法国"]]],
  ["INDUSTRY", "软件开发", [["I6513", "应用软件开发"]]],
  ["REGISTRATION_TYPE", "173", [["173", "私营有限责任公司"]]],
  ["COUNTRY", "EU", []],
])("%s by “%s”: %j", async (table, search, expected) => {
  expect((await codes(table, { search })).nodes.map(({ code, name }) => [code, name])).toEqual(expected);
});

it("every table has codes, and says what it follows and that it is a subset", async () => {
  const { codeTables } = await board.data("{ codeTables { codeTable standard complete note } }");
  expect(codeTables.map(({ complete }: { complete: boolean }) => complete)).toEqual([
    false,
    false,
    false,
    false,
  ]);
  const counts = await Promise.all(
    codeTables.map(async ({ codeTable }: { codeTable: string }) => (await codes(codeTable)).totalCount),
  );
  expect(counts[0]).toBe(36);
  expect(counts[1]).toBe(4);
  expect(counts[2]).toBeGreaterThan(150);
  expect(counts[3]).toBe(249);
});

it("a code that is retired is right on a day before, and names its successor", async () => {
  const { writer } = board.environment.database;
  await writer.query(
    "insert into code_item (id, code_table, code, name, valid_from, valid_to, successor) values ('cdi_old', 'REGISTRATION_TYPE', '170', '私营企业', null, '2011-11-01', '173')",
  );
  const on = async (asOf: string) =>
    (await codes("REGISTRATION_TYPE", { asOf })).nodes.map(({ code }) => code);
  expect([await on("2011-10-31"), await on("2011-11-01")]).toEqual([
    ["110", "159", "170", "173", "410"],
    ["110", "159", "173", "410"],
  ]);
});

it("authorities are found by name, level and code; 36 of them are provincial, all under the State Taxation Administration", async () => {
  const ask = `query ($search: String, $level: AuthorityLevel) { taxAuthorities(first: 100, search: $search, level: $level) { nodes { code name level parent { level } } totalCount } }`;
  const { taxAuthorities } = await board.data(ask, { level: "PROVINCE" });
  expect(taxAuthorities.totalCount).toBe(36);
  expect(
    new Set(taxAuthorities.nodes.map(({ parent }: { parent: { level: string } }) => parent.level)),
  ).toEqual(new Set(["STA"]));
  const planned = taxAuthorities.nodes.filter(({ code }: { code: string }) => !code.endsWith("00000000"));
  expect(planned.map(({ code }: { code: string }) => code)).toEqual([
    "12102000000",
    "13302000000",
    "13502000000",
    "13702000000",
    "14403000000",
  ]);
  const found = await board.data(ask, { search: "1330106" });
  expect(found.taxAuthorities.nodes).toMatchObject([{ code: "13301060000", level: "COUNTY" }]);
  const { regions } = await board.data(
    `{ regions(first: 5, search: "江干") { nodes { code validTo successor } } }`,
  );
  expect(regions.nodes).toEqual([{ code: "330104", validTo: "2021-04-09", successor: "330102" }]);
});

it("the sample has a taxpayer in every state, and one whose county was retired", async () => {
  const { reader } = board.environment.database;
  const standings = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => standingOf(reader, lifeTaxpayerId(n))));
  expect(standings.map(({ status, refusals }) => [status, ...refusals.map(({ code }) => code)])).toEqual([
    ["SUSPENDED"],
    ["ABNORMAL", "TAXPAYER_ABNORMAL"],
    ["DEREGISTERING"],
    ["DEREGISTERED", "TAXPAYER_DEREGISTERED"],
    ["CANCELLED_LICENCE", "TAXPAYER_DEREGISTERED"],
    ["NORMAL"],
  ]);
  expect([
    await statusOn(reader, lifeTaxpayerId(4), "2026-03-01"),
    await statusOn(reader, lifeTaxpayerId(4), "2026-03-19"),
  ]).toEqual(["NORMAL", "DEREGISTERING"]);
  expect((await standingOf(reader, "tp_nobody")).refusals.map(({ code }) => code)).toEqual([
    "TAXPAYER_NOT_FOUND",
  ]);
  const { rows } = await reader.query(
    "select r.successor from taxpayer t join region r on r.code = t.region_code where t.id = $1",
    [lifeTaxpayerId(6)],
  );
  expect(rows).toEqual([{ successor: "330102" }]);
});

it("a real number whose check character does not fit is looked up, though never registered", async () => {
  const { writer } = board.environment.database;
  await writer.query(
    "update taxpayer set tin = '91350100M0001TGQXM', uscc = '91350100M0001TGQXM', uscc_check_waived = true where id = $1",
    [lifeTaxpayerId(6)],
  );
  const { data, errors } = await board.run("{ myTaxpayer { tin uscc } }", {
    as: {
      kind: "APP_FOR_TAXPAYER",
      appId: "app_portal",
      taxpayerId: lifeTaxpayerId(6),
      consentId: "cst_1",
      scopes: ["public:read", "taxpayer:read"],
    },
  });
  expect(errors).toBeUndefined();
  expect(data.myTaxpayer).toEqual({ tin: "91350100M0001TGQXM", uscc: "91350100M0001TGQXM" });
});
