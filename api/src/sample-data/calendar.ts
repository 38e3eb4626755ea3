import { addDays } from "../platform/clock.ts";
import { ARRANGEMENTS } from "../registry/calendar/arrangements.ts";

/** The last day of the sample; the fixture's clock stands at its noon. */
export const LAST_DAY = "2026-11-23";
/** The first day of the sample: eighteen months before the last. */
export const FIRST_DAY = "2025-05-24";

/** How busy a month is, compared with an average one: quiet at the spring festival, busy at the quarters' and the year's end. */
const MONTH = [0.95, 0.65, 1.05, 1, 0.95, 1.15, 0.95, 0.95, 1.1, 0.9, 1.1, 1.35];
/** From Sunday. */
const WEEKDAY = [0.25, 1.05, 1.02, 1, 1, 1.1, 0.4];
const HOLIDAYS: ReadonlySet<string> = new Set(ARRANGEMENTS.flatMap(({ off }) => off));

function weightOf(day: string): number {
  const instant = new Date(`${day}T00:00:00Z`);
  const lastOfMonth = new Date(Date.UTC(instant.getUTCFullYear(), instant.getUTCMonth() + 1, 0)).getUTCDate();
  const monthEnd = lastOfMonth - instant.getUTCDate() < 5 ? 1.35 : 1;
  const base = MONTH[instant.getUTCMonth()]! * monthEnd;
  return base * (HOLIDAYS.has(day) ? 0.15 : WEEKDAY[instant.getUTCDay()]!);
}

/** Every day of the sample and how many invoices of `total` it has; together exactly `total`. */
export function calendar(total: number): { day: string; count: number }[] {
  const days: { day: string; weight: number }[] = [];
  for (let day = FIRST_DAY; day <= LAST_DAY; day = addDays(day, 1)) days.push({ day, weight: weightOf(day) });
  const whole = days.reduce((sum, { weight }) => sum + weight, 0);
  let reached = 0;
  let given = 0;
  return days.map(({ day, weight }, i) => {
    reached += weight;
    const target = i === days.length - 1 ? total : Math.floor((reached / whole) * total);
    const count = target - given;
    given = target;
    return { day, count };
  });
}

const two = (n: number) => (n < 10 ? `0${n}` : String(n));
/** `HH:MM:SS` in Asia/Shanghai. */
export function clockTime(at: number): string {
  const second = Math.floor(at / 1000 + 8 * 3600) % 86_400;
  return `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
}
