import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refuse, STEPS, statusOn, stepOf, whyNotChange, whyNotDecide, whyNotSuspend } from "./life.rules.ts";
import { whyNotServed } from "./standing.rules.ts";
import { TaxpayerStatus } from "./taxpayer.ts";
import { StatusActor } from "./taxpayer-status-change.ts";

const STATUSES = Object.values(TaxpayerStatus);
const ACTORS = Object.values(StatusActor);
const TODAY = "2026-11-23";
const codes = (problems: readonly { code: string }[]) => problems.map(({ code }) => code);

const MAY = new Set([
  "NORMAL SUSPENDED TAXPAYER",
  "SUSPENDED NORMAL TAXPAYER",
  "SUSPENDED NORMAL SYSTEM",
  "NORMAL ABNORMAL OFFICER",
  "SUSPENDED ABNORMAL OFFICER",
  "ABNORMAL NORMAL OFFICER",
  "NORMAL DEREGISTERING TAXPAYER",
  "CANCELLED_LICENCE DEREGISTERING TAXPAYER",
  "CANCELLED_LICENCE DEREGISTERING OFFICER",
  "DEREGISTERING NORMAL TAXPAYER",
  "DEREGISTERING NORMAL OFFICER",
  "DEREGISTERING DEREGISTERED OFFICER",
  "NORMAL CANCELLED_LICENCE OFFICER",
  "SUSPENDED CANCELLED_LICENCE OFFICER",
  "ABNORMAL CANCELLED_LICENCE OFFICER",
  "CANCELLED_LICENCE NORMAL OFFICER",
]);

describe("the life of a registration", () => {
  it.each(
    STATUSES.flatMap((from) => STATUSES.flatMap((to) => ACTORS.map((actor) => [from, to, actor] as const))),
  )("%s → %s by %s", (from, to, actor) => {
    const asked = { from, to, actor, reason: "依法办理", effectiveOn: TODAY, since: null, today: TODAY };
    const found = codes(whyNotChange({ ...asked, reason: "依法依规办理", open: [] }));
    expect(found).toEqual(MAY.has(`${from} ${to} ${actor}`) ? [] : ["STATUS_TRANSITION"]);
  });

  it("never leaves DEREGISTERED, and reaches it only with everything settled", () => {
    expect(STEPS.some(({ from }) => from === "DEREGISTERED")).toBe(false);
    for (const step of STEPS.filter(({ to }) => to === "DEREGISTERED" || to === "DEREGISTERING"))
      expect(step.settled).toBe(true);
    const open = [{ ...refuse.DEREGISTRATION_OPEN_MATTERS, details: { matter: "DEBT" } }];
    const change = {
      actor: "TAXPAYER",
      reason: "停止经营",
      effectiveOn: TODAY,
      since: null,
      today: TODAY,
      open,
    } as const;
    expect(codes(whyNotChange({ ...change, from: "NORMAL", to: "DEREGISTERING" }))).toEqual([
      "STATUS_REASON_REQUIRED",
      "DEREGISTRATION_OPEN_MATTERS",
    ]);
    expect(
      codes(whyNotChange({ ...change, reason: "不再停止经营", from: "DEREGISTERING", to: "NORMAL" })),
    ).toEqual([]);
  });

  it.each([
    ["2026-11-23", null, []],
    ["2026-11-24", null, ["STATUS_DATE"]],
    ["2026-11-01", "2026-11-01", []],
    ["2026-10-31", "2026-11-01", ["STATUS_DATE"]],
  ])("effective on %s, after a change of %s: %j", (effectiveOn, since, expected) => {
    const change = {
      from: "ABNORMAL",
      to: "NORMAL",
      actor: "OFFICER",
      reason: "已补办申报",
      today: TODAY,
      open: [],
    } as const;
    expect(codes(whyNotChange({ ...change, effectiveOn, since }))).toEqual(expected);
  });

  it.each([
    ["NORMAL", "ABNORMAL", "COUNTY", "AJ-1", []],
    ["NORMAL", "ABNORMAL", "COUNTY", undefined, ["STATUS_CASE_REQUIRED"]],
    ["NORMAL", "ABNORMAL", "STATION", undefined, ["STATUS_LEVEL_DENIED", "STATUS_CASE_REQUIRED"]],
    ["ABNORMAL", "NORMAL", "COUNTY", undefined, []],
    ["ABNORMAL", "NORMAL", "STATION", undefined, ["STATUS_LEVEL_DENIED"]],
    ["DEREGISTERING", "DEREGISTERED", "CITY", undefined, []],
  ] as const)("%s → %s by a %s with the case %s: %j", (from, to, level, caseNo, expected) => {
    expect(codes(whyNotDecide({ from, to }, { level }, caseNo))).toEqual(expected);
  });

  it.each([
    ["INDIVIDUAL_BUSINESS", true, "2026-11-22", ["SUSPENSION_PERIOD"]],
    ["INDIVIDUAL_BUSINESS", true, "2026-11-23", []],
    ["INDIVIDUAL_BUSINESS", true, "2027-11-22", []],
    ["INDIVIDUAL_BUSINESS", true, "2027-11-23", ["SUSPENSION_PERIOD"]],
    ["INDIVIDUAL_BUSINESS", false, "2027-01-01", ["SUSPENSION_NOT_AVAILABLE"]],
    ["ENTERPRISE", true, "2027-01-01", ["SUSPENSION_NOT_AVAILABLE"]],
  ])("a suspension of %s (assessed: %s) until %s: %j", (kind, assessed, until, expected) => {
    expect(codes(whyNotSuspend({ kind, assessed }, until, TODAY))).toEqual(expected);
  });

  it("tells the state on any day of any history", () => {
    const day = fc
      .integer({ min: 0, max: 3000 })
      .map((n) => new Date(n * 86_400_000 + Date.UTC(2020, 0, 1)).toISOString().slice(0, 10));
    fc.assert(
      fc.property(fc.array(fc.tuple(day, fc.nat()), { minLength: 1, maxLength: 8 }), day, (steps, asked) => {
        const days = steps.map(([on]) => on).sort();
        let from: TaxpayerStatus = TaxpayerStatus.NORMAL;
        const changes = steps.map(([, choice], i) => {
          const ways = STEPS.filter((step) => step.from === from);
          const to = (ways[choice % Math.max(1, ways.length)]?.to ?? from) as TaxpayerStatus;
          const change = { fromStatus: from, toStatus: to, effectiveOn: days[i]! };
          from = to;
          return change;
        });
        const expected = changes.reduce<string>(
          (at, { effectiveOn, toStatus }) => (effectiveOn <= asked ? toStatus : at),
          "NORMAL",
        );
        expect(statusOn(from, changes, asked)).toBe(expected);
        expect(statusOn(from, changes, "2999-01-01")).toBe(from);
      }),
    );
    const registered = [{ fromStatus: null, toStatus: TaxpayerStatus.NORMAL, effectiveOn: "2026-01-01" }];
    expect([
      statusOn("NORMAL", registered, "2025-12-31"),
      statusOn("NORMAL", registered, "2026-01-01"),
    ]).toEqual([null, "NORMAL"]);
    expect(statusOn("NORMAL", [], "2000-01-01")).toBe("NORMAL");
  });

  it("has one step for each pair and actor", () => {
    for (const step of STEPS)
      for (const actor of step.who) expect(stepOf(step.from, step.to, actor)).toBe(step);
  });
});

it.each([
  ["NORMAL", "GREEN", []],
  ["NORMAL", "YELLOW", []],
  ["NORMAL", "RED", ["RISK_BLOCKED"]],
  ["SUSPENDED", "GREEN", []],
  ["ABNORMAL", "RED", ["TAXPAYER_ABNORMAL", "RISK_BLOCKED"]],
  ["DEREGISTERING", "GREEN", []],
  ["DEREGISTERED", "GREEN", ["TAXPAYER_DEREGISTERED"]],
  ["CANCELLED_LICENCE", "GREEN", ["TAXPAYER_DEREGISTERED"]],
  [null, "GREEN", ["TAXPAYER_NOT_FOUND"]],
] as const)("%s at risk %s: %j", (status, risk, expected) => {
  expect(codes(whyNotServed(status, risk))).toEqual(expected);
});
