/** Where time comes from. Rules never ask the machine: a sandbox taxpayer may live in another month. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still, for tests. */
export const fixedClock = (iso: string): Clock => ({ now: () => new Date(iso) });

const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
const shanghai = (instant: Date) => new Date(instant.getTime() + SHANGHAI_OFFSET_MS).toISOString();

/** The calendar day in Asia/Shanghai (UTC+8, no daylight saving), as `YYYY-MM-DD`. */
export const dayOf = (instant: Date): string => shanghai(instant).slice(0, 10);

/** RFC 3339 with `+08:00`, to the second. */
export const dateTime = (instant: Date): string => `${shanghai(instant).slice(0, 19)}+08:00`;

/** The first instant of a day in Asia/Shanghai. */
export const startOfDay = (day: string): Date => new Date(`${day}T00:00:00+08:00`);

/** `addYears("2024-02-29", 5)` is `"2029-02-28"`: a day that does not exist becomes the last one of its month. */
export function addYears(day: string, years: number): string {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year + years, month, 0)).getUTCDate();
  return new Date(Date.UTC(year + years, month - 1, Math.min(date, last))).toISOString().slice(0, 10);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
