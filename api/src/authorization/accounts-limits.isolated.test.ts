import type * as crypto from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { testDatabase } from "../database/testing.ts";
import { type Accounts, addAccount, openAccounts } from "./accounts.ts";

const derived = vi.hoisted(() => ({ count: 0 }));
vi.mock("node:crypto", async (original) => {
  const real = await original<typeof crypto>();
  return {
    ...real,
    argon2: (...given: Parameters<typeof real.argon2>) => {
      derived.count += 1;
      return real.argon2(...given);
    },
  };
});

const PASSWORD = "correct horse battery";
let database: Awaited<ReturnType<typeof testDatabase>>;
let accounts: Accounts;

beforeAll(async () => {
  database = await testDatabase([]);
  accounts = openAccounts(database.writer);
  await addAccount(database.writer, { personId: "pn_1", login: "owner", password: PASSWORD });
  await database.writer.query("insert into known_device (device, person_id) values ('mine', 'pn_1')");
});
afterAll(() => database.drop());
beforeEach(() => database.writer.query("delete from sign_in_limit"));

const owner = { login: "owner", password: PASSWORD };
/** Time goes by, for the limits. */
const later = (seconds: number) =>
  database.writer.query(
    "update sign_in_limit set next_at = next_at - $1 * interval '1 second', expires_at = expires_at - $1 * interval '1 second'",
    [seconds],
  );
const attack = async (addresses: number, from = 0) => {
  const outcomes: unknown[] = [];
  for (let i = from; i < from + addresses; i += 1)
    outcomes.push(await accounts.signIn({ login: "owner", password: `guess ${i}`, address: `192.0.2.${i}` }));
  return outcomes;
};

describe("guessing", () => {
  it("slows down, from however many addresses, and never more than a minute", async () => {
    const outcomes = await attack(14);
    expect(outcomes.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => "wrong"));
    expect(outcomes.slice(10)).toEqual(Array.from({ length: 4 }, () => ({ seconds: expect.any(Number) })));
    for (let i = 0; i < 10; i += 1) {
      await later(61);
      expect(await attack(1, 100 + i)).toEqual(["wrong"]);
    }
    const { rows } = await database.writer.query(
      "select extract(epoch from next_at - now())::int as seconds from sign_in_limit where key = E'account\\nowner'",
    );
    expect(rows[0].seconds).toBeLessThanOrEqual(60);
    expect(rows[0].seconds).toBeGreaterThan(50);
  });

  it("does not keep the owner out who uses a device they have used before", async () => {
    await attack(20);
    expect(await accounts.signIn({ ...owner, address: "198.51.100.1" })).toEqual({
      seconds: expect.any(Number),
    });
    expect(await accounts.signIn({ ...owner, address: "192.0.2.1", device: "mine" })).toEqual({
      personId: "pn_1",
      knownDevice: true,
    });
  });

  it("is not helped by somebody else's device", async () => {
    await attack(20);
    expect(await accounts.signIn({ ...owner, address: "198.51.100.1", device: "theirs" })).toEqual({
      seconds: expect.any(Number),
    });
  });

  it("on a known device is limited, too, and by itself", async () => {
    const tries = [];
    for (let i = 0; i < 12; i += 1)
      tries.push(
        await accounts.signIn({ login: "owner", password: "no", address: "192.0.2.1", device: "mine" }),
      );
    expect(tries.filter((outcome) => outcome === "wrong")).toHaveLength(10);
    expect(await accounts.signIn({ ...owner, address: "192.0.2.9" })).toMatchObject({ personId: "pn_1" });
  });

  it("of many at once lets no more through than one after the other", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        accounts.signIn({ login: "owner", password: `guess ${i}`, address: `203.0.113.${i}` }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === "wrong")).toHaveLength(10);
  });

  it("is counted for all processes together", async () => {
    const another = openAccounts(database.writer);
    const address = "192.0.2.77";
    for (let i = 0; i < 5; i += 1)
      expect(await accounts.signIn({ login: "owner", password: "no", address })).toBe("wrong");
    expect(await another.signIn({ ...owner, address })).toEqual({ seconds: 900 });
  });
});

describe("an unknown account", () => {
  it("costs the same work as a wrong password, and looks the same", async () => {
    await accounts.signIn({ login: "nobody", password: "no", address: "192.0.2.1" });
    const work = async (login: string) => {
      derived.count = 0;
      const query = vi.spyOn(database.writer, "query");
      const outcome = await accounts.signIn({ login, password: "no", address: "192.0.2.1" });
      const statements = query.mock.calls.length;
      query.mockRestore();
      return { outcome, derived: derived.count, statements };
    };
    expect(await work("nobody")).toEqual({ outcome: "wrong", derived: 1, statements: 4 });
    expect(await work("owner")).toEqual({ outcome: "wrong", derived: 1, statements: 4 });
  });

  it("is slowed down like any other", async () => {
    const outcomes = [];
    for (let i = 0; i < 12; i += 1)
      outcomes.push(await accounts.signIn({ login: "nobody", password: "no", address: `192.0.2.${i}` }));
    expect(outcomes.filter((outcome) => outcome === "wrong")).toHaveLength(10);
  });
});
