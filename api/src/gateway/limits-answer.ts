import { refuse } from "../platform/access.ts";
import { type Problem, Refusal } from "../platform/refusal.ts";
import { type Answer, refusedAnswer } from "./answer.ts";
import type { Throttle } from "./limits.ts";

/** What an operation cost, and where its caller stands. */
export const costReport = (
  requested: number,
  actual: number,
  { available, restoreRate, retryAfter }: Throttle,
) => ({
  requested,
  actual,
  throttle: { available, restoreRate, retryAfter },
});

/** Whole seconds until it is worth asking again. */
const seconds = ({ retryAfter }: Throttle): number => Math.max(1, Math.ceil(retryAfter));

/** Why a caller without points has to wait; `details.limit` names the bucket that is empty. */
export const rateLimited = (throttle: Throttle): Problem => ({
  ...refuse.RATE_LIMITED,
  retryAfterSeconds: seconds(throttle),
  details: { limit: throttle.policy },
});

/** 429 with Retry-After. */
export const limitedAnswer = (answer: Answer, throttle: Throttle): Answer => ({
  ...answer,
  status: 429,
  headers: { ...answer.headers, "retry-after": String(seconds(throttle)) },
});

/** What a caller without a single point is told before the body is read. */
export const overLimit = (throttle: Throttle, requestId: string): Answer =>
  limitedAnswer(
    refusedAnswer(new Refusal([rateLimited(throttle)]), requestId, { headers: limitHeaders(throttle) }),
    throttle,
  );

/**
 * Where a caller stands, in the fields of the IETF draft (draft-ietf-httpapi-ratelimit-headers-10): the tightest bucket
 * by name, what is left of it (`r`) and in how many seconds it is full again (`t`); what it holds (`q`) and in how many
 * seconds an empty one fills (`w`). The older `RateLimit-Limit`, `-Remaining`, `-Reset` cannot say which of two limits
 * is meant, and every implementation counts their reset differently.
 */
export function limitHeaders({ policy, capacity, restoreRate, available }: Throttle): Record<string, string> {
  const full = Math.ceil(Math.max(0, capacity - available) / restoreRate);
  return {
    ratelimit: `"${policy}";r=${available};t=${full}`,
    "ratelimit-policy": `"${policy}";q=${capacity};w=${Math.ceil(capacity / restoreRate)}`,
  };
}
