import { refuse } from "../platform/access.ts";
import type { Authenticated } from "./authentication.ts";
import { HttpRefusal } from "./http-refusal.ts";

/** The header in which an officer names the case worked on. */
const HEADER = "case-number";
const FORM = /^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/;

/** The officer's caller with the case number of the request; whoever else sends one sends it in vain. */
export function underCase(
  authenticated: Authenticated,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Authenticated {
  const caseNo = headers[HEADER];
  if (caseNo === undefined || authenticated.caller.kind !== "OFFICER") return authenticated;
  if (typeof caseNo !== "string" || !FORM.test(caseNo)) throw new HttpRefusal(400, refuse.PURPOSE_REQUIRED);
  return { ...authenticated, caller: { ...authenticated.caller, caseNo } };
}
