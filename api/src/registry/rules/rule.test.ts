import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../../platform/caller.ts";
import { testSubgraph } from "../../platform/testing.ts";
import { calendarBooks } from "../calendar/calendar-book.ts";
import { allowedVatRates, filingDeadline, isWorkingDay, lotteryTax, ruleAt, rulesAt } from "../facts.ts";
import { lapseApprovals } from "../lapse.ts";
import { savePost } from "../posts.ts";
import { registry } from "../subgraph.ts";
import { ruleBooks } from "./rule-book.ts";

let board: Awaited<ReturnType<typeof testSubgraph>>;
let stop: (() => void)[];
const POSTS = [
  { id: "pst_sta", personId: "pn_sta", level: "STA", authorityCode: "00000000000" },
  { id: "pst_zj", personId: "pn_zj", level: "PROVINCE", authorityCode: "13300000000" },
  { id: "pst_hz", personId: "pn_hz", level: "CITY", authorityCode: "13301000000" },
  { id: "pst_both", personId: "pn_zj", level: "STA", authorityCode: "00000000000" },
] as const;
beforeAll(async () => {
  board = await testSubgraph(registry, {
    seed: async ({ writer, owner }) => {
      const client = await owner();
      for (const { level, authorityCode } of POSTS.slice(0, 3))
        await client.query("insert into tax_authority (code, name, level) values ($1, $1, $2)", [
          authorityCode,
          level,
        ]);
      await client.end();
      for (const post of POSTS)
        await savePost(writer, {
          ...post,
          title: "岗",
          scopes: post.level === "STA" ? ["officer:office", "officer:rules"] : ["officer:office"],
          validFrom: "2024-01-01",
          certified: true,
        });
    },
  });
  const { database, events } = board.environment;
  stop = [ruleBooks.watch(database, events), calendarBooks.watch(database, events)];
});
afterAll(async () => {
  for (const end of stop) end();
  await board.close();
});

const as = (id: (typeof POSTS)[number]["id"]): Caller => {
  const { personId, authorityCode, level } = POSTS.find((post) => post.id === id)!;
  const scopes = ["public:read", "officer:office", ...(level === "STA" ? ["officer:rules"] : [])];
  return { kind: "OFFICER", appId: "app_office", personId, postId: id, authorityCode, scopes };
};
const write = async (
  caller: Caller,
  operation: string,
  type: string,
  noun: string,
  input: object,
  at?: string,
) => {
  const fields = noun === "ruleProposal" ? "id status" : noun === "ruleVersion" ? "id validTo" : "id";
  const { data, errors } = await board.run(
    `mutation ($input: ${type}!) { ${operation}(input: $input) { ${noun} { ${fields} } userErrors { code details } } }`,
    { as: caller, ...(at ? { at } : {}), input: { ...input, idempotencyKey: randomUUID() } },
  );
  const answer = data?.[operation];
  return {
    made: answer?.[noun],
    codes: [
      ...(answer?.userErrors ?? []).map(({ code }: { code: string }) => code),
      ...(errors ?? []).map(({ extensions, message }) => String(extensions?.code ?? message)),
    ],
  };
};
const publishing = (input: object, caller = as("pst_sta")) =>
  write(caller, "publishRule", "PublishRuleInput", "ruleVersion", input);
const NEXT = { value: "0.02", validFrom: "2027-01-01", sourceDoc: "测试公告", sourceArticle: "第一条" };

const calculate = async (input: string) => {
  const { data, errors } = await board.run(
    `{ calculateTax(input: { ${input} }) { kind asOf payable lines { code name nameEn formula formulaEn amount } ruleVersions rules { id key value validFrom sourceDoc } } }`,
  );
  return { result: data?.calculateTax, code: errors?.[0]?.extensions?.code ?? errors?.[0]?.message };
};

describe("anybody", () => {
  it("calculates, and is told by which rules", async () => {
    const { result } = await calculate(`vatSmallScale: { period: QUARTER, sales: "312000.00", place: CITY }`);
    expect(result).toMatchObject({ kind: "vatSmallScale", asOf: "2026-11-23", payable: "3307.20" });
    expect(result.rules.map(({ key }: { key: string }) => key)).toContain("vat.threshold.small");
    expect(new Set(result.rules.map(({ id }: { id: string }) => id))).toEqual(new Set(result.ruleVersions));
  });

  it.each([
    [`vatSplit: { gross: "113.00", rate: "0.13" }`, "13.00"],
    [
      `vatGeneral: { sales: [{ amount: "1000000.00", rate: "0.13" }], inputTax: "78000.00", transferredOut: "2600.00", carriedForward: "5000.00", place: CITY }`,
      "55552.00",
    ],
    [`surcharges: { vatPaid: "100.00", place: CITY }`, "12.00"],
    [`citAnnual: { income: "5000000.00" }`, "1250000.00"],
    [
      `citPrepayment: { profit: "800000.00", prepaid: "15000.00", quarters: [{ staffOpening: 120, staffClosing: 120, assetsOpening: "20000000.00", assetsClosing: "20000000.00" }] }`,
      "25000.00",
    ],
    [
      `iitAnnual: { wages: "300000.00", labour: "50000.00", manuscript: "20000.00", special: "36000.00", additional: "36000.00", withheld: "15000.00" }`,
      "11920.00",
    ],
    [
      `iitWithholding: { months: 1, income: "20000.00", special: "3000.00", additional: "2000.00" }`,
      "300.00",
    ],
    [`iitLabour: { amount: "30000.00" }`, "5200.00"],
    [`iitBonus: { amount: "36001.00" }`, "3390.10"],
    [`iitBusiness: { income: "300000.00" }`, "49500.00"],
    [`lottery: { amount: "801.00" }`, "160.20"],
    [`stampDuty: { document: SALE, amount: "1234567.89" }`, "370.37"],
    [`lateSurcharge: { tax: "12345.67", due: "2026-10-01", paidOn: "2026-11-07" }`, "228.39"],
    [`property: { originalValue: "10000000.00", halved: true }`, "42000.00"],
    [`landUse: { area: "1000", localAmount: "12.00" }`, "12000.00"],
    [`landVat: { income: "10000000.00", deductions: "4000000.00" }`, "2400000.00"],
    [`vehiclePurchase: { price: "400000.00", newEnergy: true }`, "25000.00"],
    [`deed: { price: "2000000.00", order: SECOND, area: "150" }`, "40000.00"],
    [`consumption: { item: "BEER_A", quantity: "2.5" }`, "625.00"],
    [`disabledFund: { staff: 200, employed: 1, averageWage: "100000.00" }`, "180000.00"],
    [`cultureFee: { revenue: "106000.00" }`, "3180.00"],
    [`socialBase: { wage: "1.00", referenceWage: "8000.00" }`, "0.00"],
  ])("%s", async (input, payable) => expect((await calculate(input)).result?.payable).toBe(payable));

  it.each([
    ["nothing", "", "CALCULATION_KIND_REQUIRED"],
    ["two at once", `lottery: { amount: "1.00" }, iitBonus: { amount: "1.00" }`, "CALCULATION_KIND_REQUIRED"],
    ["below zero", `lottery: { amount: "-1.00" }`, "AMOUNT_NEGATIVE"],
    ["three decimals", `lottery: { amount: "1.000" }`, "AMOUNT_SCALE"],
    ["no such rate", `vatSplit: { gross: "1.00", rate: "0.17" }`, "RATE_NOT_ALLOWED"],
    ["thirteen months", `iitWithholding: { months: 13, income: "1.00" }`, "CALCULATION_INPUT_INVALID"],
    [
      "a day without rule",
      `asOf: "2028-01-01", vatSmallScale: { period: MONTH, sales: "1.00" }`,
      "RULE_NOT_FOUND",
    ],
    ["an unknown item", `consumption: { item: "AIR" }`, "RULE_NOT_FOUND"],
    ["no local rate", `deed: { price: "1.00" }`, "RULE_NOT_FOUND"],
  ])("is refused %s", async (_, input, code) => expect((await calculate(input)).code).toBe(code));

  it("lists what is in force, page by page, and a rule's history", async () => {
    const { rates, rule } = await board.data(
      `{ rates(keyPrefix: "vat.rate.", first: 3) { totalCount nodes { key value sourceDoc } pageInfo { hasNextPage } } rule(key: "vat.rate.13") { validFrom validTo } }`,
    );
    expect(rates).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
    expect(rates.nodes[1]).toEqual({
      key: "vat.rate.13",
      value: "0.13",
      sourceDoc: "中华人民共和国增值税法",
    });
    expect(rule).toEqual([
      { validFrom: "2026-01-01", validTo: null },
      { validFrom: "2019-04-01", validTo: "2025-12-31" },
    ]);
  });

  it("sees the calendar of a year, and none that is not loaded", async () => {
    const { filingCalendar } = await board.data(
      `{ filingCalendar(year: 2026, region: "330106") { kind month deadline source } }`,
    );
    expect(filingCalendar).toHaveLength(14);
    expect(filingCalendar[9]).toEqual({
      kind: "MONTHLY",
      month: "2026-10",
      deadline: "2026-10-26",
      source: "PUBLISHED",
    });
    expect(filingCalendar[12]).toMatchObject({ kind: "CIT_ANNUAL", deadline: "2026-06-01" });
    const { errors } = await board.run(`{ filingCalendar(year: 2027) { month } }`);
    expect(errors?.[0]?.extensions?.code).toBe("CALENDAR_NOT_LOADED");
  });

  it("publishes nothing", async () => {
    const { codes } = await publishing(
      { key: "vat.levy.3", ...NEXT },
      { kind: "PUBLIC", scopes: ["public:read"] },
    );
    expect(codes).toEqual(["FORBIDDEN_SCOPE"]);
  });
});

describe("the State Taxation Administration", () => {
  it("publishes: the old version ends the day before, everybody is told", async () => {
    const { made, codes } = await publishing({ key: "cit.rate", ...NEXT });
    expect(codes).toEqual([]);
    const { rule } = await board.data(`{ rule(key: "cit.rate") { id validFrom validTo publisherCode } }`);
    expect(rule[0]).toEqual({
      id: made.id,
      validFrom: "2027-01-01",
      validTo: null,
      publisherCode: "00000000000",
    });
    expect(rule[1]).toMatchObject({ validTo: "2026-12-31" });
    const { rows } = await board.environment.database.writer.query(
      "select type, data ->> 'key' as key from outbox_event where subject = $1",
      [made.id],
    );
    expect(rows).toEqual([{ type: "rule.published", key: "cit.rate" }]);
    await expect
      .poll(async () => (await ruleAt(board.environment.database.reader, "cit.rate", "2027-01-01")).id)
      .toBe(made.id);
  });

  it.each([
    ["a key there is not", { key: "vat.rate.99", ...NEXT }, ["RULE_KEY_UNKNOWN"]],
    ["a value of another form", { key: "cit.small.staff", ...NEXT }, ["RULE_VALUE_INVALID"]],
    ["the past", { key: "vat.levy.3", ...NEXT, validFrom: "2026-11-22" }, ["RULE_IN_PAST"]],
    [
      "a correction without reason",
      { key: "vat.levy.3", ...NEXT, validFrom: "2026-01-01", correction: true },
      ["RULE_REASON_REQUIRED"],
    ],
    [
      "an end before its beginning",
      { key: "vat.levy.3", ...NEXT, validTo: "2026-12-31" },
      ["PERIOD_INVALID"],
    ],
    ["a stretch of an open rule", { key: "vat.levy.3", ...NEXT, validTo: "2027-06-30" }, ["RULE_OVERLAP"]],
    [
      "everything at once",
      { key: "vat.levy.3", ...NEXT, value: 3, validFrom: "2026-01-01", sourceDoc: " " },
      ["RULE_VALUE_INVALID", "RULE_BASIS_REQUIRED", "RULE_IN_PAST"],
    ],
  ])("is refused %s", async (_, input, codes) => expect((await publishing(input)).codes).toEqual(codes));

  it("corrects the past with a reason, and what was wrong stays to be seen", async () => {
    const input = { key: "culture.rate", ...NEXT, value: "0.029", validFrom: "2016-05-01", correction: true };
    expect((await publishing({ ...input, reason: "原装入的费率有误，予以更正" })).codes).toEqual([]);
    const { rule } = await board.data(`{ rule(key: "culture.rate") { value withdrawnAt correction } }`);
    expect(
      rule
        .map(({ value, withdrawnAt }: { value: string; withdrawnAt: string }) => [
          value,
          withdrawnAt !== null,
        ])
        .sort(),
    ).toEqual([
      ["0.029", false],
      ["0.03", true],
    ]);
  });

  it("two publishers at once: one version holds on each day, and nobody is answered an error", async () => {
    const key = "culture.rate";
    const answers = await Promise.all(
      ["0.021", "0.022", "0.023", "0.024", "0.025"].map((value, i) =>
        publishing({
          key,
          ...NEXT,
          value,
          validFrom: `2028-0${i + 1}-01`,
          validTo: i % 2 ? `2029-0${i + 1}-01` : null,
        }),
      ),
    );
    for (const { codes } of answers) expect([[], ["RULE_OVERLAP"]]).toContainEqual(codes);
    expect(answers.filter(({ codes }) => codes.length === 0).length).toBeGreaterThan(0);
    const { rows } = await board.environment.database.writer.query(
      `select a.id from rule_version a join rule_version b on a.key = b.key and a.id < b.id
         and daterange(a.valid_from, a.valid_to, '[]') && daterange(b.valid_from, b.valid_to, '[]')
       where a.key = $1 and a.withdrawn_at is null and b.withdrawn_at is null`,
      [key],
    );
    expect(rows).toEqual([]);
  });

  it("publishes a year's holidays; of days that are past none changes, and what was replaced is kept", async () => {
    const pool = board.environment.database.reader;
    const holidays = (input: object, caller = as("pst_sta"), at?: string) =>
      write(
        caller,
        "publishHolidays",
        "PublishHolidaysInput",
        "holidayArrangement",
        { sourceDoc: "国务院办公厅关于2029年部分节假日安排的通知", ...input },
        at,
      );
    const first = { year: 2029, off: ["2029-01-01", "2029-01-02", "2029-01-03"], work: ["2029-01-06"] };
    expect((await holidays(first, as("pst_zj"))).codes).toEqual(["FORBIDDEN_SCOPE"]);
    expect((await holidays({ ...first, off: ["2026-01-01"] })).codes).toEqual(["HOLIDAYS_INVALID"]);
    expect((await holidays({ ...first, work: ["2029-01-04"] })).codes).toEqual(["HOLIDAYS_INVALID"]);
    expect((await holidays({ ...first, sourceDoc: " " })).codes).toEqual(["RULE_BASIS_REQUIRED"]);
    await expect(filingDeadline(pool, { year: 2029, month: 3 })).rejects.toMatchObject({
      codes: ["CALENDAR_NOT_LOADED"],
    });
    expect((await holidays(first)).codes).toEqual([]);
    await expect.poll(() => isWorkingDay(pool, "2029-01-06")).toBe(true);
    const second = { ...first, off: [...first.off, "2029-05-01"] };
    const spring = "2029-02-01T09:00:00+08:00";
    expect((await holidays({ ...second, work: [] }, as("pst_sta"), spring)).codes).toEqual(["RULE_IN_PAST"]);
    expect((await holidays(second, as("pst_sta"), spring)).codes).toEqual([]);
    const { rows } = await board.environment.database.writer.query(
      "select cardinality(off) as off, withdrawn_at is null as holds from holiday_arrangement where year = 2029 order by 1",
    );
    expect(rows).toEqual([
      { off: 3, holds: false },
      { off: 4, holds: true },
    ]);
    const both = await Promise.all([
      holidays({ ...first, year: 2030, off: ["2030-01-01"], work: [] }),
      holidays({ ...first, year: 2030, off: ["2030-01-02"], work: [] }),
    ]);
    expect(both.map(({ codes }) => codes)).toEqual([[], []]);
  });

  it("ends a version, not before today", async () => {
    const { id } = await ruleAt(board.environment.database.reader, "stamp.LEASE", "2026-11-23");
    const end = (validTo: string) =>
      write(as("pst_sta"), "endRule", "EndRuleInput", "ruleVersion", {
        ruleVersionId: id,
        validTo,
        reason: "法律修改，此项停止执行",
      });
    expect((await end("2026-11-22")).codes).toEqual(["RULE_IN_PAST"]);
    expect(await end("2026-12-31")).toMatchObject({ codes: [], made: { validTo: "2026-12-31" } });
  });
});

describe("a province", () => {
  const OWN = {
    key: "deed.other",
    value: "0.03",
    validFrom: "2026-12-01",
    validTo: "2028-12-31",
    sourceDoc: "浙江省公告",
    sourceArticle: "第一条",
  };
  const propose = (caller: Caller, input: object = OWN) =>
    write(caller, "proposeRuleOverride", "ProposeRuleOverrideInput", "ruleProposal", input);
  const decide = (caller: Caller, proposalId: string) =>
    write(caller, "approveRuleOverride", "DecideRuleOverrideInput", "ruleProposal", { proposalId });

  it("publishes nothing itself", async () => {
    expect((await publishing({ key: "deed.other", ...NEXT }, as("pst_zj"))).codes).toEqual([
      "FORBIDDEN_SCOPE",
    ]);
  });

  it("asks, another person of the national authority approves, and it holds there alone", async () => {
    const { made, codes } = await propose(as("pst_zj"));
    expect(codes).toEqual([]);
    expect((await decide(as("pst_both"), made.id)).codes).toEqual(["SEPARATION_OF_DUTIES"]);
    expect((await decide(as("pst_zj"), made.id)).codes).toEqual(["FORBIDDEN_SCOPE"]);
    expect(await decide(as("pst_sta"), made.id)).toMatchObject({ codes: [], made: { status: "APPROVED" } });
    expect((await decide(as("pst_sta"), made.id)).codes).toEqual(["APPROVAL_STATE"]);
    const of = (authority: string) =>
      calculate(`asOf: "2026-12-01", authorityCode: "${authority}", deed: { price: "100.00" }`);
    await expect.poll(async () => (await of("13301060000")).result?.payable).toBe("3.00");
    for (const authority of ["13302000000", "13200000000"])
      expect((await of(authority)).code).toBe("RULE_NOT_FOUND");
    const { rates } = await board.data(
      `{ rates(asOf: "2026-12-01", authority: "13301060000", keyPrefix: "deed.o") { nodes { authorityCode } } }`,
    );
    expect(rates.nodes).toEqual([{ authorityCode: "13300000000" }]);
  });

  it("is not decided on after 72 hours, and is marked as lapsed by then", async () => {
    const { made } = await propose(as("pst_zj"), { ...OWN, key: "culture.rate", value: "0.01" });
    const { writer } = board.environment.database;
    const status = async () =>
      (await writer.query("select status from rule_proposal where id = $1", [made.id])).rows[0].status;
    await lapseApprovals(writer, new Date("2026-11-26T11:59:59+08:00"));
    expect(await status()).toBe("PENDING");
    const late = "2026-11-26T12:00:00+08:00";
    const decided = write(
      as("pst_sta"),
      "approveRuleOverride",
      "DecideRuleOverrideInput",
      "ruleProposal",
      { proposalId: made.id },
      late,
    );
    expect((await decided).codes).toEqual(["APPROVAL_STATE"]);
    expect(await lapseApprovals(writer, new Date(late))).toBe(1);
    expect(await status()).toBe("LAPSED");
  });

  it.each([
    ["a city", as("pst_hz"), OWN, ["RULE_LEVEL_DENIED"]],
    ["without its article", as("pst_zj"), { ...OWN, sourceArticle: " " }, ["RULE_BASIS_REQUIRED"]],
    ["for the past", as("pst_zj"), { ...OWN, validFrom: "2026-01-01" }, ["RULE_IN_PAST"]],
  ])("is refused %s", async (_, caller, input, codes) =>
    expect((await propose(caller, input)).codes).toEqual(codes),
  );

  it("extends a deadline, and never shortens one", async () => {
    const extend = (deadline: string, caller = as("pst_zj")) =>
      write(caller, "overrideDeadline", "OverrideDeadlineInput", "deadlineOverride", {
        month: "2026-12",
        deadline,
        notice: "浙江省延期公告",
      });
    expect((await extend("2026-12-14")).codes).toEqual(["RULE_PERIOD_INVALID"]);
    expect((await extend("2026-12-25", as("pst_hz"))).codes).toEqual(["RULE_LEVEL_DENIED"]);
    const clerk = { ...as("pst_sta"), scopes: ["public:read", "officer:office"] };
    expect((await extend("2026-12-25", clerk)).codes).toEqual(["FORBIDDEN_SCOPE"]);
    expect((await extend("2026-12-25")).codes).toEqual([]);
    const pool = board.environment.database.reader;
    await expect
      .poll(async () => (await filingDeadline(pool, { year: 2026, month: 12 }, "13301060000")).day)
      .toBe("2026-12-25");
    expect((await filingDeadline(pool, { year: 2026, month: 12 })).day).toBe("2026-12-15");
  });
});

describe("the database itself", () => {
  it("keeps two versions from holding on one day", async () => {
    const { writer } = board.environment.database;
    await expect(
      writer.query(
        `insert into rule_version (id, key, value, valid_from, source_doc, tag, verify, correction) values ('rv_x', 'vat.rate.6', '"0.05"', '2030-01-01', 'x', 'M', false, false)`,
      ),
    ).rejects.toMatchObject({ constraint: "rule_version_overlap_by_hand" });
  });
});

it("answers other parts without a query once it is kept", async () => {
  const pool = board.environment.database.reader;
  await rulesAt(pool, "2026-11-23");
  await isWorkingDay(pool, "2026-10-10");
  const before = pool.totalCount + pool.waitingCount;
  const query = pool.query;
  let asked = 0;
  pool.query = ((...args: unknown[]) => {
    asked++;
    return (query as (...given: unknown[]) => unknown).apply(pool, args);
  }) as typeof pool.query;
  try {
    expect(await isWorkingDay(pool, "2026-10-10")).toBe(true);
    expect(await allowedVatRates(pool, "GENERAL", "2026-11-23")).toEqual([
      "0.13",
      "0.09",
      "0.06",
      "0.03",
      "0",
    ]);
    expect((await lotteryTax(pool, 80_100n, "2026-11-23")).tax).toBe(16_020n);
  } finally {
    pool.query = query;
  }
  expect(asked).toBe(0);
  expect(pool.totalCount + pool.waitingCount).toBe(before);
});
