import { beforeEach, describe, expect, it } from "vitest";
import { anonymous, type Caller } from "../platform/caller.ts";
import { TestClock } from "./credentials.testing.ts";
import { createLimits, type Limits } from "./limits.ts";

const app = (appId: string): Caller => ({ kind: "APP", appId, scopes: [] });
let clock: TestClock;
let limits: Limits;

beforeEach(() => {
  clock = new TestClock();
  limits = createLimits({
    clock,
    app: { capacity: 100, restoreRate: 10, perOperation: 50 },
    anonymous: { capacity: 10, restoreRate: 1, perOperation: 5 },
  });
});

describe("points", () => {
  it("are taken until there are none, and come back continuously", () => {
    expect(limits.take(app("a"), 95)).toEqual({
      granted: true,
      available: 5,
      restoreRate: 10,
      retryAfter: 0,
    });
    expect(limits.take(app("a"), 6)).toEqual({
      granted: false,
      available: 5,
      restoreRate: 10,
      retryAfter: 0.1,
    });
    clock.forward(0.05);
    expect(limits.take(app("a"), 6).granted).toBe(false);
    clock.forward(0.05);
    expect(limits.take(app("a"), 6).granted).toBe(true);
  });
  it("are never more than the bucket holds", () => {
    clock.forward(3600);
    expect(limits.giveBack(app("a"), 50).available).toBe(100);
  });
  it("are given back when not used", () => {
    limits.take(app("a"), 100);
    expect(limits.giveBack(app("a"), 40).available).toBe(40);
  });
  it("are each app's own, and each address's own", () => {
    limits.take(app("a"), 100);
    expect(limits.take(app("b"), 100).granted).toBe(true);
    limits.take(anonymous("192.0.2.1"), 10);
    expect([
      limits.take(anonymous("192.0.2.1"), 1).granted,
      limits.take(anonymous("192.0.2.2"), 1).granted,
    ]).toEqual([false, true]);
  });
  it("bound one operation by who asks", () => {
    expect([limits.perOperation(app("a")), limits.perOperation(anonymous())]).toEqual([50, 5]);
  });
});
