import { refuse } from "./access.ts";
import type { Caller } from "./caller.ts";
import type { Problem } from "./refusal.ts";

/** The longest a sign-in at level L3 may lie back for what demands it, in seconds. */
export const L3_SECONDS = 300;
const TOLERANCE_SECONDS = 10;

/** `STEP_UP_REQUIRED`, and what to ask the authorization server for (RFC 9470). */
export const stepUpRequired: Problem = Object.freeze({
  ...refuse.STEP_UP_REQUIRED,
  details: Object.freeze({ acr_values: "L3", max_age: L3_SECONDS }),
});

/**
 * Nothing when the person behind the token signed in at level L3 within the last 300 seconds (10 more for clocks that
 * differ), else why not. Time is real time: a taxpayer's test clock does not matter here.
 */
export const steppedUp = (
  { acr, authenticatedAt }: Pick<Caller, "acr" | "authenticatedAt">,
  now: Date,
): Problem | undefined =>
  acr === "L3" &&
  authenticatedAt !== undefined &&
  now.getTime() / 1000 - authenticatedAt <= L3_SECONDS + TOLERANCE_SECONDS
    ? undefined
    : stepUpRequired;
