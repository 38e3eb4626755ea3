import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../../platform/caller.ts";
import { uniformName } from "./buyer-header.rules.ts";
import { mobileBoard, order, somebody } from "./mobile.testing.ts";
import { forgetPublicUse } from "./public-limit.ts";

let board: Awaited<ReturnType<typeof mobileBoard>>;
beforeAll(async () => {
  board = await mobileBoard(async ({ writer }) => {
    const companies = Array.from({ length: 12 }, (_, n) => [
      `e${n}`,
      `杭州西湖茶业（第${n}）有限公司`,
      "ENTERPRISE",
    ]);
    const rows = [
      ...companies,
      ["i1", "杭州西湖顺风小吃店", "INDIVIDUAL_BUSINESS"],
      ["p1", "杭州西湖某人", "NATURAL_PERSON"],
      ["e20", "百分%号_有限公司", "ENTERPRISE"],
      ["e21", "ＡＢＣ Trading  (Hangzhou) Ltd", "ENTERPRISE"],
    ];
    for (const [id, name, kind] of rows)
      await writer.query(
        `insert into taxpayer (id, tin, uscc_check_waived, name, kind, region_code, authority_code, address, status)
         values ($1, $1, true, $2, $3, '330106', '13301060000', '', 'NORMAL')`,
        [id, name, kind],
      );
  });
});
afterAll(() => board.close());

const SEARCH = `query ($prefix: String!) { searchHeader(prefix: $prefix) { name tin } }`;
const search = async (prefix: string, as: Caller = somebody(), at?: string) => {
  const { data, errors } = await board.run(SEARCH, { as, prefix, ...(at ? { at } : {}) });
  return {
    names: data?.searchHeader?.map(({ name }: { name: string }) => name),
    code: errors?.[0]?.extensions?.code,
    extensions: errors?.[0]?.extensions,
  };
};

describe("searching a header", () => {
  it.each(["杭州", "杭州西", "  杭州西 ", ""])("4. needs four characters: %j", async (prefix) => {
    expect((await search(prefix)).code).toBe("QUERY_TOO_SHORT");
  });

  it("answers ten enterprises at most, and no individuals", async () => {
    const { names } = await search("杭州西湖");
    expect(names).toHaveLength(10);
    expect(names.every((name: string) => name.startsWith("杭州西湖茶业"))).toBe(true);
    expect((await search("杭州西湖顺风")).names).toEqual([]);
    expect((await search("杭州西湖某人")).names).toEqual([]);
  });

  it("takes brackets and spaces as one writes them, and signs as signs", async () => {
    expect((await search("杭州西湖茶业(第3)")).names).toEqual(["杭州西湖茶业（第3）有限公司"]);
    expect((await search("ＡＢＣ  Trading (Hang")).names).toEqual(["ＡＢＣ Trading  (Hangzhou) Ltd"]);
    expect((await search("百分%号")).names).toEqual(["百分%号_有限公司"]);
    expect((await search("百%号_")).names).toEqual([]);
    expect((await search("____")).names).toEqual([]);
  });

  it("goes by the index", async () => {
    const client = await board.environment.database.writer.connect();
    await client.query("set enable_seqscan = off");
    const { rows } = await client.query<{ "QUERY PLAN": string }>(
      `explain select name, tin from taxpayer where kind = 'ENTERPRISE' and status <> 'DEREGISTERED'
         and searchable_name(name) ~>=~ searchable_name('杭州西湖') and searchable_name(name) ~<~ (searchable_name('杭州西湖') || chr(1114111))
       order by searchable_name(name) using ~<~, id limit 10`,
    );
    await client.query("reset enable_seqscan");
    client.release();
    expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toMatch(
      /taxpayer_searchable_name_by_hand[\s\S]*Index Cond/,
    );
  });

  it.each(["a  b", "样例(杭州)", " e\u0301 ", "ＡＢＣ", "甲\u3000乙", "a\u00a0b"])(
    "makes %j as uniform in the database as in the rules",
    async (name) => {
      const [row] = await board.sql("select searchable_name($1) as name", [name]);
      expect(row).toEqual({ name: uniformName(name) });
    },
  );

  it("is done 30 times a minute from an address, and not the 31st", async () => {
    const as = somebody();
    const codes = [];
    for (let n = 0; n < 31; n += 1) codes.push((await search("杭州", as)).code);
    expect(codes.filter((code) => code === "QUERY_TOO_SHORT")).toHaveLength(30);
    expect(codes[30]).toBe("RATE_LIMITED");
    const limited = await search("杭州西湖", as, "2026-11-23T12:00:59+08:00");
    expect(limited.extensions).toMatchObject({
      code: "RATE_LIMITED",
      retryable: true,
      retryAfterSeconds: 60,
    });
    expect((await search("杭州西湖", as, "2026-11-23T12:01:00+08:00")).names).toHaveLength(10);
    expect((await search("杭州西湖", somebody())).names).toHaveLength(10);
  });

  it("counts an IPv6 household once", async () => {
    const from = (last: string): Caller => ({
      kind: "PUBLIC",
      scopes: ["public:read"],
      ip: `2001:db8:1:2::${last}`,
    });
    const codes = await Promise.all(
      Array.from({ length: 40 }, (_, n) => search("杭州", from(String(n + 1)))),
    );
    expect(codes.filter(({ code }) => code === "RATE_LIMITED")).toHaveLength(10);
  });
});

describe("what holds a token", () => {
  it("is asked 60 times a minute from an address, and filled in 30 times", async () => {
    const { token } = await board.create(
      {
        kind: "APP_FOR_TAXPAYER",
        appId: "app_1",
        taxpayerId: "tp_018f0000-0000-7000-8000-000000000001",
        scopes: ["invoice:issue"],
      },
      order(),
    );
    const as = somebody();
    const looks = await Promise.all(
      Array.from({ length: 61 }, () =>
        board.run(`query ($token: String!) { invoiceRequestByToken(token: $token) { status } }`, {
          as,
          token,
        }),
      ),
    );
    expect(looks.filter(({ errors }) => errors)).toHaveLength(1);
    const wrong = { kind: "ENTERPRISE", name: "x" };
    const codes = [];
    for (let n = 0; n < 31; n += 1) codes.push((await board.fill(token, wrong, undefined, as)).codes[0]);
    expect(codes.filter((code) => code === "HEADER_INCOMPLETE")).toHaveLength(30);
    expect(codes[30]).toBe("RATE_LIMITED");
  });

  it("what was counted is forgotten with its minute", async () => {
    const { writer } = board.environment.database;
    await forgetPublicUse(writer, new Date("2026-11-23T12:05:00+08:00"));
    expect(await board.sql("select * from invoice_public_use")).toEqual([]);
  });
});
