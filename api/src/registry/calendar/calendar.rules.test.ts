import holidays from "chinese-days";
import { describe, expect, it } from "vitest";
import { addDays } from "../../platform/clock.ts";
import { ARRANGEMENTS, PUBLISHED_DEADLINES } from "./arrangements.ts";
import { deadlineOf, isWorkingDay } from "./calendar.rules.ts";
import { CalendarBook } from "./calendar-book.ts";

const arrangements = new Map<number, { off: Set<string>; work: Set<string> }>(
  ARRANGEMENTS.map(({ year, off, work }) => [year, { off: new Set(off), work: new Set(work) }]),
);

it.each(PUBLISHED_DEADLINES.map(({ month, deadline }) => [month, deadline]))(
  "the algorithm reproduces the published deadline of %s: %s",
  (month, deadline) => {
    expect(deadlineOf(arrangements, Number(month.slice(0, 4)), Number(month.slice(5)))).toBe(deadline);
  },
);

it("there are twenty-four of them", () => expect(PUBLISHED_DEADLINES).toHaveLength(24));

describe("working days", () => {
  it.each([2024, 2025, 2026])("of %i agree with an independent table, day by day", (year) => {
    const wrong: string[] = [];
    for (let day = `${year}-01-01`; day <= `${year}-12-31`; day = addDays(day, 1))
      if (isWorkingDay(arrangements, day) !== holidays.isWorkday(day)) wrong.push(day);
    expect(wrong).toEqual([]);
  });

  it.each([
    ["2026-10-10", true],
    ["2026-10-11", false],
    ["2026-10-01", false],
    ["2026-10-08", true],
    ["2026-02-14", true],
  ])("%s: %s", (day, worked) => expect(isWorkingDay(arrangements, day)).toBe(worked));

  it.each(["2023-12-31", "2027-01-01"])("of %s are unknown", (day) =>
    expect(() => isWorkingDay(arrangements, day)).toThrow(
      expect.objectContaining({ codes: ["CALENDAR_NOT_LOADED"] }),
    ),
  );
});

describe("deadlines set by notice", () => {
  const notice = { id: "ddl_1", month: "2026-10", authorityCode: null, taxTypes: [], notice: "全国" };
  const book = new CalendarBook(arrangements, [
    { ...notice, deadline: "2026-10-26" },
    { ...notice, deadline: "2026-10-30", authorityCode: "13300000000", notice: "浙江" },
    {
      ...notice,
      deadline: "2026-10-31",
      authorityCode: "13300000000",
      taxTypes: ["10101"],
      notice: "浙江增值税",
    },
  ]);
  const of = (authorityCode: string | null, taxTypeCode: string | null, month = 10) => {
    const { day, source } = book.deadline(2026, month, { authorityCode, taxTypeCode });
    return [day, source];
  };

  it.each([
    ["the country", null, null, ["2026-10-26", "PUBLISHED"]],
    ["a county of the province", "13301060000", null, ["2026-10-30", "EXTENDED"]],
    ["the same, that tax", "13301060000", "10101", ["2026-10-31", "EXTENDED"]],
    ["the same, another tax", "13301060000", "10104", ["2026-10-30", "EXTENDED"]],
    ["a separately planned city of the province", "13302000000", null, ["2026-10-26", "PUBLISHED"]],
    ["another province", "13200000000", "10101", ["2026-10-26", "PUBLISHED"]],
  ])("hold for %s", (_, authority, tax, expected) => expect(of(authority, tax)).toEqual(expected));

  it("without one the algorithm holds", () => expect(of(null, null, 5)).toEqual(["2026-05-22", "ALGORITHM"]));
});
