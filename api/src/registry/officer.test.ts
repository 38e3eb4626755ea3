import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../platform/caller.ts";
import { testSubgraph } from "../platform/testing.ts";
import { fixturePersonId, fixtureTaxpayerId } from "../sample-data/fixture.ts";
import { loadSampleData } from "../sample-data/load.ts";
import { FIXTURE_OFFICERS, fixturePostId } from "../sample-data/officers.ts";
import { lapseApprovals } from "./lapse.ts";
import { endPost, savePost } from "./posts.ts";
import { registry } from "./subgraph.ts";

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(registry, {
    seed: async (database) => void (await loadSampleData(database, { invoices: 0 })),
  });
});
afterAll(() => board.close());

/** A sample officer, as the token of the workbench says it. */
const officer = (n: number, caseNo?: string): Caller => {
  const { authorityCode, scopes } = FIXTURE_OFFICERS.find((sample) => sample.n === n)!;
  return {
    kind: "OFFICER",
    appId: "app_office",
    personId: fixturePersonId(n),
    postId: fixturePostId(n),
    officeSessionId: `ofs_${n}`,
    authorityCode,
    scopes: ["public:read", ...scopes],
    ...(caseNo ? { caseNo } : {}),
  };
};
const [STATION, COUNTY, COUNTY_2, CITY, CITY_2, , STA, NEXT_DOOR] = [21, 22, 23, 24, 25, 26, 27, 28];

const RECORD = /* GraphQL */ `
  query ($id: ID!) {
    taxpayerForOfficer(id: $id) {
      id name tin authorityCode limitedToCase fieldsOfCase kind status vatStatus address
      people { role nameMasked phoneMasked }
    }
  }
`;
const PERSONAL = `query ($id: ID!) { taxpayerForOfficer(id: $id) { id personalData { role name idNo phone } } }`;
const codesOf = (errors: readonly { extensions?: Record<string, unknown> }[] | undefined) =>
  (errors ?? []).flatMap(({ extensions }) =>
    ((extensions?.problems ?? []) as { code: string }[]).map(({ code }) => code),
  );
const look = async (as: Caller, taxpayer: number, document = RECORD) => {
  const { data, errors } = await board.run(document, { as, id: fixtureTaxpayerId(taxpayer) });
  return { record: data?.taxpayerForOfficer ?? null, codes: codesOf(errors) };
};
const entriesOf = async (taxpayer: number) => {
  const { rows } = await board.environment.database.writer.query<{ event: string; outcome: string }>(
    "select event, outcome from audit_entry where taxpayer_id = $1 and caller_kind = 'OFFICER' order by at, id",
    [fixtureTaxpayerId(taxpayer)],
  );
  return rows;
};

describe("an officer looks at a taxpayer", () => {
  it("of the own area: the record, its people masked", async () => {
    const { record, codes } = await look(officer(COUNTY!), 1);
    expect(codes).toEqual([]);
    expect(record).toMatchObject({
      id: fixtureTaxpayerId(1),
      tin: "91330106MA2DEM017U",
      limitedToCase: false,
      kind: "ENTERPRISE",
      status: "NORMAL",
      address: "浙江省杭州市西湖区文三路9号",
    });
    expect(record.people[0]).toEqual({ role: "LEGAL_REP", nameMasked: "林**", phoneMasked: "190****0001" });
  });

  it.each<[string, Caller, number, string[]]>([
    ["a county, a taxpayer of the county next to it", officer(COUNTY!), 12, ["JURISDICTION_DENIED"]],
    ["the county next to it, back", officer(NEXT_DOOR!), 1, ["JURISDICTION_DENIED"]],
    ["a taxpayer that does not exist looks the same", officer(COUNTY!), 999, ["JURISDICTION_DENIED"]],
    ["a station, its own", officer(STATION!), 3, []],
    ["a station, its county's", officer(STATION!), 1, ["JURISDICTION_DENIED"]],
    ["a city without a case", officer(CITY!), 1, ["PURPOSE_REQUIRED"]],
    ["a city with a case", officer(CITY!, "HZ-2026-0001"), 1, []],
    ["a city with that case, another taxpayer", officer(CITY!, "HZ-2026-0001"), 2, ["PURPOSE_REQUIRED"]],
    ["the State Taxation Administration without a case", officer(STA!), 1, ["PURPOSE_REQUIRED"]],
    ["the State Taxation Administration with one", officer(STA!, "ZJZ-2026-0001"), 1, []],
    ["a number nobody gave", officer(CITY!, "HZ-9999-9999"), 1, ["PURPOSE_REQUIRED"]],
    ["a closed case", officer(COUNTY!, "XH-2025-0009"), 1, ["PURPOSE_REQUIRED"]],
  ])("%s", async (_, as, taxpayer, expected) => {
    const { record, codes } = await look(as, taxpayer);
    expect(codes).toEqual(expected);
    expect(record === null).toBe(expected.length > 0);
  });

  it("of another area by a cross-area case: the fields of the case and no more", async () => {
    const { record } = await look(officer(COUNTY!, "XH-2026-0002"), 12);
    expect(record).toMatchObject({
      limitedToCase: true,
      fieldsOfCase: ["status", "address"],
      status: "NORMAL",
      address: "浙江省杭州市滨江区江南大道480号",
      kind: null,
      people: [],
    });
  });

  it("and every look leaves an entry for that taxpayer, refused ones too", async () => {
    const before = (await entriesOf(2)).length;
    await look(officer(COUNTY!), 2);
    await look(officer(NEXT_DOOR!), 2);
    expect((await entriesOf(2)).slice(before)).toEqual([
      { event: "OFFICER_READ", outcome: "DONE" },
      { event: "OFFICER_READ", outcome: "JURISDICTION_DENIED" },
    ]);
  });

  it("no longer once a conflict is declared", async () => {
    const as = officer(COUNTY_2!);
    expect((await look(as, 2)).codes).toEqual([]);
    const { declareConflict } = await board.data(
      `mutation ($input: DeclareConflictInput!) { declareConflict(input: $input) { declaredConflict { kind } userErrors { code } } }`,
      { as, input: { taxpayerId: fixtureTaxpayerId(2), kind: "RELATIVE", idempotencyKey: randomUUID() } },
    );
    expect(declareConflict).toEqual({ declaredConflict: { kind: "RELATIVE" }, userErrors: [] });
    expect((await look(as, 2)).codes).toEqual(["CONFLICT_OF_INTEREST"]);
    expect((await look(officer(COUNTY!), 2)).codes).toEqual([]);
  });

  it("and no app, whatever scope it claims to hold beside", async () => {
    const app: Caller = {
      kind: "APP_FOR_TAXPAYER",
      appId: "app_1",
      taxpayerId: fixtureTaxpayerId(1),
      personId: fixturePersonId(22),
      scopes: ["public:read", "taxpayer:read"],
    };
    expect(
      (await board.run(RECORD, { as: app, id: fixtureTaxpayerId(1) })).errors?.[0]?.extensions?.code,
    ).toBe("FORBIDDEN_SCOPE");
    const withScope = { ...app, scopes: ["public:read", "officer:taxpayer", "officer:office"] };
    expect((await look(withScope, 1)).codes).toEqual(["POST_ENDED"]);
  });
});

describe("lists of taxpayers", () => {
  const LIST = `query ($search: String) { taxpayersForOfficer(first: 5, search: $search) { nodes { id name } totalCount } }`;

  it("are of the own area", async () => {
    const { taxpayersForOfficer: own } = await board.data(LIST, { as: officer(NEXT_DOOR!), search: "李娜" });
    expect(own.nodes).toEqual([{ id: fixtureTaxpayerId(12), name: "李娜" }]);
    const { taxpayersForOfficer: other } = await board.data(LIST, { as: officer(COUNTY!), search: "李娜" });
    expect(other).toEqual({ nodes: [], totalCount: 0 });
  });

  it("are for those who work with them, not for those above", async () => {
    const { errors } = await board.run(LIST, { as: officer(CITY!) });
    expect(codesOf(errors)).toEqual(["PURPOSE_REQUIRED"]);
  });

  it("of cases show those of the own area", async () => {
    const CASES = `{ myWorkItems(first: 20) { nodes { number } } }`;
    const numbers = async (n: number) =>
      (await board.data(CASES, { as: officer(n) })).myWorkItems.nodes
        .map(({ number }: { number: string }) => number)
        .sort();
    expect(await numbers(COUNTY!)).toEqual(["XH-2026-0001", "XH-2026-0002"]);
    expect(await numbers(CITY!)).toEqual(["HZ-2026-0001", "XH-2026-0001", "XH-2026-0002"]);
    expect(await numbers(NEXT_DOOR!)).toEqual([]);
  });
});

describe("sensitive personal data", () => {
  it.each<[string, Caller, number, string[]]>([
    ["a station never", officer(STATION!), 3, ["FORBIDDEN_SCOPE", "PURPOSE_REQUIRED"]],
    ["a county without a case not", officer(COUNTY!), 1, ["PURPOSE_REQUIRED"]],
    ["a city with a case alone not", officer(CITY!, "HZ-2026-0001"), 1, ["DUAL_APPROVAL_REQUIRED"]],
  ])("%s", async (_, as, taxpayer, expected) => {
    const { record, codes } = await look(as, taxpayer, PERSONAL);
    expect(record).toEqual({ id: fixtureTaxpayerId(taxpayer), personalData: null });
    expect(codes).toEqual(expected);
  });

  it("a county with a case", async () => {
    const { record } = await look(officer(COUNTY!, "XH-2026-0001"), 1, PERSONAL);
    expect(record.personalData[0]).toEqual({
      role: "LEGAL_REP",
      name: "林晓峰",
      idNo: "330106197805120010",
      phone: "19000000001",
    });
  });

  it("above the county after a second person's approval, for that officer, taxpayer and case, 72 hours long", async () => {
    const as = officer(CITY!, "HZ-2026-0001");
    const REQUEST = `mutation ($input: RequestAccessInput!) { requestAccess(input: $input) { approval { id status caseNo } userErrors { code } } }`;
    const APPROVE = `mutation ($input: DecideAccessInput!) { approveAccess(input: $input) { approval { status } userErrors { code } } }`;
    const { requestAccess } = await board.data(REQUEST, {
      as,
      input: {
        taxpayerId: fixtureTaxpayerId(1),
        reason: "核对法定代表人身份证件",
        idempotencyKey: randomUUID(),
      },
    });
    expect(requestAccess).toMatchObject({
      approval: { status: "PENDING", caseNo: "HZ-2026-0001" },
      userErrors: [],
    });
    const approve = async (by: Caller, at = "2026-11-23T12:00:00+08:00") => {
      const { data, errors } = await board.run(APPROVE, {
        as: by,
        at,
        input: { approvalId: requestAccess.approval.id, idempotencyKey: randomUUID() },
      });
      return errors
        ? codesOf(errors)
        : (data.approveAccess.approval ??
            data.approveAccess.userErrors.map(({ code }: { code: string }) => code));
    };
    expect(await approve(officer(CITY!))).toEqual(["SEPARATION_OF_DUTIES", "APPROVER_IS_HANDLER"]);
    expect(await approve(officer(COUNTY!))).toEqual(["APPROVAL_NOT_FOUND"]);
    expect(await approve(officer(CITY_2!), "2026-11-26T12:00:00+08:00")).toEqual(["APPROVAL_STATE"]);
    expect((await look(as, 1, PERSONAL)).codes).toEqual(["DUAL_APPROVAL_REQUIRED"]);
    expect(await approve(officer(CITY_2!))).toEqual({ status: "APPROVED" });
    expect(await approve(officer(CITY_2!))).toEqual(["APPROVAL_STATE"]);

    expect((await look(as, 1, PERSONAL)).record.personalData).toHaveLength(4);
    expect((await look(officer(CITY_2!, "HZ-2026-0001"), 1, PERSONAL)).codes).toEqual([
      "DUAL_APPROVAL_REQUIRED",
    ]);
    const later = await board.run(PERSONAL, {
      as,
      at: "2026-11-26T12:00:00+08:00",
      id: fixtureTaxpayerId(1),
    });
    expect(codesOf(later.errors)).toEqual(["DUAL_APPROVAL_REQUIRED"]);
    expect((await entriesOf(1)).filter(({ event }) => event === "OFFICER_READ_PERSONAL")).not.toEqual([]);
  });

  it("is requested in vain where nobody decides: the request lapses after 72 hours", async () => {
    const REQUEST = `mutation ($input: RequestAccessInput!) { requestAccess(input: $input) { approval { id decideBy } } }`;
    const { requestAccess } = await board.data(REQUEST, {
      as: officer(STA!, "ZJZ-2026-0001"),
      input: {
        taxpayerId: fixtureTaxpayerId(1),
        reason: "核对法定代表人身份证件",
        idempotencyKey: randomUUID(),
      },
    });
    const { writer } = board.environment.database;
    const until = new Date(requestAccess.approval.decideBy);
    expect(until.toISOString()).toBe("2026-11-26T04:00:00.000Z");
    const statusOf = async () =>
      (
        await board.data(`{ approvals(first: 50) { nodes { id status } } }`, { as: officer(STA!) })
      ).approvals.nodes.find(({ id }: { id: string }) => id === requestAccess.approval.id).status;
    await lapseApprovals(writer, new Date(+until - 1));
    expect(await statusOf()).toBe("PENDING");
    await lapseApprovals(writer, until);
    expect(await statusOf()).toBe("LAPSED");
  });

  it("is not even requested without a case, or with a reason that says nothing", async () => {
    const REQUEST = `mutation ($input: RequestAccessInput!) { requestAccess(input: $input) { userErrors { code } } }`;
    const { errors } = await board.run(REQUEST, {
      as: officer(CITY!),
      input: {
        taxpayerId: fixtureTaxpayerId(1),
        reason: "核对法定代表人身份证件",
        idempotencyKey: randomUUID(),
      },
    });
    expect(codesOf(errors)).toEqual(["PURPOSE_REQUIRED"]);
    const { requestAccess } = await board.data(REQUEST, {
      as: officer(CITY!, "HZ-2026-0001"),
      input: { taxpayerId: fixtureTaxpayerId(1), reason: "看看", idempotencyKey: randomUUID() },
    });
    expect(requestAccess.userErrors).toEqual([{ code: "APPROVAL_REASON_REQUIRED" }]);
  });
});

describe("a post", () => {
  const post = {
    personId: fixturePersonId(28),
    authorityCode: "13301060100",
    level: "STATION" as const,
    title: "征收岗",
    validFrom: "2026-01-01",
    certified: false,
  };

  it("does not save with a scope above its level, nor at a level its authority does not have", async () => {
    const { writer } = board.environment.database;
    await expect(
      savePost(writer, { ...post, scopes: ["officer:office", "officer:refund"] }),
    ).rejects.toMatchObject({
      codes: ["POST_LEVEL_TOO_LOW"],
    });
    await expect(
      savePost(writer, { ...post, level: "COUNTY", scopes: ["officer:refund"] }),
    ).rejects.toMatchObject({
      codes: ["POST_AUTHORITY_UNKNOWN"],
    });
  });

  it("that has ended lets nobody look, and one with fewer scopes than the token says counts", async () => {
    const { writer } = board.environment.database;
    const id = await savePost(writer, { ...post, scopes: ["officer:office", "officer:taxpayer"] });
    const as: Caller = { ...officer(NEXT_DOOR!), postId: id, authorityCode: post.authorityCode };
    expect((await look(as, 3)).codes).toEqual([]);
    expect((await board.data(`{ myPosts { title level scopes } }`, { as })).myPosts).toHaveLength(2);
    expect(await endPost(writer, id)).toBe(true);
    expect(await endPost(writer, id)).toBe(false);
    expect((await look(as, 3)).codes).toEqual(["POST_ENDED"]);
    const office = await savePost(writer, { ...post, scopes: ["officer:office"] });
    expect((await look({ ...as, postId: office }, 3)).codes).toEqual(["FORBIDDEN_SCOPE"]);
  });
});
