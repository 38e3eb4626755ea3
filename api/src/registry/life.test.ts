import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { grantConsent } from "../consents/commands.ts";
import { agreement, inside } from "../consents/consents.testing.ts";
import { sweepConsents } from "../consents/sweep.ts";
import { makeUscc, organisationCode } from "../identifiers/uscc.ts";
import type { Caller } from "../platform/caller.ts";
import { fixedClock } from "../platform/clock.ts";
import { testSubgraph } from "../platform/testing.ts";
import { fixturePersonId, fixtureTaxpayerId } from "../sample-data/fixture.ts";
import { loadSampleData } from "../sample-data/load.ts";
import { fixturePostId } from "../sample-data/officers.ts";
import { creditOn, standingOf, statusOn, taxTypesOn, vatStatusOn } from "./facts.ts";
import { sweepLives } from "./life-sweep.ts";
import { registry } from "./subgraph.ts";

const TODAY = "2026-11-23";
const [T1, T2, T3] = [fixtureTaxpayerId(1), fixtureTaxpayerId(2), fixtureTaxpayerId(3)];
let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(registry, {
    seed: async (database) => void (await loadSampleData(database, { invoices: 0 })),
  });
});
afterAll(() => board.close());

const owner = (taxpayerId: string, personN = 6): Caller => ({
  kind: "APP_FOR_TAXPAYER",
  appId: "app_portal",
  personId: fixturePersonId(personN),
  taxpayerId,
  consentId: `cst_${taxpayerId}_${personN}`,
  purpose: "OWN_USE",
  scopes: ["public:read", "taxpayer:read", "taxpayer:write", "credit:read"],
});
const officer = (n: number, authorityCode: string, more: Partial<Caller> = {}): Caller => ({
  kind: "OFFICER",
  personId: fixturePersonId(n),
  postId: fixturePostId(n),
  authorityCode,
  scopes: ["public:read", "officer:office", "officer:taxpayer", "officer:hall"],
  ...more,
});
const COUNTY = (more?: Partial<Caller>) => officer(22, "13301060000", more);
const registrar: Caller = {
  kind: "APP",
  appId: "app_samr",
  scopes: ["public:read", "gov:share:registration"],
};

async function act(name: string, answer: string, as: Caller, input: object, at?: string) {
  const step = name === "resumeBusiness" || name === "requestDeregistration";
  const type = step ? "LifeStepInput" : `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const { data, errors } = await board.run(
    `mutation ($input: ${type}!) { ${name}(input: $input) { result: ${answer} userErrors { code } } }`,
    { as, input: { idempotencyKey: randomUUID(), ...input }, ...(at ? { at } : {}) },
  );
  if (errors)
    return {
      result: null,
      codes: errors.flatMap(({ message, extensions }) =>
        ((extensions?.problems ?? [{ code: message }]) as { code: string }[]).map(({ code }) => code),
      ),
    };
  const [payload] = Object.values(data) as [{ result: any; userErrors: { code: string }[] }];
  return { result: payload.result, codes: payload.userErrors.map(({ code }) => code) };
}
const CHANGE = "taxpayerStatusChange { id fromStatus toStatus effectiveOn until actor reason }";
const reader = () => board.environment.database.reader;
const statusOf = async (id: string) => (await standingOf(reader(), id)).status;
const eventsOf = async (id: string, type: string) =>
  (
    await board.environment.database.writer.query<{ data: object }>(
      "select data from outbox_event where subject = $1 and type = $2 order by seq",
      [id, type],
    )
  ).rows.map(({ data }) => data);

describe("an assessed individual business", () => {
  it("closes for a time and opens again; the platform opens it when the time is over", async () => {
    const REASON = "店面装修，暂停营业";
    const closed = await act("requestSuspension", CHANGE, owner(T3), { until: "2027-02-28", reason: REASON });
    expect(closed.codes).toEqual([]);
    expect(closed.result).toMatchObject({
      fromStatus: "NORMAL",
      toStatus: "SUSPENDED",
      until: "2027-02-28",
      actor: "TAXPAYER",
    });
    expect(
      (await act("requestSuspension", CHANGE, owner(T3), { until: "2027-02-28", reason: REASON })).codes,
    ).toEqual(["STATUS_TRANSITION"]);
    expect((await act("resumeBusiness", CHANGE, owner(T3), { reason: "提前恢复营业" })).result).toMatchObject(
      { toStatus: "NORMAL" },
    );
    await act("requestSuspension", CHANGE, owner(T3), { until: "2026-12-31", reason: REASON });
    const { environment } = board;
    const on = (iso: string) => ({ ...environment, clock: fixedClock(iso) });
    expect(await sweepLives(on("2026-12-31T23:59:59+08:00"))).toEqual({ resumed: 0, general: 0 });
    expect(await sweepLives(on("2027-01-01T00:00:00+08:00"))).toEqual({ resumed: 1, general: 0 });
    expect(await sweepLives(on("2027-01-01T00:01:00+08:00"))).toEqual({ resumed: 0, general: 0 });
    expect(await statusOf(T3)).toBe("NORMAL");
    expect([
      await statusOn(reader(), T3, "2026-12-31"),
      await statusOn(reader(), T3, "2027-01-01"),
      await statusOn(reader(), T3, "2026-11-22"),
    ]).toEqual(["SUSPENDED", "NORMAL", "NORMAL"]);
    expect(await eventsOf(T3, "taxpayer.status_changed")).toHaveLength(4);
    const { myStatusChanges } = await board.data("{ myStatusChanges { nodes { toStatus actor } } }", {
      as: owner(T3),
    });
    expect(myStatusChanges.nodes).toHaveLength(4);
    expect(
      (await board.data("{ myStatusChanges { nodes { toStatus } } }", { as: owner(T2, 5) })).myStatusChanges
        .nodes,
    ).toEqual([]);
  });

  it("is the only one that may", async () => {
    const input = { until: "2027-01-31", reason: "设备检修停业" };
    expect((await act("requestSuspension", CHANGE, owner(T2, 5), input)).codes).toEqual([
      "SUSPENSION_NOT_AVAILABLE",
    ]);
    const without = { ...owner(T3), scopes: ["public:read", "taxpayer:read"] };
    expect((await act("requestSuspension", CHANGE, without, input)).codes).toEqual(["FORBIDDEN_SCOPE"]);
  });
});

describe("an officer's say", () => {
  const set = (as: Caller, input: object) => act("setTaxpayerStatus", CHANGE, as, input);
  const ABNORMAL = { taxpayerId: T1, status: "ABNORMAL", reason: "连续三个月未申报且查无下落" };

  it("declares a taxpayer abnormal with a case and lifts it with a reason; boards refuse in between", async () => {
    expect((await set(COUNTY(), ABNORMAL)).codes).toEqual(["STATUS_CASE_REQUIRED"]);
    const { result } = await set(COUNTY({ caseNo: "XH-2026-0001" }), {
      ...ABNORMAL,
      effectiveOn: "2026-11-01",
    });
    expect(result).toMatchObject({ toStatus: "ABNORMAL", actor: "OFFICER", effectiveOn: "2026-11-01" });
    expect((await standingOf(reader(), T1)).refusals.map(({ code }) => code)).toEqual(["TAXPAYER_ABNORMAL"]);
    expect(
      (await act("requestDeregistration", CHANGE, owner(T1, 1), { reason: "停止经营活动" })).codes,
    ).toEqual(["STATUS_TRANSITION"]);
    expect(
      (await act("changeRegistration", "taxpayer { id }", owner(T1, 1), { address: "新址" })).codes,
    ).toEqual(["REGISTRATION_STATE"]);
    const LIFT = { taxpayerId: T1, status: "NORMAL", reason: "已补办申报并缴清罚款" };
    expect((await set(COUNTY(), { ...LIFT, effectiveOn: "2026-10-31" })).codes).toEqual(["STATUS_DATE"]);
    expect((await set(COUNTY(), LIFT)).codes).toEqual([]);
    expect([
      await statusOn(reader(), T1, "2026-10-31"),
      await statusOn(reader(), T1, "2026-11-22"),
      await statusOn(reader(), T1, TODAY),
    ]).toEqual(["NORMAL", "ABNORMAL", "NORMAL"]);
    const { rows } = await reader().query(
      "select kind from notice where taxpayer_id = $1 and kind = 'TAXPAYER_STATUS_CHANGED'",
      [T1],
    );
    expect(rows).toHaveLength(2);
  });

  it.each<[string, () => Caller, object, string[]]>([
    ["a county next door", () => officer(28, "13301080000"), ABNORMAL, ["JURISDICTION_DENIED"]],
    [
      "a station, though it is its own taxpayer",
      () => officer(21, "13301060100"),
      { ...ABNORMAL, taxpayerId: T3, status: "NORMAL" },
      ["STATUS_LEVEL_DENIED", "STATUS_TRANSITION"],
    ],
    ["a city without a case", () => officer(24, "13301000000"), ABNORMAL, ["PURPOSE_REQUIRED"]],
    ["a case of another taxpayer", () => COUNTY({ caseNo: "XH-2026-0002" }), ABNORMAL, ["PURPOSE_REQUIRED"]],
    [
      "another area's case that opens fields",
      () => COUNTY({ caseNo: "XH-2026-0002" }),
      { ...ABNORMAL, taxpayerId: fixtureTaxpayerId(12) },
      ["JURISDICTION_DENIED"],
    ],
    [
      "the way back from where it never was",
      () => COUNTY(),
      { ...ABNORMAL, status: "DEREGISTERED" },
      ["STATUS_TRANSITION"],
    ],
  ])("is not that of %s", async (_, as, input, codes) => {
    expect((await set(as(), input)).codes).toEqual(codes);
  });

  it("refuses deregistration while work is open, and the taxpayer's consents end with it", async () => {
    expect(
      (await act("requestDeregistration", CHANGE, owner(T1, 1), { reason: "停止经营活动" })).codes,
    ).toEqual(["DEREGISTRATION_OPEN_MATTERS"]);
    expect(
      (await act("requestDeregistration", CHANGE, owner(T2, 5), { reason: "停止经营活动" })).codes,
    ).toEqual([]);
    const { environment } = board;
    const { id } = await inside(environment.database, (client) =>
      grantConsent(client, agreement({ taxpayerId: T2, personId: fixturePersonId(5), appId: "app_end" })),
    );
    expect((await sweepConsents(environment)).revoked).toBe(0);
    expect(
      (await set(COUNTY(), { taxpayerId: T2, status: "DEREGISTERED", reason: "清税完毕，准予注销" })).codes,
    ).toEqual([]);
    expect((await standingOf(reader(), T2)).refusals.map(({ code }) => code)).toEqual([
      "TAXPAYER_DEREGISTERED",
    ]);
    expect(await taxTypesOn(reader(), T2, TODAY)).toEqual([]);
    expect((await taxTypesOn(reader(), T2, "2026-11-22")).length).toBeGreaterThan(3);
    expect((await sweepConsents(environment)).revoked).toBe(1);
    const { rows } = await reader().query("select status, revoke_reason from consent where id = $1", [id]);
    expect(rows).toEqual([{ status: "REVOKED", revoke_reason: "TAXPAYER_DEREGISTERED" }]);
    expect(
      (await set(COUNTY(), { taxpayerId: T2, status: "NORMAL", reason: "恢复其登记状态" })).codes,
    ).toEqual(["STATUS_TRANSITION"]);
  });

  it("is kept: neither state nor history is the application's to write", async () => {
    const { writer } = board.environment.database;
    const client = await writer.connect();
    try {
      for (const statement of [
        "update taxpayer set status = 'NORMAL'",
        "insert into taxpayer_status_change (id, taxpayer_id, to_status, effective_on, actor, reason, changed_at) values ('x', 'x', 'NORMAL', now(), 'SYSTEM', 'x', now())",
        "delete from taxpayer_status_change",
        "update tax_type_registration set valid_to = null",
        "update credit_grade set grade = 'A'",
      ]) {
        const { rows } = await client.query<{ may: boolean }>(
          "select has_table_privilege('open_tax_app', $1, $2) as may",
          [/(?:update|into|from) (\w+)/.exec(statement)![1], statement.split(" ")[0]],
        );
        expect({ statement, may: rows[0]!.may }).toEqual({ statement, may: false });
      }
    } finally {
      client.release();
    }
  });
});

describe("a registration", () => {
  const code = (n: number) => makeUscc("91", "330106", organisationCode(`MA9REG0${n}`));
  const input = (n: number, more: object = {}) => ({
    uscc: code(n),
    kind: "ENTERPRISE",
    name: `杭州样新${n}号科技有限公司`,
    registrationType: "173",
    industryCode: "I6513",
    regionCode: "330106",
    address: "浙江省杭州市西湖区样本路1号",
    legalRepName: "周凯",
    legalRepIdNo: "330106198403090052",
    legalRepPhone: "19000000005",
    ...more,
  });
  const register = (as: Caller, more: object) =>
    act("registerTaxpayer", "taxpayer { id name tin }", as, more);

  it("shared by the registrar makes a taxpayer with its legal representative", async () => {
    const { result, codes } = await register(registrar, input(1));
    expect(codes).toEqual([]);
    expect(await standingOf(reader(), result.id)).toEqual({ status: "NORMAL", risk: "GREEN", refusals: [] });
    expect([
      await statusOn(reader(), result.id, "2026-11-22"),
      await statusOn(reader(), result.id, TODAY),
    ]).toEqual([null, "NORMAL"]);
    expect(await eventsOf(result.id, "taxpayer.registered")).toEqual([{ status: "NORMAL" }]);
    const { rows } = await reader().query("select person_id, role from person_role where taxpayer_id = $1", [
      result.id,
    ]);
    expect(rows).toEqual([{ person_id: fixturePersonId(5), role: "LEGAL_REP" }]);
    expect((await register(registrar, input(1, { name: "另一个名称有限公司" }))).codes).toEqual([
      "TAXPAYER_EXISTS",
    ]);
    expect((await register(COUNTY(), input(2, { name: input(1).name }))).codes).toEqual([
      "TAXPAYER_NAME_TAKEN",
    ]);
    expect(
      (await register(COUNTY(), input(2, { name: input(1).name, regionCode: "330102" }))).codes,
    ).not.toEqual([]);
    expect((await register(COUNTY(), input(3))).codes).toEqual([]);
  });

  it.each<[string, object, string[]]>([
    ["a wrong check character", { uscc: "91330106MA2DEM0170" }, ["USCC_CHECK_DIGIT"]],
    ["a real code whose check does not fit", { uscc: "91350100M0001TGQXM" }, ["USCC_CHECK_DIGIT"]],
    ["a letter outside the alphabet", { uscc: "91330106MA2DEM017V" }, ["USCC_FORMAT"]],
    ["a natural person", { kind: "NATURAL_PERSON" }, ["REGISTRATION_KIND"]],
    [
      "everything at once",
      {
        uscc: "1",
        name: " ",
        regionCode: "330103",
        industryCode: "Z1",
        registrationType: "999",
        legalRepIdNo: "330106200102298888",
      },
      [
        "USCC_FORMAT",
        "TAXPAYER_NAME",
        "ID_CARD_BIRTHDATE",
        "REGION_UNKNOWN",
        "INDUSTRY_UNKNOWN",
        "REGISTRATION_TYPE_UNKNOWN",
      ],
    ],
  ])("is refused for %s", async (_, more, codes) => {
    expect((await register(registrar, input(4, more))).codes).toEqual(codes);
    expect((await reader().query("select 1 from taxpayer where tin = $1", [code(4)])).rowCount).toBe(0);
  });

  it("is nobody's who neither shares nor sits at a hall", async () => {
    expect((await register(owner(T1, 1), input(5))).codes).toEqual(["FORBIDDEN_SCOPE"]);
    expect((await register({ ...registrar, scopes: ["public:read"] }, input(5))).codes).toEqual([
      "FORBIDDEN_SCOPE",
    ]);
  });

  it("changes name, address and industry at the taxpayer's word", async () => {
    const change = (more: object) =>
      act("changeRegistration", "taxpayer { id name address industryCode }", owner(T1, 1), more);
    expect(
      (await change({ address: "浙江省杭州市西湖区文三路10号", industryCode: "C3911" })).result,
    ).toMatchObject({ address: "浙江省杭州市西湖区文三路10号", industryCode: "C3911" });
    expect((await change({ name: "杭州西湖顺风小吃店" })).codes).toEqual(["TAXPAYER_NAME_TAKEN"]);
    expect((await change({ name: "样例智造（杭州）有限公司" })).result).toMatchObject({
      name: "样例智造（杭州）有限公司",
    });
    expect((await change({})).codes).toEqual(["REGISTRATION_NOTHING"]);
    expect((await change({ industryCode: "C0000" })).codes).toEqual(["INDUSTRY_UNKNOWN"]);
    const P1 = owner(fixtureTaxpayerId(11), 11);
    expect((await act("changeRegistration", "taxpayer { id }", P1, { name: "张三" })).codes).toEqual([
      "REGISTRATION_KIND",
    ]);
    expect(await eventsOf(T1, "taxpayer.registration_changed")).toHaveLength(2);
  });
});

describe("registrations for taxes", () => {
  const TAX = "taxTypeRegistration { id cycle validFrom validTo taxType { name } }";
  const RECORD = "taxTypeOnRecord { id taxTypeCode cycle validFrom validTo }";
  const set = (as: Caller, more: object) =>
    act("setTaxType", RECORD, as, {
      taxpayerId: T1,
      taxTypeCode: "10110",
      levyMethod: "AUDIT",
      cycle: "HALF_YEAR",
      validFrom: "2026-07-01",
      ...more,
    });

  it("never share a day for one tax, and are ended", async () => {
    const { result, codes } = await set(COUNTY(), { validTo: "2026-12-01" });
    expect(codes).toEqual([]);
    expect(result).toMatchObject({ cycle: "HALF_YEAR", taxTypeCode: "10110" });
    expect((await set(COUNTY(), { validFrom: "2026-11-30" })).codes).toEqual(["TAX_TYPE_OVERLAP"]);
    expect((await set(COUNTY(), { validFrom: "2026-12-01" })).codes).toEqual([]);
    expect((await set(COUNTY(), { validFrom: "2026-01-01", validTo: "2026-07-01" })).codes).toEqual([]);
    expect((await set(COUNTY(), { taxTypeCode: "99999", rate: "0.5", validTo: "2026-07-01" })).codes).toEqual(
      ["TAX_TYPE_UNKNOWN", "TAX_TYPE_PERIOD", "TAX_TYPE_RATE"],
    );
    expect((await set(officer(28, "13301080000"), {})).codes).toEqual(["JURISDICTION_DENIED"]);
    const end = (validTo: string) =>
      act("endTaxType", RECORD, COUNTY(), { taxpayerId: T1, registrationId: result.id, validTo });
    expect((await end("2026-12-02")).codes).toEqual(["TAX_TYPE_PERIOD"]);
    expect((await end("2026-09-01")).result).toMatchObject({ validTo: "2026-09-01" });
    expect(
      (await taxTypesOn(reader(), T1, "2026-10-01")).some(({ taxTypeCode }) => taxTypeCode === "10110"),
    ).toBe(false);
  });

  it("follow the small-scale taxpayer's choice from the next quarter, once a year", async () => {
    const choose = (cycle: string, at?: string) => act("chooseVatCycle", TAX, owner(T3), { cycle }, at);
    expect((await choose("QUARTER")).codes).toEqual(["VAT_CYCLE_SAME"]);
    expect((await choose("MONTH")).result).toMatchObject({ cycle: "MONTH", validFrom: "2027-01-01" });
    const cycleOn = async (day: string) =>
      (await taxTypesOn(reader(), T3, day))
        .filter(({ taxTypeCode }) => ["10101", "10109", "30203"].includes(taxTypeCode))
        .map(({ cycle }) => cycle);
    expect([await cycleOn("2026-12-31"), await cycleOn("2027-01-01")]).toEqual([
      ["QUARTER", "QUARTER", "QUARTER"],
      ["MONTH", "MONTH", "MONTH"],
    ]);
    expect((await choose("QUARTER", "2027-03-01T10:00:00+08:00")).codes).toEqual(["VAT_CYCLE_CHOSEN"]);
    expect((await choose("QUARTER", "2027-11-01T10:00:00+08:00")).codes).toEqual([]);
    expect((await act("chooseVatCycle", TAX, owner(T1, 1), { cycle: "QUARTER" })).codes).toEqual([
      "VAT_CYCLE_GENERAL",
    ]);
  });

  it("follow it to the general taxpayers, over the limit or at will, and never back", async () => {
    const general = (more: object) =>
      act("setGeneralTaxpayer", "vatStatusChange { toStatus effectiveOn }", COUNTY(), {
        taxpayerId: T3,
        effectiveOn: "2026-12-01",
        ground: "OVER_LIMIT",
        sales: "5000000.01",
        reason: "连续十二个月销售额超过标准",
        ...more,
      });
    expect((await general({ sales: "5000000.00", effectiveOn: "2026-12-02" })).codes).toEqual([
      "VAT_EFFECTIVE_DAY",
      "VAT_LIMIT_NOT_EXCEEDED",
    ]);
    expect((await general({})).result).toEqual({ toStatus: "GENERAL", effectiveOn: "2026-12-01" });
    expect((await general({})).codes).toEqual(["VAT_ALREADY_GENERAL"]);
    expect((await general({ taxpayerId: T1 })).codes).toEqual(["VAT_ALREADY_GENERAL"]);
    const on = (day: string) => vatStatusOn(reader(), T3, day);
    expect([
      await on("2021-05-31"),
      await on("2021-06-01"),
      await on("2026-11-30"),
      await on("2026-12-01"),
    ]).toEqual([null, "SMALL_SCALE", "SMALL_SCALE", "GENERAL"]);
    const { environment } = board;
    const present = async () =>
      (await reader().query("select vat_status from taxpayer where id = $1", [T3])).rows[0].vat_status;
    expect(await present()).toBe("SMALL_SCALE");
    expect(
      (await sweepLives({ ...environment, clock: fixedClock("2026-12-01T00:00:00+08:00") })).general,
    ).toBe(1);
    expect(await present()).toBe("GENERAL");
  });
});

describe("credit", () => {
  const publish = (as: Caller, more: object, at = "2027-04-15T10:00:00+08:00") =>
    act(
      "publishCreditGrade",
      "creditOnRecord { year grade score directReason }",
      as,
      { taxpayerId: T1, year: 2026, start: 100, findings: [], isNew: false, hasIncome: true, ...more },
      at,
    );

  it("is computed from the indicators and published in April, once", async () => {
    const found = [
      { code: "010101", times: 2 },
      { code: "100101", times: 1 },
    ];
    expect((await publish(COUNTY(), { findings: found }, "2027-03-31T10:00:00+08:00")).codes).toEqual([
      "CREDIT_MONTH",
    ]);
    expect((await publish(COUNTY(), { start: 95, findings: [{ code: "zzz", times: 1 }] })).codes).toEqual([
      "CREDIT_START",
      "CREDIT_INDICATOR_UNKNOWN",
    ]);
    expect((await publish(COUNTY(), { findings: found })).result).toEqual({
      year: 2026,
      grade: "B",
      score: "90",
      directReason: null,
    });
    expect((await publish(COUNTY(), {})).codes).toEqual(["CREDIT_PUBLISHED"]);
    expect((await publish(officer(21, "13301060100"), { taxpayerId: T3 })).codes).toEqual([
      "CREDIT_LEVEL_DENIED",
    ]);
    expect(
      (await publish(COUNTY(), { taxpayerId: T3, findings: [{ code: "090101", times: 1 }] })).result,
    ).toMatchObject({ grade: "D", directReason: "直接判级情形" });
    expect(await creditOn(reader(), T3, "2027-04-15")).toEqual({
      grade: "D",
      year: 2026,
      consequences: { invoicesLimited: true, refundsExamined: true, noPromises: true },
    });
    expect((await creditOn(reader(), T3, "2027-04-14")).consequences.invoicesLimited).toBe(false);
    const { myCreditGrades } = await board.data("{ myCreditGrades { nodes { year grade } } }", {
      as: owner(T1, 1),
      at: "2027-04-16T10:00:00+08:00",
    });
    expect(myCreditGrades.nodes).toEqual([
      { year: 2026, grade: "B" },
      { year: 2025, grade: "A" },
      { year: 2024, grade: "A" },
    ]);
  });
});
