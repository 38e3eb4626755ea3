import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "../database/testing.ts";
import { fixturePersonId, fixtureTaxpayerId } from "../sample-data/fixture.ts";
import { loadSampleData } from "../sample-data/load.ts";
import { actsFor, authorityOf, personById, personsForSignIn, rolesIn, taxpayersByIds } from "./facts.ts";
import { registry } from "./subgraph.ts";

let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  database = await testDatabase(registry.models);
  await loadSampleData(database, { invoices: 0 });
});
afterAll(() => database.drop());

describe("what other parts may ask", () => {
  const pool = () => database.reader;

  it("who may sign in, the fixture's people first, also by a part of a name", async () => {
    expect((await personsForSignIn(pool(), { first: 3 })).map(({ name }) => name)).toEqual([
      "林晓峰",
      "王慧",
      "陈立",
    ]);
    expect(await personsForSignIn(pool(), { search: "样例软件" })).toEqual([
      { id: fixturePersonId(5), name: "周凯", realNameLevel: "L3", acts: 1 },
    ]);
    expect((await personsForSignIn(pool(), { search: " 张伟 " })).map(({ id }) => id)).toContain(
      fixturePersonId(11),
    );
    expect(await personsForSignIn(pool(), { search: "%" })).toEqual([]);
    expect(await personsForSignIn(pool(), { first: 1_000_000 })).toHaveLength(100);
  });

  it("one person, by id", async () => {
    expect(await personById(pool(), fixturePersonId(12))).toEqual({ id: fixturePersonId(12), name: "李娜" });
    expect(await personById(pool(), "pn_unknown")).toBeUndefined();
  });

  it("for whom a person acts, on a day", async () => {
    expect(await actsFor(pool(), fixturePersonId(1), "2026-11-23")).toEqual([
      {
        taxpayerId: fixtureTaxpayerId(1),
        taxpayerName: "样例制造（杭州）有限公司",
        taxpayerTin: "91330106MA2DEM017U",
        taxpayerKind: "ENTERPRISE",
        role: "LEGAL_REP",
      },
    ]);
    expect(await actsFor(pool(), fixturePersonId(1), "2020-03-31")).toEqual([]);
    expect(await rolesIn(pool(), fixturePersonId(2), fixtureTaxpayerId(1))).toEqual(["FIN_OFFICER"]);
    expect(await rolesIn(pool(), fixturePersonId(2), fixtureTaxpayerId(2))).toEqual([]);
  });

  it("taxpayers and their authorities", async () => {
    const [t3] = await taxpayersByIds(pool(), [fixtureTaxpayerId(3), "tp_unknown"]);
    expect(t3).toMatchObject({
      name: "杭州西湖顺风小吃店",
      status: "NORMAL",
      vatStatus: "SMALL_SCALE",
      authorityCode: "13301060100",
    });
    expect(await authorityOf(pool(), fixtureTaxpayerId(3))).toMatchObject({
      code: "13301060100",
      level: "STATION",
      parentCode: "13301060000",
    });
    expect(await authorityOf(pool(), "tp_unknown")).toBeUndefined();
  });
});
