import { beforeEach, describe, expect, it } from "vitest";
import { anonymous, type Caller } from "../platform/caller.ts";
import { TestClock } from "./credentials.testing.ts";
import { createLimits, type Limits } from "./limits.ts";
import { limitHeaders } from "./limits-answer.ts";

const app = (appId: string, taxpayerId?: string): Caller => ({
  kind: taxpayerId ? "APP_FOR_TAXPAYER" : "APP",
  appId,
  scopes: [],
  ...(taxpayerId ? { taxpayerId } : {}),
});
let clock: TestClock;
let limits: Limits;
const granted = async (caller: Caller, points: number) => (await limits.take(caller, points)).granted;

beforeEach(() => {
  clock = new TestClock();
  limits = createLimits({
    clock,
    app: { capacity: 100, restoreRate: 10, perOperation: 50 },
    appForTaxpayer: { capacity: 60, restoreRate: 5 },
    anonymous: { capacity: 10, restoreRate: 1, perOperation: 5 },
  });
});

describe("points", () => {
  it("are told with what is left, when more will be there, and of which bucket that is said", () => {
    const bucket = { policy: "app", capacity: 100, restoreRate: 10 };
    expect(limits.take(app("a"), 95)).toEqual({ granted: true, available: 5, retryAfter: 0, ...bucket });
    expect(limits.take(app("a"), 6)).toEqual({ granted: false, available: 5, retryAfter: 0.1, ...bucket });
  });
  it("are each app's own, and each address's own", async () => {
    await limits.take(app("a"), 100);
    expect(await granted(app("b"), 100)).toBe(true);
    await limits.take(anonymous("192.0.2.1"), 10);
    expect([await granted(anonymous("192.0.2.1"), 1), await granted(anonymous("192.0.2.2"), 1)]).toEqual([
      false,
      true,
    ]);
  });
  it("are shared by the addresses of one IPv6 network, and by both spellings of an IPv4 address", async () => {
    await limits.take(anonymous("2001:db8:0:1::1"), 10);
    expect(await granted(anonymous("2001:db8:0:1:ffff::9"), 1)).toBe(false);
    expect(await granted(anonymous("2001:db8:0:2::1"), 1)).toBe(true);
    await limits.take(anonymous("192.0.2.1"), 10);
    expect(await granted(anonymous("::ffff:192.0.2.1"), 1)).toBe(false);
  });
  it("for one taxpayer are less than the app's, and what is told is the tighter of the two", async () => {
    expect(await limits.take(app("a", "t1"), 50)).toMatchObject({ available: 10, policy: "app-taxpayer" });
    expect(await limits.take(app("a", "t1"), 20)).toMatchObject({
      granted: false,
      retryAfter: 2,
      policy: "app-taxpayer",
    });
    expect(await limits.take(app("a", "t2"), 45)).toMatchObject({ available: 5, policy: "app" });
    expect(await limits.take(app("a", "t3"), 6)).toMatchObject({ granted: false, policy: "app" });
  });
  it("refused by one bucket are not taken from the other", async () => {
    await limits.take(app("a", "t1"), 60);
    expect(await granted(app("a", "t1"), 40)).toBe(false);
    expect(await limits.take(app("a"), 0)).toMatchObject({ available: 40 });
  });
  it("are an officer's by the post", async () => {
    const officer = (postId: string): Caller => ({ kind: "OFFICER", postId, appId: "portal", scopes: [] });
    await limits.take(officer("pst_1"), 100);
    expect([await granted(officer("pst_1"), 1), await granted(officer("pst_2"), 1)]).toEqual([false, true]);
  });
  it("that are gone are known without asking", async () => {
    expect(limits.standing(app("a"))).toMatchObject({ available: 100, retryAfter: 0 });
    await limits.take(app("a"), 100);
    expect(limits.standing(app("a"))).toMatchObject({ available: 0, retryAfter: 0.1 });
    clock.forward(0.1);
    expect(limits.standing(app("a"))).toMatchObject({ available: 1, retryAfter: 0 });
  });
  it("bound one operation by who asks", () => {
    expect([limits.perOperation(app("a")), limits.perOperation(anonymous())]).toEqual([50, 5]);
  });
  it("are told in headers: the bucket, what is left, when it is full, what it holds, how long it takes to fill", async () => {
    expect(limitHeaders(await limits.take(app("a", "t1"), 35))).toEqual({
      ratelimit: '"app-taxpayer";r=25;t=7',
      "ratelimit-policy": '"app-taxpayer";q=60;w=12',
    });
  });
});
