import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testSubgraph } from "../platform/testing.ts";
import { loadSampleData } from "../sample-data/load.ts";
import { registry } from "./subgraph.ts";

interface Listed {
  taxAuthorities: { nodes: { name: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
}

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(registry, {
    seed: async (database) => void (await loadSampleData(database, { invoices: 0 })),
  });
});
afterAll(() => board.close());

describe("tax authorities", () => {
  it("are found by code, which may be given without its zeros", async () => {
    const { taxAuthority } = await board.data(
      `{ taxAuthority(code: "13302") { code name level parent { name } region { name } } }`,
    );
    expect(taxAuthority).toEqual({
      code: "13302000000",
      name: "国家税务总局宁波市税务局",
      level: "PROVINCE",
      parent: { name: "国家税务总局" },
      region: { name: "宁波市" },
    });
  });

  it("of provincial level are 36", async () => {
    const { taxAuthorities } = await board.data(
      `{ taxAuthorities(level: PROVINCE, parent: "00000000000", first: 100) { totalCount totalCountIsExact nodes { code } pageInfo { hasNextPage } } }`,
    );
    expect(taxAuthorities).toMatchObject({
      totalCount: 36,
      totalCountIsExact: true,
      pageInfo: { hasNextPage: false },
    });
  });

  it("are listed page by page, each once", async () => {
    const LIST = `query ($after: String) { taxAuthorities(parent: "13301060000", first: 5, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } } }`;
    const names: string[] = [];
    let after: string | null = null;
    do {
      const { taxAuthorities }: Listed = await board.data<Listed>(LIST, { after });
      names.push(...taxAuthorities.nodes.map(({ name }) => name));
      after = taxAuthorities.pageInfo.hasNextPage ? taxAuthorities.pageInfo.endCursor : null;
    } while (after);
    expect(names).toHaveLength(12);
    expect(new Set(names).size).toBe(12);
    expect(names[0]).toBe("国家税务总局杭州市西湖区税务局北山税务所");
  });

  it.each([
    ["unknown", `{ taxAuthority(code: "13399") { name } }`, "AUTHORITY_UNKNOWN"],
    ["too many at once", `{ taxAuthorities(first: 101) { nodes { name } } }`, "PAGE_TOO_LARGE"],
  ])("%s are refused", async (_, source, code) => {
    const { errors } = await board.run(source);
    expect(errors?.[0]?.extensions).toMatchObject({ code, messageEn: expect.any(String) });
  });

  it("with a malformed code are refused", async () => {
    const { errors } = await board.run(
      `query ($code: AuthorityCode!) { taxAuthority(code: $code) { name } }`,
      { code: "9" },
    );
    expect(errors?.[0]?.extensions).toMatchObject({ code: "AUTHORITY_CODE_FORMAT" });
  });
});

describe("code tables", () => {
  it("give the districts of a city on a day, with what was retired before it or not", async () => {
    const REGIONS = `query ($on: Date) { regions(parent: "330100", inUseOn: $on, first: 100) { nodes { code name validTo successor } } }`;
    const { regions: now } = await board.data(REGIONS, { on: "2026-11-23" });
    const { regions: ever } = await board.data(REGIONS);
    expect(now.nodes).toHaveLength(13);
    expect(now.nodes[0]).toEqual({ code: "330102", name: "上城区", validTo: null, successor: null });
    expect(ever.nodes).toHaveLength(15);
    expect(ever.nodes).toContainEqual({
      code: "330104",
      name: "江干区",
      validTo: "2021-04-09",
      successor: "330102",
    });
  });

  it("give provinces and single regions", async () => {
    const { regions, region, none } = await board.data(
      `{ regions(level: PROVINCE, first: 50) { totalCount } region(code: "110101") { name level parent { name } } none: region(code: "330199") { name } }`,
    );
    expect(regions.totalCount).toBe(31);
    expect(region).toEqual({ name: "东城区", level: "COUNTY", parent: { name: "北京市" } });
    expect(none).toBeNull();
  });

  it("give the kinds of invoices and the taxes", async () => {
    const { invoiceKinds, taxTypes } = await board.data(
      `{ invoiceKinds { kind legacyCode codeDigits numberDigits hasCheckCode digital } taxTypes { code name englishName kind } }`,
    );
    expect(invoiceKinds).toHaveLength(16);
    expect(invoiceKinds).toContainEqual({
      kind: "TOLL_ELECTRONIC",
      legacyCode: "14",
      codeDigits: 12,
      numberDigits: 8,
      hasCheckCode: true,
      digital: false,
    });
    expect(taxTypes).toHaveLength(22);
    expect(taxTypes[0]).toEqual({
      code: "10101",
      name: "增值税",
      englishName: "VALUE_ADDED_TAX",
      kind: "TAX",
    });
  });
});
