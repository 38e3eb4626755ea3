import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calendar, clockTime, FIRST_DAY, LAST_DAY } from "./calendar.ts";

describe("the calendar", () => {
  it("gives away exactly what it is given", () =>
    fc.assert(
      fc.property(
        fc.nat(3_000_000),
        (total) => calendar(total).reduce((sum, { count }) => sum + count, 0) === total,
      ),
    ));

  it("covers every day of eighteen months, and is quiet at the spring festival", () => {
    const days = calendar(1_000_000);
    expect([days[0]!.day, days.at(-1)!.day, days.length]).toEqual([FIRST_DAY, LAST_DAY, 549]);
    const on = (wanted: string) => days.find(({ day }) => day === wanted)!.count;
    expect(on("2026-02-17")).toBeLessThan(on("2026-03-17") / 5);
    expect(on("2025-12-30")).toBeGreaterThan(on("2026-01-14"));
  });

  it("tells the time of day in Asia/Shanghai", () => {
    expect(clockTime(Date.parse("2026-11-23T09:05:07+08:00"))).toBe("09:05:07");
    expect(clockTime(Date.parse("2026-11-23T00:00:00+08:00"))).toBe("00:00:00");
    expect(clockTime(Date.parse("2026-11-23T23:59:59+08:00"))).toBe("23:59:59");
  });
});
