import type { Pool } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase } from "../database/testing.ts";
import { TestClock } from "./credentials.testing.ts";
import { deadlineDays, watchDeadlineDays } from "./deadline-days.ts";

let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  database = await testDatabase([]);
  await database.writer.query(
    "insert into deadline_day (day, reason) values ('2026-11-16', '增值税申报期截止'), ('2026-12-15', '增值税申报期截止')",
  );
});
afterAll(() => database.drop());

it("a day of deadline is one in China, from midnight to midnight", async () => {
  const clock = new TestClock("2026-12-14T15:59:30Z");
  const days = await watchDeadlineDays({
    load: () => deadlineDays(database.reader as Pool, "2026-12-01"),
    clock,
    failed: () => undefined,
  });
  expect(days.isDeadlineDay("2026-12-15")).toBe(true);
  expect(days.isDeadlineDay("2026-11-16")).toBe(false);
  expect(days.isToday()).toBe(false);
  clock.forward(60);
  expect(days.isToday()).toBe(true);
  clock.forward(24 * 3600);
  expect(days.isToday()).toBe(false);
  days.close();
});
