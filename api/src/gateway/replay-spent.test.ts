import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase } from "../database/testing.ts";
import { startTwoGateways, type TwoGateways } from "./proof-race.testing.ts";
import { forgetSpentProofs, spentProofs } from "./replay-spent.ts";

let two: TwoGateways;
let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  [two, database] = await Promise.all([startTwoGateways(), testDatabase([])]);
});
afterAll(async () => {
  await two.close();
  await database.drop();
});

it("one proof carries one write, however many processes it is sent to", async () => {
  for (let round = 0; round < 5; round += 1) {
    const before = two.writes();
    const heard = await two.send("mutation { write }", 20);
    expect(two.writes() - before).toBe(1);
    expect(heard.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(heard.filter(({ status, code }) => status === 401 && code === "DPOP_REPLAYED")).toHaveLength(19);
  }
});

it("one proof carries one read in each process, for which no database is asked", async () => {
  const heard = await two.send("{ read }", 20);
  expect(heard.filter(({ status }) => status === 200)).toHaveLength(2);
});

it("a proof is remembered by its key and its id", async () => {
  const spent = spentProofs(database.writer as Pool);
  const [jti, thumbprint] = [randomUUID(), randomUUID()];
  const first = (proof: { thumbprint: string; jti: string }) => spent.first(proof);
  expect(await first({ thumbprint, jti })).toBe(true);
  expect(await first({ thumbprint, jti })).toBe(false);
  expect(await first({ thumbprint: randomUUID(), jti })).toBe(true);
  expect(await first({ thumbprint, jti: randomUUID() })).toBe(true);
});

it("a proof is forgotten after it would be refused for its age, not before", async () => {
  const spent = spentProofs(database.writer as Pool);
  const [old, young] = [randomUUID(), randomUUID()];
  for (const jti of [old, young]) await spent.first({ thumbprint: "key", jti });
  await database.writer.query(
    "update proof_used set expires_at = now() - interval '1 second' where jti = $1",
    [old],
  );
  expect(await forgetSpentProofs(database.writer as Pool)).toBe(1);
  expect([
    await spent.first({ thumbprint: "key", jti: old }),
    await spent.first({ thumbprint: "key", jti: young }),
  ]).toEqual([true, false]);
});
