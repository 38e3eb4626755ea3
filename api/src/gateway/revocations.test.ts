import { expect, it, vi } from "vitest";
import { TestClock } from "./credentials.testing.ts";
import { type ConsentChange, watchRevocations } from "./revocations.ts";

const change = (id: string, more: Partial<ConsentChange> = {}): ConsentChange => ({
  id,
  status: "REVOKED",
  version: 1,
  at: 1,
  ...more,
});

/** A source whose answers the test gives. */
function source() {
  const order: string[] = [];
  const state = {
    changes: [] as ConsentChange[],
    down: false,
    deaf: false,
    tell: (_change: ConsentChange): void => undefined,
    lose: (): void => undefined,
    stopped: false,
  };
  return {
    order,
    state,
    listen: async (tell: (change: ConsentChange) => void, lost: () => void) => {
      order.push("listen");
      state.lose = lost;
      state.tell = tell;
      return {
        caughtUp: async () => {
          order.push("caught up");
          if (state.deaf) throw new Error("the listener is gone");
        },
        stop: async () => {
          state.stopped = true;
        },
      };
    },
    loadChanges: async () => {
      order.push("load");
      if (state.down) throw new Error("the database is away");
      return state.changes;
    },
  };
}

it("listens before it loads, so that nothing is missed in between", async () => {
  const from = source();
  from.state.changes = [change("cns_1")];
  const revocations = await watchRevocations(from, { clock: new TestClock() });
  expect(from.order.slice(0, 2)).toEqual(["listen", "load"]);
  expect([revocations.state("cns_1"), revocations.state("cns_2")]).toEqual(["REVOKED", "ALIVE"]);
  await revocations.close();
  expect(from.state.stopped).toBe(true);
});

it("learns at once what it is told, and tells on", async () => {
  const from = source();
  const revocations = await watchRevocations(from, { clock: new TestClock() });
  const told: string[] = [];
  revocations.onRevoked("cns_1", () => told.push("first"));
  revocations.onRevoked("cns_1", () => told.push("left"))();
  from.state.tell(change("cns_1"));
  from.state.tell(change("cns_1"));
  expect({ told, state: revocations.state("cns_1") }).toEqual({ told: ["first"], state: "REVOKED" });
  await revocations.close();
});

it("learns by loading when nobody tells", async () => {
  const from = source();
  const revocations = await watchRevocations(from, { clock: new TestClock(), everyMs: 1 });
  from.state.changes = [change("cns_1")];
  await vi.waitFor(() => expect(revocations.state("cns_1")).toBe("REVOKED"));
  await revocations.close();
});

it("knows nothing of anybody once the last look is five seconds old, until it can look again", async () => {
  const from = source();
  const clock = new TestClock();
  const failed = vi.fn();
  const revocations = await watchRevocations(from, { clock, everyMs: 1, failed });
  from.state.down = true;
  await vi.waitFor(() => expect(failed).toHaveBeenCalled());
  clock.forward(5);
  expect(revocations.state("cns_1")).toBe("ALIVE");
  clock.forward(1);
  expect(revocations.state("cns_1")).toBe("UNKNOWN");
  from.state.down = false;
  await vi.waitFor(() => expect(revocations.state("cns_1")).toBe("ALIVE"));
  await revocations.close();
});

it("believes nothing when the first look fails", async () => {
  const from = source();
  from.state.down = true;
  const revocations = await watchRevocations(from, { clock: new TestClock(), everyMs: 60_000 });
  expect(revocations.state("cns_1")).toBe("UNKNOWN");
  await revocations.close();
});

it("settles by the listener's word, and by loading when there is none", async () => {
  const from = source();
  const revocations = await watchRevocations(from, { clock: new TestClock(), everyMs: 60_000 });
  from.order.length = 0;
  await revocations.settle();
  expect(from.order).toEqual(["caught up"]);
  from.state.deaf = true;
  from.state.changes = [change("cns_1")];
  await revocations.settle();
  expect(from.order.slice(1)).toEqual(["caught up", "load"]);
  expect(revocations.state("cns_1")).toBe("REVOKED");
  await revocations.close();
});

it("listens anew when the listener is lost", async () => {
  const from = source();
  const revocations = await watchRevocations(from, { clock: new TestClock(), everyMs: 1 });
  from.state.lose();
  await vi.waitFor(() => expect(from.order.filter((step) => step === "listen")).toHaveLength(2));
  await revocations.close();
});

it("knows a suspension from an end, and that it was lifted", async () => {
  const from = source();
  const revocations = await watchRevocations(from, { clock: new TestClock(), everyMs: 60_000 });
  from.state.tell(change("cns_1", { status: "SUSPENDED", at: 1 }));
  expect(revocations.state("cns_1")).toBe("SUSPENDED");
  from.state.tell(change("cns_1", { status: "ACTIVE", at: 2 }));
  expect(revocations.state("cns_1")).toBe("ALIVE");
  from.state.tell(change("cns_1", { status: "EXPIRED", at: 3 }));
  expect(revocations.state("cns_1")).toBe("EXPIRED");
  await revocations.close();
});

it("believes the later word, in whichever order the two arrive", async () => {
  const from = source();
  from.state.changes = [change("cns_1", { status: "ACTIVE", at: 1 })];
  const revocations = await watchRevocations(from, { clock: new TestClock(), everyMs: 1 });
  from.state.tell(change("cns_1", { status: "SUSPENDED", at: 2 }));
  const loads = from.order.length;
  await vi.waitFor(() => expect(from.order.length).toBeGreaterThan(loads + 2));
  expect(revocations.state("cns_1")).toBe("SUSPENDED");
  await revocations.close();
});

it("refuses tokens older than a narrowing, and no others", async () => {
  const from = source();
  const revocations = await watchRevocations(from, { clock: new TestClock(), everyMs: 60_000 });
  from.state.tell(change("cns_1", { status: "ACTIVE", version: 3 }));
  expect([undefined, 1, 2, 3, 4].map((version) => revocations.state("cns_1", version))).toEqual([
    "NARROWED",
    "NARROWED",
    "NARROWED",
    "ALIVE",
    "ALIVE",
  ]);
  await revocations.close();
});
