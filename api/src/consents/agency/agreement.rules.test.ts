import { describe, expect, it } from "vitest";
import { AgencyBand } from "./agency.ts";
import {
  isInForce,
  mayFileInBatch,
  mayStep,
  missingGrounds,
  periodIsSound,
  serviceFits,
} from "./agreement.rules.ts";
import { AgencySide, AgreementStatus } from "./agreement.ts";
import { AgencyService } from "./services.ts";

const TODAY = "2026-11-23";

describe("batch filing", () => {
  it.each([
    ["TSC5", 400, "2025-11-23", true],
    ["TSC5", 399, "2025-11-23", false],
    ["TSC5", 400, "2025-11-24", false],
    ["TSC4", 400, "2025-11-23", false],
    ["TSC5", 500, "2020-01-01", true],
  ] as const)("%s with %s points, real names since %s: %s", (band, points, realNameSince, may) => {
    expect(mayFileInBatch({ band, points, realNameSince }, TODAY)?.code).toBe(
      may ? undefined : "AGENT_CREDIT_TOO_LOW",
    );
  });

  it("is for one band alone", () => {
    const able = Object.values(AgencyBand).filter(
      (band) => !mayFileInBatch({ band, points: 500, realNameSince: "2020-01-01" }, TODAY),
    );
    expect(able).toEqual(["TSC5"]);
  });
});

describe("the steps of an agreement", () => {
  const MAY = new Set([
    "PENDING_CONFIRM ACTIVE other",
    "PENDING_CONFIRM REFUSED other",
    "PENDING_CONFIRM WITHDRAWN starter",
    "ACTIVE ENDED other",
    "ACTIVE ENDED starter",
  ]);
  const states = Object.values(AgreementStatus);
  it.each(states.flatMap((status) => states.map((to) => [status, to] as const)))("%s → %s", (status, to) => {
    for (const startedBy of Object.values(AgencySide))
      for (const side of Object.values(AgencySide))
        expect(mayStep({ status, startedBy }, to, side)).toBe(
          MAY.has(`${status} ${to} ${side === startedBy ? "starter" : "other"}`),
        );
  });
});

describe("what is agreed", () => {
  it.each([
    [TODAY, "2027-11-22", true],
    [TODAY, TODAY, true],
    ["2026-11-22", "2027-01-01", false],
    ["2026-12-01", "2026-11-30", false],
    [TODAY, "2029-11-22", true],
    [TODAY, "2029-11-23", false],
  ])("from %s to %s: %s", (from, to, sound) => {
    expect(periodIsSound(from, to, TODAY)?.code).toBe(sound ? undefined : "AGENCY_PERIOD");
  });

  it("a minor service of its major one", () => {
    expect(serviceFits(AgencyService.FILING, "企业所得税申报")).toBeUndefined();
    expect(serviceFits(AgencyService.CONSULTING, "企业所得税申报")?.code).toBe("AGENCY_SERVICE_UNKNOWN");
  });

  it("holds on the first and on the last day, and not beside them", () => {
    const agreed = { status: "ACTIVE", periodFrom: "2026-01-01", periodTo: "2026-12-31" } as const;
    expect(
      ["2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01"].map((day) => isInForce(agreed, day)),
    ).toEqual([false, true, true, false]);
    expect(isInForce({ ...agreed, status: "PENDING_CONFIRM" }, TODAY)).toBe(false);
  });
});

it("an app used by an agency needs agreement, delegation and the client's consent: none stands in for another", () => {
  const both = [true, false];
  for (const agreement of both)
    for (const delegation of both)
      for (const consent of both)
        expect(missingGrounds({ agreement, delegation, consent }).map(({ code }) => code)).toEqual([
          ...(agreement ? [] : ["AGENCY_REQUIRED"]),
          ...(delegation ? [] : ["DELEGATION_REQUIRED"]),
          ...(consent ? [] : ["CLIENT_CONSENT_REQUIRED"]),
        ]);
});
