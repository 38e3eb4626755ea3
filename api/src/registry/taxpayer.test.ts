import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../platform/caller.ts";
import { testSubgraph } from "../platform/testing.ts";
import { fixturePersonId, fixtureTaxpayerId } from "../sample-data/fixture.ts";
import { loadSampleData } from "../sample-data/load.ts";
import { registry } from "./subgraph.ts";

const app = (n: number, ...scopes: string[]): Caller => ({
  kind: "APP_FOR_TAXPAYER",
  appId: "app_1",
  taxpayerId: fixtureTaxpayerId(n),
  scopes: ["public:read", ...scopes],
});

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(registry, {
    seed: async (database) => void (await loadSampleData(database, { invoices: 0 })),
  });
});
afterAll(() => board.close());

describe("the consenting taxpayer", () => {
  const MINE = /* GraphQL */ `
    {
      myTaxpayer {
        id
        tin
        uscc
        name
        kind
        vatStatus
        status
        exportClass
        authority {
          code
          name
          level
          parent { code level }
        }
        registeredRegion { code name parent { name parent { name parent { name } } } }
        legalRep { nameMasked idType idNoMasked phoneMasked realNameLevel }
        finOfficer { nameMasked }
        roles { role validFrom person { nameMasked } }
        taxTypes { cycle levyMethod taxType { code name } }
        credit { year grade score }
        earlier: credit(year: 2024) { grade }
      }
    }
  `;

  it("sees its registration, its people masked", async () => {
    const { myTaxpayer } = await board.data(MINE, { as: app(1, "taxpayer:read", "credit:read") });
    expect(myTaxpayer).toMatchObject({
      id: fixtureTaxpayerId(1),
      tin: "91330106MA2DEM017U",
      name: "样例制造（杭州）有限公司",
      kind: "ENTERPRISE",
      vatStatus: "GENERAL",
      status: "NORMAL",
      exportClass: 2,
      authority: {
        code: "13301060000",
        name: "国家税务总局杭州市西湖区税务局",
        level: "COUNTY",
        parent: { code: "13301000000", level: "CITY" },
      },
      registeredRegion: {
        code: "330106",
        name: "西湖区",
        parent: { name: "杭州市", parent: { name: "浙江省", parent: null } },
      },
      legalRep: {
        nameMasked: "林**",
        idType: "201",
        idNoMasked: "330***********0010",
        phoneMasked: "190****0001",
        realNameLevel: "L3",
      },
      finOfficer: { nameMasked: "王*" },
      roles: [
        { role: "LEGAL_REP", validFrom: "2020-04-01", person: { nameMasked: "林**" } },
        { role: "FIN_OFFICER", person: { nameMasked: "王*" } },
        { role: "TAX_HANDLER", person: { nameMasked: "陈*" } },
        { role: "INVOICER", person: { nameMasked: "赵*" } },
      ],
      credit: { year: 2025, grade: "A", score: "95.6" },
      earlier: { grade: "A" },
    });
    expect(myTaxpayer.taxTypes[0]).toEqual({
      cycle: "MONTH",
      levyMethod: "AUDIT",
      taxType: { code: "10101", name: "增值税" },
    });
  });

  it("whose business is small has no financial officer and no grade", async () => {
    const { myTaxpayer } = await board.data(MINE, { as: app(3, "taxpayer:read", "credit:read") });
    expect(myTaxpayer).toMatchObject({
      kind: "INDIVIDUAL_BUSINESS",
      authority: { level: "STATION" },
      finOfficer: null,
      credit: null,
    });
  });

  it("sees nobody who is not yet, or no longer, in office", async () => {
    const { myTaxpayer } = await board.data(`{ myTaxpayer { roles { role } legalRep { nameMasked } } }`, {
      as: app(1, "taxpayer:read"),
      at: "2021-03-14T12:00:00+08:00",
    });
    expect(myTaxpayer.roles.map(({ role }: { role: string }) => role)).toEqual(["LEGAL_REP", "FIN_OFFICER"]);
  });

  it.each([
    ["without the scope", app(1), "FORBIDDEN_SCOPE"],
    [
      "without a consent",
      { kind: "APP", appId: "app_1", scopes: ["public:read", "taxpayer:read"] } satisfies Caller,
      "CONSENT_REQUIRED",
    ],
  ])("is not shown %s", async (_, as, code) => {
    const { data, errors } = await board.run(`{ myTaxpayer { name } }`, { as: as as Caller });
    expect(data?.myTaxpayer ?? null).toBeNull();
    expect(errors?.[0]?.extensions).toMatchObject({ code });
  });
});

describe("a taxpayer reached by reference", () => {
  const FACE = /* GraphQL */ `
    query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on Taxpayer { id name tin address authority { code } } }
    }
  `;
  const representations = [{ __typename: "Taxpayer", id: fixtureTaxpayerId(2) }];

  it("shows its face to a counterparty, and nothing else", async () => {
    const { data, errors } = await board.run(FACE, { as: app(1, "taxpayer:read"), representations });
    expect(data._entities).toEqual([
      {
        id: fixtureTaxpayerId(2),
        name: "样例软件（杭州）有限公司",
        tin: "91330106MA2DEM025N",
        address: null,
        authority: null,
      },
    ]);
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(["FORBIDDEN_SCOPE", "FORBIDDEN_SCOPE"]);
  });

  it("shows all of itself to itself", async () => {
    const { _entities } = await board.data(FACE, { as: app(2, "taxpayer:read"), representations });
    expect(_entities[0]).toMatchObject({
      address: "浙江省杭州市西湖区天目山路226号",
      authority: { code: "13301060000" },
    });
  });

  it("gives no person to anybody but that person", async () => {
    const { _entities } = await board.data(
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Person { id nameMasked } } }`,
      { as: app(2, "taxpayer:read"), representations: [{ __typename: "Person", id: fixturePersonId(1) }] },
    );
    expect(_entities).toEqual([null]);
  });
});
