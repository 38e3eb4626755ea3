import { describe, expect, it } from "vitest";
import {
  before,
  ConsentStatus,
  earliestDay,
  isGrantable,
  longestMonths,
  mayBecome,
  mayConsent,
  monthsLater,
  obstacle,
  roleMayUse,
  transitions,
  withImplied,
  withinPurpose,
} from "./consent.rules.ts";
import { PURPOSES } from "./purposes.ts";
import { withTerms } from "./scope-terms.ts";

const TODAY = "2026-11-23";
const states = Object.values(ConsentStatus);

describe("the states of a consent", () => {
  const legal = new Set(transitions.map(({ from, to }) => `${from} → ${to}`));
  it.each([null, ...states].flatMap((from) => states.map((to) => [from, to] as const)))(
    "%s → %s",
    (from, to) => {
      expect(mayBecome(from, to)).toBe(legal.has(`${from} → ${to}`));
    },
  );

  it("are exactly those of the table: 14 ways, and four ends that nothing leads out of", () => {
    expect(legal.size).toBe(14);
    for (const end of ["EXPIRED", "REVOKED", "REFUSED", "LAPSED"])
      expect(transitions.some(({ from }) => from === end)).toBe(false);
  });

  it("end by withdrawal from ACTIVE and SUSPENDED alone", () => {
    expect(before(ConsentStatus.REVOKED)).toEqual(["ACTIVE", "SUSPENDED"]);
  });
});

describe("a purpose", () => {
  const asked = {
    purpose: "BOOKKEEPING",
    scopes: ["invoice:read"],
    periodFrom: "2025-01-01",
    periodTo: "2026-12-31",
  };
  const codes = (more: object) => withinPurpose({ ...asked, ...more }, TODAY).map(({ code }) => code);

  it("covers what stands in its row", () => {
    for (const { code, scopes, monthsBack } of PURPOSES.filter(({ byLaw }) => !byLaw))
      expect(
        withinPurpose(
          { purpose: code, scopes, ...(monthsBack === null ? {} : { periodFrom: TODAY, periodTo: TODAY }) },
          TODAY,
        ),
      ).toEqual([]);
  });

  it.each([
    ["a scope of another row", { scopes: ["payment:initiate"] }, ["PURPOSE_MISMATCH"]],
    ["an unknown purpose", { purpose: "CURIOSITY" }, ["PURPOSE_UNKNOWN"]],
    ["an officer's scope", { scopes: ["officer:approve"] }, ["SCOPE_NOT_GRANTABLE", "PURPOSE_MISMATCH"]],
    ["the first day allowed", { periodFrom: "2023-11-01" }, []],
    ["a day before it", { periodFrom: "2023-10-31" }, ["PURPOSE_MISMATCH"]],
    ["an end before the beginning", { periodTo: "2024-12-31" }, ["CONSENT_PERIOD_INVALID"]],
    ["a day that does not exist", { periodTo: "2026-02-30" }, ["CONSENT_PERIOD_INVALID"]],
    ["no periods where they are needed", { periodFrom: undefined }, ["CONSENT_PERIOD_INVALID"]],
    ["periods where there are none", { purpose: "PAYMENT", scopes: ["payment:read"] }, ["PURPOSE_MISMATCH"]],
    ["an end far in the future", { periodTo: "2029-01-01" }, ["PURPOSE_MISMATCH"]],
  ])("%s", (_, more, expected) => expect(codes(more)).toEqual(expected));

  it("reaches back by whole months, and the settlement of income tax to three whole years", () => {
    const of = (code: string) => PURPOSES.find((purpose) => purpose.code === code)!;
    expect(earliestDay(of("INVOICING"), TODAY)).toBe("2025-11-01");
    expect(earliestDay(of("IIT_SETTLEMENT"), TODAY)! <= "2023-01-01").toBe(true);
    expect(earliestDay(of("PAYMENT"), TODAY)).toBeNull();
  });

  it("never covers a scope that comes with a post", () => {
    for (const { scopes } of PURPOSES) expect(scopes.every(isGrantable)).toBe(true);
    expect(["officer:x", "review:security", "*", "invoice:*"].some(isGrantable)).toBe(false);
  });
});

describe("who may consent", () => {
  const catalogue = withTerms({
    "invoice:read": { zh: "", en: "", class: "C3" },
    "iit:read": { zh: "", en: "", class: "C4" },
    "invoice:issue": { zh: "", en: "", class: "C3" },
    "taxpayer:read": { zh: "", en: "", class: "C1" },
  });
  it.each([
    ["LEGAL_REP", true],
    ["FIN_OFFICER", true],
    ["SELF", true],
    ["TAX_HANDLER", false],
    ["INVOICER", false],
  ] as const)("%s: %s", (role, may) => {
    expect(mayConsent(role)).toBe(may);
    expect(obstacle(catalogue["taxpayer:read"]!, role, "L1")?.code).toBe(may ? undefined : "CONSENT_ROLE");
  });

  it("leaves personal income to the person, and issuing invoices to a passkey", () => {
    expect(obstacle(catalogue["iit:read"]!, "LEGAL_REP", "L3")?.code).toBe("SCOPE_ROLE");
    expect(obstacle(catalogue["iit:read"]!, "SELF", "L1")).toBeUndefined();
    expect(obstacle(catalogue["invoice:issue"]!, "LEGAL_REP", "L1")?.code).toBe("CONSENT_L3_REQUIRED");
    expect(obstacle(catalogue["invoice:issue"]!, "LEGAL_REP", "L3")).toBeUndefined();
  });

  it("lets each role use the portal within its bounds", () => {
    expect([roleMayUse("invoice:read", "INVOICER"), roleMayUse("filing:read", "INVOICER")]).toEqual([
      true,
      false,
    ]);
    expect([roleMayUse("invoice:issue", "TAX_HANDLER"), roleMayUse("filing:submit", "TAX_HANDLER")]).toEqual([
      false,
      true,
    ]);
    expect([roleMayUse("payment:initiate", "LEGAL_REP"), roleMayUse("officer:approve", "LEGAL_REP")]).toEqual(
      [true, false],
    );
  });
});

describe("how long", () => {
  it("is bounded by the shortest of the scopes chosen", () => {
    expect(longestMonths([{ maxMonths: 24 }, { maxMonths: 6 }, {}])).toBe(6);
    expect(longestMonths([{}])).toBe(24);
  });

  it.each([
    ["2026-01-31T10:00:00+08:00", 1, "2026-02-28T02:00:00.000Z"],
    ["2026-11-23T12:00:00+08:00", 12, "2027-11-23T04:00:00.000Z"],
    ["2026-08-31T23:59:59+08:00", 6, "2027-02-28T15:59:59.000Z"],
  ])("%s + %s months", (from, months, to) =>
    expect(monthsLater(new Date(from), months).toISOString()).toBe(to),
  );

  it("submitting brings preparing; nothing brings paying", () => {
    expect(withImplied(["filing:submit"])).toEqual(["filing:submit", "filing:prepare"]);
    expect(withImplied(["payment:read", "invoice:issue"])).toEqual(["payment:read", "invoice:issue"]);
  });
});
