import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { testDatabase } from "./database/testing.ts";
import type { Environment } from "./platform/context.ts";
import { revocationSource } from "./revocation-source.ts";
import { entities } from "./subgraphs.ts";

let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => void (database = await testDatabase(entities)));
afterAll(() => database.drop());

it("hears of a withdrawal, and says so when the database has cut the line", async () => {
  const told = vi.fn();
  const lost = vi.fn();
  const listener = await revocationSource({ database } as unknown as Environment).listen(told, lost);
  const change = { id: "cst_1", status: "REVOKED", version: 1, at: 1 };
  await database.writer.query("select pg_notify('consent_revoked', $1)", [JSON.stringify(change)]);
  await listener.caughtUp();
  expect(told.mock.calls).toEqual([[change]]);
  for (const noise of ["", "7", "no change", "{}"])
    await database.writer.query("select pg_notify('consent_revoked', $1)", [noise]);
  await listener.caughtUp();
  expect(told).toHaveBeenCalledOnce();
  expect(lost).not.toHaveBeenCalled();
  await database.writer.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'open-tax listener'",
  );
  await vi.waitFor(() => expect(lost).toHaveBeenCalledOnce());
  await expect(listener.caughtUp()).rejects.toThrow();
});
