import { expect, it, vi } from "vitest";
import { TestClock } from "./credentials.testing.ts";
import { watchRevocations } from "./revocations.ts";

/** A source whose answers the test gives. */
function source() {
  const order: string[] = [];
  const state = {
    revoked: [] as string[],
    down: false,
    tell: (_id: string): void => undefined,
    lose: (): void => undefined,
    stopped: false,
  };
  return {
    order,
    state,
    listen: async (tell: (id: string) => void, lost: () => void) => {
      order.push("listen");
      state.lose = lost;
      state.tell = tell;
      return async () => {
        state.stopped = true;
      };
    },
    loadRevoked: async () => {
      order.push("load");
      if (state.down) throw new Error("the database is away");
      return state.revoked;
    },
  };
}

it("listens before it loads, so that nothing is missed in between", async () => {
  const from = source();
  from.state.revoked = ["cns_1"];
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
  from.state.tell("cns_1");
  from.state.tell("cns_1");
  expect({ told, state: revocations.state("cns_1") }).toEqual({ told: ["first"], state: "REVOKED" });
  await revocations.close();
});

it("learns by loading when nobody tells", async () => {
  const from = source();
  const revocations = await watchRevocations(from, { clock: new TestClock(), everyMs: 1 });
  from.state.revoked = ["cns_1"];
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

it("listens anew when the listener is lost", async () => {
  const from = source();
  const revocations = await watchRevocations(from, { clock: new TestClock(), everyMs: 1 });
  from.state.lose();
  await vi.waitFor(() => expect(from.order.filter((step) => step === "listen")).toHaveLength(2));
  await revocations.close();
});
