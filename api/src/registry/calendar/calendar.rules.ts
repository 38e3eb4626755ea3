import { addDays } from "../../platform/clock.ts";
import { at, check, problems } from "../../platform/refusal.ts";

export const refuse = problems({
  CALENDAR_NOT_LOADED: {
    zh: "该年度的节假日安排尚未装入，平台不作推定",
    en: "The holiday arrangement of that year is not loaded; the platform does not guess.",
    actor: "PLATFORM",
  },
});

/** One year's days off and weekend days worked. */
export interface Arrangement {
  off: ReadonlySet<string>;
  work: ReadonlySet<string>;
}
export type Arrangements = ReadonlyMap<number, Arrangement>;

/** The arrangement of a day's year. Refuses with CALENDAR_NOT_LOADED. */
export function arrangementOf(arrangements: Arrangements, day: string): Arrangement {
  const year = Number(day.slice(0, 4));
  const found = arrangements.get(year);
  check(!found && at(refuse.CALENDAR_NOT_LOADED, [], { year }));
  return found!;
}

/** Whether a day is worked: weekends are not, unless they make up for a holiday; holidays are not. */
export function isWorkingDay(arrangements: Arrangements, day: string): boolean {
  const { off, work } = arrangementOf(arrangements, day);
  if (work.has(day)) return true;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !off.has(day);
}

/** The day itself when it is worked, else the next one that is: how a last day on a rest day moves (细则 article 109). */
export function nextWorkingDay(arrangements: Arrangements, day: string): string {
  let found = day;
  while (!isWorkingDay(arrangements, found)) found = addDays(found, 1);
  return found;
}

/** The `count`-th working day after a day. */
export function workingDaysAfter(arrangements: Arrangements, day: string, count: number): string {
  let found = day;
  for (let left = count; left > 0; ) {
    found = addDays(found, 1);
    if (isWorkingDay(arrangements, found)) left--;
  }
  return found;
}

const LAST = 15;
/** Runs of holidays shorter than this do not extend the period. */
const RUN = 3;

const two = (n: number) => String(n).padStart(2, "0");
/** `2026-10`. */
export const monthOf = (year: number, month: number): string => `${year}-${two(month)}`;

/** Holidays from the 1st to the 15th that belong to a run of three or more within these days. */
export function holidaysInPeriod(arrangements: Arrangements, year: number, month: number): number {
  const { off } = arrangementOf(arrangements, `${monthOf(year, month)}-01`);
  let all = 0;
  let run = 0;
  for (let date = 1; date <= LAST + 1; date++) {
    if (date <= LAST && off.has(`${monthOf(year, month)}-${two(date)}`)) {
      run++;
      continue;
    }
    if (run >= RUN) all += run;
    run = 0;
  }
  return all;
}

/**
 * The last day of filing in a month: the 15th, moved on by as many working days as the holidays in the period are, or to
 * the next working day. Reproduces the tables the State Taxation Administration publishes.
 */
export function deadlineOf(arrangements: Arrangements, year: number, month: number): string {
  const last = `${monthOf(year, month)}-${LAST}`;
  const holidays = holidaysInPeriod(arrangements, year, month);
  return holidays >= RUN
    ? workingDaysAfter(arrangements, last, holidays)
    : nextWorkingDay(arrangements, last);
}
