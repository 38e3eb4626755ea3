import { refuse } from "../platform/access.ts";
import type { Caller } from "../platform/caller.ts";
import type { Problem } from "../platform/refusal.ts";
import type { ConsentStanding, Revocations } from "./revocations.ts";

/** A token older than the last narrowing is refused as an expired one is: the refresh token brings a narrower one. */
const PROBLEMS: Readonly<Record<ConsentStanding, Problem | undefined>> = {
  ALIVE: undefined,
  REVOKED: refuse.CONSENT_REVOKED,
  SUSPENDED: refuse.CONSENT_SUSPENDED,
  EXPIRED: refuse.CONSENT_EXPIRED,
  NARROWED: { ...refuse.TOKEN_EXPIRED, details: { reason: "the consent was narrowed; refresh the token" } },
  UNKNOWN: { ...refuse.SERVICE_UNAVAILABLE, retryAfterSeconds: 1 },
};

/** Why the consent, or the officer's sign-in, behind a caller cannot be used now; nothing when it can, or when there is none. */
export const consentProblem = (
  revocations: Revocations,
  { consentId, consentVersion, officeSessionId }: Caller,
): Problem | undefined => {
  if (officeSessionId !== undefined) {
    const standing = revocations.state(officeSessionId);
    return standing === "REVOKED" ? refuse.POST_ENDED : PROBLEMS[standing];
  }
  return consentId === undefined ? undefined : PROBLEMS[revocations.state(consentId, consentVersion)];
};
