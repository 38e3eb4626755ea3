import type { Pool } from "pg";

/** How failures under one key make the next try wait. */
export interface Patience {
  /** So many tries are free. */
  free: number;
  /** Seconds to wait after the last free one; twice as long after each further one … */
  first: number;
  /** … and never longer than this. */
  longest: number;
}

/** Failures are forgotten when there were none for so long. */
const FORGOTTEN_SECONDS = 900;

/** Tries that were counted and may be given back. */
export interface Limits {
  /** Counts a try before it is made, so that tries at the same moment cannot share one. Answers 0, or the seconds to wait. */
  reserve(key: string, patience: Patience): Promise<number>;
  /** It was no failure after all. */
  giveBack(key: string): Promise<void>;
  forget(...keys: string[]): Promise<void>;
}

/** Counters in the environment's database: all processes see the same. */
export const openLimits = (pool: Pool): Limits => ({
  async reserve(key, { free, first, longest }) {
    const { rows } = await pool.query<{ taken: boolean; seconds: number }>({
      name: "sign-in:reserve",
      text: `with taken as (
               insert into sign_in_limit as l (key, failures, next_at, expires_at)
               values ($1, 1, now() + case when $2::int <= 1 then $3::int else 0 end * interval '1 second', now() + $5::int * interval '1 second')
               on conflict (key) do update set
                 failures = case when l.expires_at <= now() then 1 else l.failures + 1 end,
                 next_at = now() + case
                   when l.expires_at <= now() or l.failures + 1 < $2::int then 0
                   else least($4::int, $3::int * power(2, least(20, l.failures + 1 - $2::int)))
                 end * interval '1 second',
                 expires_at = now() + greatest($4::int, $5::int) * interval '1 second'
               where l.expires_at <= now() or l.next_at <= now()
               returning 1
             )
             select exists (select 1 from taken) as taken,
                    coalesce((select ceil(extract(epoch from next_at - now()))::int from sign_in_limit where key = $1), 0) as seconds`,
      values: [key, free, first, longest, FORGOTTEN_SECONDS],
    });
    const [{ taken, seconds } = { taken: true, seconds: 0 }] = rows;
    return taken ? 0 : Math.max(1, seconds);
  },
  async giveBack(key) {
    await pool.query({
      name: "sign-in:give-back",
      text: "update sign_in_limit set failures = greatest(failures - 1, 0), next_at = now() where key = $1",
      values: [key],
    });
  },
  async forget(...keys) {
    await pool.query({
      name: "sign-in:forget",
      text: "delete from sign_in_limit where key = any($1)",
      values: [keys],
    });
  },
});
