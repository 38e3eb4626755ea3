import { Arg, Ctx, Resolver } from "type-graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "./caller.ts";
import type { Context } from "./context.ts";
import { type Class, Count, Id, Input, Model } from "./model.ts";
import { operations } from "./operation.ts";
import { steppedUp } from "./step-up.ts";
import { FIXTURE_NOW, testSubgraph } from "./testing.ts";

@Model({ zh: "一笔。", en: "A payment.", prefix: "sum", owner: { taxpayer: ["id"] }, face: ["id"] })
class Sum {
  @Id()
  id!: string;

  @Count("数。", "How much.")
  amount!: number;
}
const PaySumInput = Input("PaySumInput", Sum, ["amount"]);
type PaySumInput = InstanceType<typeof PaySumInput>;

const { scopes, Reads, Writes } = operations("sums", {
  "sum:pay": { zh: "付款", en: "Pay", class: "C3" },
});

@Resolver(() => Sum)
class SumResolver {
  @Reads(() => String, { zh: "密码。", en: "A secret.", scope: "sum:pay", consent: true, stepUp: "L3" })
  secret(@Ctx() _: Context) {
    return "told";
  }

  @Writes(() => Sum, {
    zh: "付。",
    en: "Pays.",
    scope: "sum:pay",
    consent: true,
    stepUp: "L3",
    audit: "SUM_PAID",
  })
  paySum(@Ctx() context: Context, @Arg("input", () => PaySumInput) { amount }: PaySumInput) {
    return { id: context.caller.taxpayerId, amount };
  }
}

const now = Date.parse(FIXTURE_NOW) / 1000;
const caller = (more: Partial<Caller>): Caller => ({
  kind: "APP_FOR_TAXPAYER",
  appId: "app_1",
  taxpayerId: "tp_1",
  consentId: "cns_1",
  scopes: ["public:read", "sum:pay"],
  ...more,
});

describe("a sign-in at level L3", () => {
  const at = new Date(now * 1000);
  it.each([
    [{}, false],
    [{ acr: "L3" }, false],
    [{ authenticatedAt: now }, false],
    [{ acr: "L2", authenticatedAt: now }, false],
    [{ acr: "L3", authenticatedAt: now }, true],
    [{ acr: "L3", authenticatedAt: now - 300 }, true],
    [{ acr: "L3", authenticatedAt: now - 310 }, true],
    [{ acr: "L3", authenticatedAt: now - 311 }, false],
    [{ acr: "L3", authenticatedAt: now + 5 }, true],
  ] as const)("%j counts: %s", (signIn, counts) => {
    expect(steppedUp(signIn, at) === undefined).toBe(counts);
  });
});

describe("an operation that demands L3", () => {
  let board: Awaited<ReturnType<typeof testSubgraph>>;
  beforeAll(async () => {
    board = await testSubgraph({ name: "sums", models: [Sum], resolvers: [SumResolver] as [Class], scopes });
  });
  afterAll(() => board.close());

  const PAY = `mutation ($input: PaySumInput!) { paySum(input: $input) { sum { amount } userErrors { code } } }`;
  const input = (key: number) => ({
    amount: 5,
    idempotencyKey: `018f0000-0000-7000-8000-00000000000${key}`,
  });

  it("is refused, and not done, after a password or a passkey long ago", async () => {
    for (const as of [
      caller({ acr: "L1", authenticatedAt: now }),
      caller({ acr: "L3", authenticatedAt: now - 400 }),
      caller({}),
    ]) {
      const { data, errors } = await board.run(PAY, { as, input: input(1) });
      expect(data?.paySum ?? null).toBeNull();
      expect(errors?.[0]?.extensions).toMatchObject({
        code: "STEP_UP_REQUIRED",
        actor: "USER",
        details: { acr_values: "L3", max_age: 300 },
      });
    }
    expect((await board.run("{ secret }", { as: caller({}) })).errors?.[0]?.extensions?.code).toBe(
      "STEP_UP_REQUIRED",
    );
  });

  it("is done within five minutes of a passkey", async () => {
    const as = caller({ acr: "L3", authenticatedAt: now - 299 });
    expect(await board.data(PAY, { as, input: input(2) })).toEqual({
      paySum: { sum: { amount: 5 }, userErrors: [] },
    });
    expect(await board.data("{ secret }", { as })).toEqual({ secret: "told" });
  });

  it("tells what else is missing in the same answer", async () => {
    const { taxpayerId: _, ...nobodys } = caller({});
    const { errors } = await board.run("{ secret }", { as: nobodys });
    expect(errors?.[0]?.extensions).toMatchObject({
      problems: [{ code: "CONSENT_REQUIRED" }, { code: "STEP_UP_REQUIRED" }],
    });
  });
});
