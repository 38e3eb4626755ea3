import { describe, expect, it } from "vitest";
import { isGrantable, obstacle, withinPurpose } from "./consent.rules.ts";
import { OWN_USE, PURPOSES } from "./purposes.ts";
import { APP_SCOPES, GIVEN_SCOPES } from "./scope-terms.ts";

const TODAY = "2026-11-23";

/** The closed list as the specification has it: the most each purpose may ask, and how far back, in months. */
const A1: Record<string, [scopes: string[], monthsBack: number | null]> = {
  BOOKKEEPING: [["taxpayer:read", "invoice:read", "filing:read"], 36],
  FILING_AGENT: [
    ["taxpayer:read", "invoice:read", "filing:read", "filing:prepare", "filing:submit", "payment:read"],
    36,
  ],
  PAYMENT: [["payment:read", "payment:initiate", "agreement:write"], null],
  INVOICING: [["invoice:issue", "invoice:red", "invoice:quota", "invoice:read"], 12],
  EXPENSE: [["invoice:verify", "invoice:read", "invoice:deduct"], 12],
  CREDIT_ASSESSMENT: [["taxpayer:read", "credit:read", "filing:read", "invoice:read"], 24],
  EXPORT_REFUND: [["refund:read", "refund:apply", "invoice:read"], 24],
  IIT_SETTLEMENT: [["iit:read", "iit:file"], 47],
  SERVICE_ONLY: [["profile:read", "hall:apply", "hall:read", "notify:subscribe", "advisory:ask"], null],
};
const everyScope = [...Object.keys(GIVEN_SCOPES), ...APP_SCOPES, "officer:approve", "review:security", "*"];

describe.each(Object.entries(A1))("%s", (purpose, [scopes, monthsBack]) => {
  const periods = monthsBack === null ? {} : { periodFrom: TODAY, periodTo: TODAY };

  it.each(everyScope)("with %s", (scope) => {
    const codes = withinPurpose({ purpose, scopes: [scope], ...periods }, TODAY).map(({ code }) => code);
    expect(codes).toEqual([
      ...(isGrantable(scope) ? [] : ["SCOPE_NOT_GRANTABLE"]),
      ...(scopes.includes(scope) ? [] : ["PURPOSE_MISMATCH"]),
    ]);
  });

  it("reaches as far back as it may, and not a day further", () => {
    const [scope = ""] = scopes;
    const from = (periodFrom: string) =>
      withinPurpose({ purpose, scopes: [scope], periodFrom, periodTo: TODAY }, TODAY).map(({ code }) => code);
    if (monthsBack === null) return expect(from(TODAY)).toEqual(["PURPOSE_MISMATCH"]);
    const first = new Date(Date.UTC(2026, 10 - monthsBack, 1));
    const dayBefore = new Date(first.getTime() - 86_400_000);
    expect(from(first.toISOString().slice(0, 10))).toEqual([]);
    expect(from(dayBefore.toISOString().slice(0, 10))).toEqual(["PURPOSE_MISMATCH"]);
  });
});

it("the list is closed, and a person's own use is no purpose an app may name", () => {
  expect(PURPOSES.filter(({ byLaw }) => !byLaw).map(({ code }) => code)).toEqual(Object.keys(A1));
  for (const code of [OWN_USE, ""])
    expect(withinPurpose({ purpose: code, scopes: [] }, TODAY).map((problem) => problem.code)).toEqual([
      "PURPOSE_UNKNOWN",
    ]);
});

it("what platforms must report by law is on the list, and nobody can consent to it", () => {
  expect(PURPOSES.find(({ code }) => code === "PLATFORM_DUTY")).toMatchObject({
    scopes: ["platform:report"],
    byLaw: true,
  });
  const codes = (scope: string) =>
    withinPurpose({ purpose: "PLATFORM_DUTY", scopes: [scope] }, TODAY).map(({ code }) => code);
  expect(codes("platform:report")).toEqual(["PURPOSE_NOT_GRANTABLE"]);
  expect(codes("invoice:read")).toEqual(["PURPOSE_NOT_GRANTABLE", "PURPOSE_MISMATCH"]);
});

/** Class, who may give it, the longest time in months, and the level at grant. */
const TERMS: Record<
  string,
  [level: string, grantors: "anybody" | "officers" | "self", months: number, acr?: "L3"]
> = {
  openid: ["C1", "anybody", 24],
  "profile:read": ["C1", "anybody", 24],
  "taxpayer:read": ["C1", "anybody", 24],
  "taxpayer:write": ["C2", "officers", 12],
  "hall:apply": ["C2", "anybody", 12],
  "hall:read": ["C2", "anybody", 12],
  "invoice:read": ["C3", "officers", 12],
  "invoice:issue": ["C3", "officers", 12, "L3"],
  "invoice:red": ["C3", "officers", 12],
  "invoice:deduct": ["C3", "officers", 12],
  "invoice:quota": ["C2", "anybody", 12],
  "filing:read": ["C3", "anybody", 12],
  "filing:prepare": ["C2", "anybody", 12],
  "filing:submit": ["C3", "anybody", 12, "L3"],
  "payment:read": ["C3", "anybody", 12],
  "payment:initiate": ["C4", "officers", 6, "L3"],
  "agreement:write": ["C4", "officers", 1],
  "refund:read": ["C3", "officers", 12],
  "refund:apply": ["C4", "officers", 12],
  "iit:read": ["C4", "self", 6],
  "iit:file": ["C4", "self", 6],
  "credit:read": ["C2", "officers", 12],
  "certificate:issue": ["C3", "anybody", 12],
  "lottery:enter": ["C1", "self", 12],
  "lottery:claim": ["C4", "self", 12],
  "notify:subscribe": ["C1", "anybody", 24],
  "complaint:file": ["C2", "self", 1],
  "advisory:ask": ["C1", "self", 24],
  "academy:enrol": ["C1", "self", 24],
};

it("names every scope that a taxpayer can give", () => {
  expect(Object.keys(GIVEN_SCOPES)).toEqual(Object.keys(TERMS));
});

it.each(Object.entries(TERMS))("%s is given on its own terms", (scope, [level, grantors, months, acr]) => {
  const terms = GIVEN_SCOPES[scope]!;
  expect([terms.class, terms.maxMonths, terms.acr]).toEqual([level, months, acr]);
  for (const role of ["LEGAL_REP", "FIN_OFFICER", "SELF"] as const) {
    expect(obstacle(terms, role, "L3") === undefined).toBe(grantors !== "self" || role === "SELF");
    if (acr && grantors !== "self") expect(obstacle(terms, role, "L2")?.code).toBe("CONSENT_L3_REQUIRED");
  }
  for (const role of ["TAX_HANDLER", "INVOICER"] as const)
    expect(obstacle(terms, role, "L3")?.code).toBe("CONSENT_ROLE");
});
