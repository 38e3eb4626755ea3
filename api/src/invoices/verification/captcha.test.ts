import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { anonymous } from "../../platform/caller.ts";
import { testSubgraph } from "../../platform/testing.ts";
import { Invoice } from "../invoice.ts";
import { invoices } from "../subgraph.ts";
import { APP, anInvoice, readerFor, store, T1 } from "../testing.ts";
import { solved } from "./captcha.testing.ts";

const VERIFY = `query ($input: VerifyInvoiceInput!) { verifyInvoice(input: $input) { outcome timesToday } }`;
const invoice = anInvoice();

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(invoices, { seed: (database) => store(database, Invoice, [invoice]) });
});
afterAll(() => board.close());
afterEach(() => void vi.useRealTimers());

const input = (more: object = {}) => ({
  number: invoice.number,
  issuedOn: "2026-11-23",
  totalIncl: "1.00",
  ...more,
});
const refusal = async (more: object, asked: object = {}) =>
  (await board.run(VERIFY, { ...asked, input: input(more) })).errors?.[0]?.extensions;
const lookups = async () => {
  const { rows } = await board.environment.database.reader.query(
    "select sum(times)::int as n from invoice_lookup",
  );
  return rows[0].n ?? 0;
};

describe("the captcha", () => {
  it.each([
    ["the public", {}],
    ["an app without invoice:verify", { as: { kind: "APP" as const, appId: APP, scopes: ["public:read"] } }],
    ["an app with a consent for something else", { as: readerFor(T1) }],
  ])("is asked of %s; a failed one consumes no look-up", async (_, asked) => {
    for (const captchaToken of [
      undefined,
      null,
      "",
      "nonsense",
      Buffer.from("{}").toString("base64"),
      "x".repeat(5000),
    ])
      expect(await refusal({ captchaToken }, asked)).toMatchObject({
        code: "CAPTCHA_INVALID",
        actor: "USER",
        problems: [{ path: ["input", "captchaToken"] }],
      });
    expect(await lookups()).toBe(0);
  });

  it("must be ours and unchanged", async () => {
    const easier = await solved(board, ({ parameters }) => void (parameters.cost = 1));
    const longer = await solved(board, ({ parameters }) => void (parameters.expiresAt! += 3600));
    const unsigned = await solved(board, (challenge) => void (challenge.signature = "00".repeat(32)));
    for (const captchaToken of [easier, longer, unsigned])
      expect(await refusal({ captchaToken })).toMatchObject({ code: "CAPTCHA_INVALID" });
    const other = await solved(board);
    const unsolved = Buffer.from(
      JSON.stringify({
        ...JSON.parse(Buffer.from(other, "base64").toString()),
        solution: { counter: 4_000_000_000, derivedKey: "00".repeat(32) },
      }),
    ).toString("base64");
    expect(await refusal({ captchaToken: unsolved })).toMatchObject({ code: "CAPTCHA_INVALID" });
    expect(await lookups()).toBe(0);
  });

  it("must be sent from the network that asked for it; a part of an IPv6 network is all of it", async () => {
    const from = (ip: string) => ({ as: anonymous(ip) });
    const captchaToken = await solved(board, undefined, anonymous("2001:db8:0:1::1"));
    for (const ip of ["2001:db8:0:2::1", "192.0.2.1"])
      expect(await refusal({ captchaToken }, from(ip))).toMatchObject({ code: "CAPTCHA_INVALID" });
    const byApp = { as: { kind: "APP" as const, appId: APP, scopes: ["public:read"] } };
    expect(await refusal({ captchaToken }, byApp)).toMatchObject({ code: "CAPTCHA_INVALID" });
    expect(await refusal({ captchaToken }, from("2001:db8:0:1:ffff::9"))).toBeUndefined();
  });

  it("must be sent within ten minutes", async () => {
    const captchaToken = await solved(board);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 601_000 });
    expect(await refusal({ captchaToken })).toMatchObject({ code: "CAPTCHA_INVALID" });
    vi.useRealTimers();
    expect(await refusal({ captchaToken })).toBeUndefined();
  });

  it("works once, also for many at the same time", async () => {
    const before = await lookups();
    const captchaToken = await solved(board);
    const answers = await Promise.all(Array.from({ length: 20 }, () => refusal({ captchaToken })));
    expect(answers.filter((code) => code === undefined)).toHaveLength(1);
    expect(await lookups()).toBe(before + 1);
  });

  it("is not spent on a request that lacks something", async () => {
    const captchaToken = await solved(board);
    expect(await refusal({ captchaToken, totalIncl: null })).toMatchObject({ code: "VERIFY_PARAM_REQUIRED" });
    expect(await refusal({ captchaToken })).toBeUndefined();
  });
});
