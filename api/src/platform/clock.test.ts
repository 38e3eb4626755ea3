import { describe, expect, it } from "vitest";
import { addDays, addYears, dateTime, dayOf, startOfDay } from "./clock.ts";

describe("the day in Asia/Shanghai", () => {
  it("turns at its own midnight, not at that of UTC", () => {
    expect(dayOf(new Date("2026-11-23T15:59:59Z"))).toBe("2026-11-23");
    expect(dayOf(new Date("2026-11-23T16:00:00Z"))).toBe("2026-11-24");
  });
  it("begins at 00:00 +08:00", () =>
    expect(dateTime(startOfDay("2026-11-24"))).toBe("2026-11-24T00:00:00+08:00"));
  it("has a 29 February only when the year has", () => {
    expect(addYears("2024-02-29", 5)).toBe("2029-02-28");
    expect(addYears("2021-11-23", 5)).toBe("2026-11-23");
  });
  it("is followed by the next", () => expect(addDays("2026-12-31", 1)).toBe("2027-01-01"));
});
