import type { Pool } from "pg";
import { refuse as access } from "../../platform/access.ts";
import type { Caller } from "../../platform/caller.ts";
import { limitKey } from "../../platform/client-address.ts";
import type { Context } from "../../platform/context.ts";
import { check } from "../../platform/refusal.ts";

const WINDOW_SECONDS = 60;

/** What anybody may do without signing in, and how often a minute. */
const PER_MINUTE = { "header-search": 30, "request-by-token": 60, "fill-header": 30 } as const;
type PublicUse = keyof typeof PER_MINUTE;

/** An app is one caller; everybody else is counted by address, of IPv6 by the /64 network. */
const holderOf = ({ appId, ip = "" }: Caller): string => appId ?? `address ${limitKey(ip)}`;

/**
 * Counts one use by the caller and refuses with RATE_LIMITED beyond the minute's number, in all processes together. It goes
 * by the environment's clock, and counts by itself: what is refused afterwards was a use, too.
 */
export async function countPublicUse({ environment, caller }: Context, use: PublicUse): Promise<void> {
  const { rowCount } = await environment.database.writer.query({
    name: "invoice_public_use:count",
    text: `insert into invoice_public_use as u (what, holder, since, times) values ($1, $2, $3, 1)
           on conflict (what, holder) do update set
             since = case when u.since <= excluded.since - interval '${WINDOW_SECONDS} s' then excluded.since else u.since end,
             times = case when u.since <= excluded.since - interval '${WINDOW_SECONDS} s' then 1 else u.times + 1 end
           where u.times < $4 or u.since <= excluded.since - interval '${WINDOW_SECONDS} s'`,
    values: [use, holderOf(caller), environment.clock.now(), PER_MINUTE[use]],
  });
  check(rowCount === 0 && { ...access.RATE_LIMITED, retryAfterSeconds: WINDOW_SECONDS });
}

/** Forgets whose minute is over. */
export const forgetPublicUse = (pool: Pool, now: Date) =>
  pool.query(
    `delete from invoice_public_use where since <= $1::timestamptz - interval '${WINDOW_SECONDS} s'`,
    [now],
  );
