import { refuse } from "./access.ts";
import type { Caller } from "./caller.ts";
import type { Problem } from "./refusal.ts";
import type { Queryable } from "./transaction.ts";

/** How the consent behind a caller stands in the database, and the scopes it gives there. */
interface Held {
  standing: "ALIVE" | "REVOKED" | "SUSPENDED" | "EXPIRED" | "NARROWED";
  scopes: string[];
}

/** A token older than the last narrowing is refused as an expired one is: the refresh token brings a narrower one. */
const NARROWED = {
  ...refuse.TOKEN_EXPIRED,
  details: { reason: "the consent was narrowed; refresh the token" },
};

const PROBLEMS: Readonly<Record<Held["standing"], Problem | undefined>> = {
  ALIVE: undefined,
  REVOKED: refuse.CONSENT_REVOKED,
  SUSPENDED: refuse.CONSENT_SUSPENDED,
  EXPIRED: refuse.CONSENT_EXPIRED,
  NARROWED,
};

/**
 * Holds the consent behind a write until the transaction of `sql` ends: who withdraws it waits for the write, or the write
 * sees that it is withdrawn, whatever the gateway had seen. Goes by the caller the transaction was sealed with, and by
 * real time. Answers why it cannot be used; nothing when it can, also for `scope`, or when the caller has none.
 */
export async function holdConsent(
  sql: Queryable,
  { consentId, consentVersion }: Caller,
  scope?: string,
): Promise<Problem | undefined> {
  if (consentId === undefined) return undefined;
  const { rows } = await sql.query<Held>("select standing, scopes from sealed.hold_consent($1::int)", [
    consentVersion ?? null,
  ]);
  const [held] = rows;
  if (!held) return refuse.CONSENT_REVOKED;
  const without = scope !== undefined && !held.scopes.includes(scope);
  return PROBLEMS[held.standing] ?? (without ? refuse.FORBIDDEN_SCOPE : undefined);
}
