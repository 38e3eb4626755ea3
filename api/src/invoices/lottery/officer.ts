import { refuse as access } from "../../platform/access.ts";
import type { Context } from "../../platform/context.ts";
import { inJurisdiction } from "../../platform/jurisdiction.ts";
import { check } from "../../platform/refusal.ts";
import { officerOf } from "../../registry/facts.ts";

/** The officer who calls, whose post is held today and holds `officer:lottery`; cities and above alone hold it. */
export async function drawingOfficer(context: Context) {
  const officer = await officerOf(context);
  check(
    !officer.scopes.includes("officer:lottery") && {
      ...access.FORBIDDEN_SCOPE,
      details: { scope: "officer:lottery" },
    },
  );
  return {
    personId: officer.personId,
    /** Refuses what belongs to an authority beside or above the officer's. */
    mustAnswerFor(authorityCode: string): void {
      check(!inJurisdiction(authorityCode, officer.authorityCode) && access.JURISDICTION_DENIED);
    },
  };
}
