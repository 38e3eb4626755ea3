import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Caller } from "../platform/caller.ts";
import { testSubgraph } from "../platform/testing.ts";
import { fixturePersonId, fixtureTaxpayerId } from "../sample-data/fixture.ts";
import { loadSampleData } from "../sample-data/load.ts";
import { FIXTURE_OFFICERS, fixturePostId } from "../sample-data/officers.ts";
import { registry } from "./subgraph.ts";

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(registry, {
    seed: async (database) => void (await loadSampleData(database, { invoices: 0 })),
  });
});
afterAll(() => board.close());

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
const [STATION, COUNTY, COUNTY_2, CITY, NEXT_DOOR] = [21, 22, 23, 24, 28] as const;
const T1 = fixtureTaxpayerId(1);
const ITEM =
  "workItem { id number status dueAt crossArea authorityCode takenFrom closeReason isMine taxpayer { name } }";

const act = async (name: string, as: number, input: object) => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const data = await board.data(
    `mutation ($input: ${type}!) { ${name}(input: $input) { ${ITEM} userErrors { code } } }`,
    { as: officer(as), input: { idempotencyKey: randomUUID(), ...input } },
  );
  const { workItem, userErrors } = data[name];
  return { item: workItem, codes: userErrors.map(({ code }: { code: string }) => code) };
};
const open = (as: number, more: object = {}) =>
  act("openWorkItem", as, { taxpayerId: T1, kind: "REVIEW", subject: "进项异常核查", ...more });
const PERSONAL = "query ($id: ID!) { taxpayerForOfficer(id: $id) { personalData { name } } }";
const looks = async (as: Caller) =>
  ((await board.run(PERSONAL, { as, id: T1 })).errors ?? []).map(({ extensions }) => extensions?.code);

it("opens, assigns and closes; its number is a ground from the assignment to the end", async () => {
  const { item, codes } = await open(COUNTY);
  expect(codes).toEqual([]);
  expect(item).toMatchObject({ status: "OPEN", crossArea: false, isMine: false });
  expect(item.taxpayer.name).toBe("样例制造（杭州）有限公司");
  expect(new Date(item.dueAt).getTime()).toBe(Date.parse("2026-12-23T04:00:00Z"));
  // One's own case is no ground until somebody else has assigned it.
  expect(await looks(officer(COUNTY, item.number))).toEqual(["PURPOSE_REQUIRED"]);
  const handler = { workItemId: item.id, handlerId: fixturePersonId(COUNTY) };
  await act("assignWorkItem", COUNTY, handler);
  expect(await looks(officer(COUNTY, item.number))).toEqual(["PURPOSE_REQUIRED"]);
  expect((await act("assignWorkItem", COUNTY_2, handler)).item).toMatchObject({ status: "ASSIGNED" });
  expect(await looks(officer(COUNTY, item.number))).toEqual([]);
  const closed = await act("closeWorkItem", COUNTY, { workItemId: item.id, reason: "疑点已排除，予以办结" });
  expect(closed.item).toMatchObject({ status: "CLOSED", closeReason: "疑点已排除，予以办结" });
  expect(await looks(officer(COUNTY, item.number))).toEqual(["PURPOSE_REQUIRED"]);
  expect((await act("assignWorkItem", COUNTY_2, handler)).codes).toEqual(["WORK_ITEM_STATE"]);
});

it("is assigned to somebody with a post in the authority alone", async () => {
  const { item } = await open(COUNTY);
  const to = (n: number) =>
    act("assignWorkItem", COUNTY_2, { workItemId: item.id, handlerId: fixturePersonId(n) });
  expect((await to(NEXT_DOOR)).codes).toEqual(["WORK_ITEM_HANDLER"]);
  expect((await to(1)).codes).toEqual(["WORK_ITEM_HANDLER"]);
  expect((await to(COUNTY_2)).codes).toEqual([]);
});

it("is taken over by the authority above, and then lies beyond the one below", async () => {
  const { item } = await open(COUNTY);
  const input = { workItemId: item.id, reason: "案情重大，市局提级办理" };
  expect((await act("takeOverWorkItem", COUNTY_2, input)).codes).toEqual(["TAKE_OVER_LEVEL"]);
  expect((await act("takeOverWorkItem", NEXT_DOOR, input)).codes).toEqual(["WORK_ITEM_NOT_FOUND"]);
  const taken = await act("takeOverWorkItem", CITY, input);
  expect(taken.item).toMatchObject({ takenFrom: "13301060000", authorityCode: "13301000000", isMine: true });
  const late = await act("closeWorkItem", COUNTY, { workItemId: item.id, reason: "下级不得改变" });
  expect(late.codes).toEqual(["WORK_ITEM_NOT_FOUND"]);
});

it("across areas is opened by the authority above both", async () => {
  const across = { taxpayerId: fixtureTaxpayerId(12), authorityCode: "13301060000", fields: ["status"] };
  const denied = await board.run(
    "mutation ($input: OpenWorkItemInput!) { openWorkItem(input: $input) { workItem { id } } }",
    {
      as: officer(COUNTY),
      input: { ...across, kind: "LETTER", subject: "跨区协查核实", idempotencyKey: randomUUID() },
    },
  );
  expect(denied.errors?.[0]?.extensions?.code).toBe("JURISDICTION_DENIED");
  const { item } = await open(CITY, { ...across, kind: "LETTER" });
  expect(item).toMatchObject({ crossArea: true, status: "OPEN" });
});

it("lists what is due first, one's own, a page at a time", async () => {
  for (const day of ["2026-11-28", "2026-11-26", "2026-11-27"]) {
    const { item } = await open(COUNTY, { dueAt: `${day}T08:00:00Z` });
    await act("assignWorkItem", COUNTY_2, { workItemId: item.id, handlerId: fixturePersonId(COUNTY) });
  }
  const LIST = `query ($after: String, $overdue: Boolean, $status: WorkItemStatus) { workItems(first: 2, after: $after, mine: true, overdue: $overdue, status: $status) {
    nodes { dueAt isMine status } pageInfo { hasNextPage endCursor } } }`;
  const first = (await board.data(LIST, { as: officer(COUNTY) })).workItems;
  expect(first.nodes.map(({ dueAt }: { dueAt: string }) => dueAt.slice(0, 10))).toEqual([
    "2026-11-26",
    "2026-11-27",
  ]);
  const rest = (await board.data(LIST, { as: officer(COUNTY), after: first.pageInfo.endCursor })).workItems;
  expect(rest.nodes[0]).toMatchObject({ isMine: true, status: "ASSIGNED" });
  expect(rest.nodes[0].dueAt.slice(0, 10)).toBe("2026-11-28");
  const overdue = { as: officer(COUNTY), overdue: true, at: "2026-11-27T00:00:00Z" };
  expect((await board.data(LIST, overdue)).workItems.nodes).toHaveLength(1);
  const closed = (await board.data(LIST, { as: officer(COUNTY), status: "CLOSED" })).workItems.nodes;
  expect(closed.every(({ status }: { status: string }) => status === "CLOSED")).toBe(true);
  expect(closed.length).toBeGreaterThan(0);
  expect((await board.data(LIST, { as: officer(STATION) })).workItems.nodes).toEqual([]);
});
