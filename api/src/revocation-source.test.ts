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
  await revocationSource({ database } as unknown as Environment).listen(told, lost);
  await database.writer.query("select pg_notify('consent_revoked', 'cst_1')");
  await vi.waitFor(() => expect(told).toHaveBeenCalledWith("cst_1"));
  expect(lost).not.toHaveBeenCalled();
  await database.writer.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'open-tax listener'",
  );
  await vi.waitFor(() => expect(lost).toHaveBeenCalledOnce());
});
