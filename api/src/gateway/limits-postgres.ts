import type { Pool } from "pg";
import type { Clock } from "../platform/clock.ts";
import type { Lease, SharedBuckets } from "./limits-leases.ts";

/*
 * One statement refills the bucket and leases from it, under the lock of its row. $1 key, $2 capacity, $3 points a
 * second, $4 least, $5 enough, $6 best, $7 the time, which is the database's own unless told: clocks of processes differ; $8 put back.
 */
const GRANT = (level: string) =>
  `case when ${level} >= $6 then $6 when ${level} >= $4 then least(${level}, $5) else 0 end`;
const TIME = "coalesce($7::timestamptz, clock_timestamp())";
const LEASE = `
  insert into limit_bucket as b (key, points, leased, at)
  select $1, $2::float8 - g.points, g.points, ${TIME} from (select ${GRANT("$2::float8")} as points) g
  on conflict (key) do update set (points, leased, at) = (
    select l.level - g.points, g.points, l.at
    from (select least($2::float8, b.points + greatest(0, extract(epoch from t.at - b.at))::float8 * $3::float8 + $8::float8) as level,
                 greatest(t.at, b.at) as at
          from (select ${TIME} as at) t) l,
         lateral (select ${GRANT("l.level")} as points) g)
  returning points as left, leased as points`;

const PUT_BACK = `
  update limit_bucket b set points = least(v.capacity, b.points + v.points)
  from unnest($1::text[], $2::float8[], $3::float8[]) v (key, points, capacity) where b.key = v.key`;

/** Buckets in a table that all processes of the environment share. A test may bring a clock of its own. */
export function postgresBuckets(pool: Pool, clock?: Clock): SharedBuckets {
  return {
    async lease({ key, capacity, restoreRate }, { back, least, enough, best }) {
      const { rows } = await pool.query<Lease>({
        name: "limits:lease",
        text: LEASE,
        values: [key, capacity, restoreRate, least, enough, best, clock?.now() ?? null, back],
      });
      return rows[0]!;
    },
    async putBack(points) {
      const sorted = [...points].sort((a, b) => (a.bucket.key < b.bucket.key ? -1 : 1));
      await pool.query({
        name: "limits:put-back",
        text: PUT_BACK,
        values: [
          sorted.map(({ bucket }) => bucket.key),
          sorted.map((each) => each.points),
          sorted.map(({ bucket }) => bucket.capacity),
        ],
      });
    },
    close: async () => undefined,
  };
}

/** Deletes buckets nobody touched for an hour: they are full. */
export async function forgetFullBuckets(pool: Pool): Promise<number> {
  const { rowCount } = await pool.query("delete from limit_bucket where at < now() - interval '1 hour'");
  return rowCount ?? 0;
}
