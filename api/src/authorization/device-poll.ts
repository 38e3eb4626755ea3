import { createHash } from "node:crypto";
import type { KoaContextWithOIDC } from "oidc-provider";
import type { Pool } from "pg";

/** Seconds between two questions of a device (RFC 8628, 3.2); five more each time it asks sooner (3.5). */
export const POLL_SECONDS = 5;
/** How long a code may be entered, in seconds. */
export const DEVICE_SECONDS = 600;

/** Half a second for the way here. */
const TOLERANCE = "500 milliseconds";

/** Tells a device how often it may ask, gives it no link that holds the code, and slows down one that asks too often. */
export const pacePolling =
  (pool: Pool) =>
  async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    const body = ctx.body as Record<string, unknown> | undefined;
    if (ctx.oidc?.route === "device_authorization" && body?.device_code) {
      const { verification_uri_complete: _link, ...rest } = body;
      ctx.body = { ...rest, interval: POLL_SECONDS };
    }
    if (ctx.oidc?.route !== "token" || body?.error !== "authorization_pending") return;
    if (await askedTooSoon(pool, String(ctx.oidc.params?.device_code)))
      ctx.body = { error: "slow_down", error_description: "wait five seconds more between two questions" };
  };

/** Notes the question, and whether it came too soon after the one before. All processes see the same. */
async function askedTooSoon(pool: Pool, deviceCode: string): Promise<boolean> {
  const { rows } = await pool.query<{ tooFast: boolean }>({
    name: "device:poll",
    text: `insert into device_poll as p (code, seconds, too_fast, next_at, expires_at)
           values ($1, $2::int, false, now() + $2::int * interval '1 second' - interval '${TOLERANCE}', now() + $3::int * interval '1 second')
           on conflict (code) do update set
             too_fast = p.next_at > now(),
             seconds = p.seconds + case when p.next_at > now() then $2::int else 0 end,
             next_at = now() + (p.seconds + case when p.next_at > now() then $2::int else 0 end) * interval '1 second' - interval '${TOLERANCE}'
           returning too_fast as "tooFast"`,
    values: [createHash("sha256").update(deviceCode).digest("base64url"), POLL_SECONDS, DEVICE_SECONDS],
  });
  return rows[0]?.tooFast ?? false;
}

/** Deletes what is known of codes that have expired. */
export async function forgetPolls(pool: Pool): Promise<void> {
  await pool.query("delete from device_poll where expires_at < now()");
}
