import type { Pool } from "pg";
import { type Clock, dayOf } from "../platform/clock.ts";

/** Days on which many file and pay at once: the last of a filing period, and whatever else an officer adds. */
export interface DeadlineDays {
  /** Whether a calendar day in Asia/Shanghai (`YYYY-MM-DD`) is one. */
  isDeadlineDay(day: string): boolean;
  /** Whether today is one. */
  isToday(): boolean;
  close(): void;
}

export interface DeadlineDaysOptions {
  /** The days from now on; asked for each minute. */
  load(): Promise<readonly string[]>;
  clock: Clock;
  failed(error: unknown): void;
}

const RELOAD_MS = 60_000;

/** Keeps the days at hand. What is known stays when they cannot be loaded. */
export async function watchDeadlineDays({ load, clock, failed }: DeadlineDaysOptions): Promise<DeadlineDays> {
  let days: ReadonlySet<string> = new Set(await load());
  const timer = setInterval(() => {
    load().then((loaded) => {
      days = new Set(loaded);
    }, failed);
  }, RELOAD_MS).unref();
  let minute = Number.NaN;
  let today = false;
  const isDeadlineDay = (day: string) => days.has(day);
  return {
    isDeadlineDay,
    isToday() {
      const now = clock.now();
      const current = Math.floor(now.getTime() / RELOAD_MS);
      if (current !== minute) {
        minute = current;
        today = isDeadlineDay(dayOf(now));
      }
      return today;
    },
    close: () => clearInterval(timer),
  };
}

/** The days in the table, from the given one on. */
export async function deadlineDays(pool: Pool, from: string): Promise<string[]> {
  const { rows } = await pool.query<{ day: string }>(
    "select day::text from deadline_day where day >= $1::date order by day",
    [from],
  );
  return rows.map(({ day }) => day);
}
