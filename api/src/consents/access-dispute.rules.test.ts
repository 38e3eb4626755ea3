import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Deciding,
  type Decision,
  mayEscalate,
  next,
  type Status,
  whyNotDecide,
} from "./access-dispute.rules.ts";

it.each<[Status, Decision, boolean, Status | undefined]>([
  ["OPEN", "UPHOLD", false, "UPHELD"],
  ["OPEN", "UPHOLD", true, "UPHELD"],
  ["OPEN", "DISMISS", false, "DISMISSED"],
  ["OPEN", "DISMISS", true, "AWAITING_SECOND"],
  ["ESCALATED", "UPHOLD", true, "UPHELD"],
  ["ESCALATED", "DISMISS", false, "DISMISSED"],
  ["ESCALATED", "DISMISS", true, "AWAITING_SECOND"],
  ["AWAITING_SECOND", "UPHOLD", true, "UPHELD"],
  ["AWAITING_SECOND", "DISMISS", true, "DISMISSED"],
  ["UPHELD", "DISMISS", false, undefined],
  ["UPHELD", "UPHOLD", false, undefined],
  ["DISMISSED", "UPHOLD", false, undefined],
  ["DISMISSED", "DISMISS", true, undefined],
])("%s, %s, sensitive %s → %s", (status, decision, sensitive, to) =>
  expect(next(status, decision, sensitive)).toBe(to),
);

it("sensitive data is never opened again by one decision, and what is closed stays so", () => {
  const decisions = fc.array(fc.constantFrom<Decision>("UPHOLD", "DISMISS"), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(decisions, fc.constantFrom<Status>("OPEN", "ESCALATED"), (all, from) => {
      let status: Status = from;
      let dismissals = 0;
      for (const decision of all) {
        const to = next(status, decision, true);
        if (!mayEscalate(status)) expect(to).toBeUndefined();
        if (!to) break;
        dismissals += decision === "DISMISS" ? 1 : 0;
        status = to;
      }
      if (status === "DISMISSED") expect(dismissals).toBe(2);
    }),
  );
});

describe("who may decide", () => {
  const deciding = (more: Partial<Deciding> = {}): Deciding => ({
    status: "OPEN",
    authorityCode: "13301060000",
    officer: { personId: "pn_1", authorityCode: "13301060000" },
    decision: "DISMISS",
    reason: "经核查为本人授权访问",
    firstById: null,
    conflicted: false,
    ...more,
  });
  it.each<[string, Partial<Deciding>, string[]]>([
    ["an officer of the area, with a reason of ten characters", {}, []],
    ["of nine", { reason: "经核查为本人授权的" }, ["DISPUTE_REASON_REQUIRED"]],
    ["of the authority above", { officer: { personId: "pn_1", authorityCode: "13301000000" } }, []],
    [
      "of the county next to it",
      { officer: { personId: "pn_1", authorityCode: "13301080000" } },
      ["JURISDICTION_DENIED"],
    ],
    [
      "of a station below",
      { officer: { personId: "pn_1", authorityCode: "13301060100" } },
      ["JURISDICTION_DENIED"],
    ],
    [
      "the second time the same person dismisses",
      { status: "AWAITING_SECOND", firstById: "pn_1" },
      ["SEPARATION_OF_DUTIES"],
    ],
    ["another dismisses", { status: "AWAITING_SECOND", firstById: "pn_2" }, []],
    [
      "the first thinks better of it",
      { status: "AWAITING_SECOND", firstById: "pn_1", decision: "UPHOLD" },
      [],
    ],
    ["decided already", { status: "UPHELD" }, ["DISPUTE_STATE"]],
    [
      "everything at once",
      { status: "DISMISSED", conflicted: true, reason: "" },
      ["DISPUTE_STATE", "CONFLICT_OF_INTEREST", "DISPUTE_REASON_REQUIRED"],
    ],
  ])("%s", (_, more, expected) =>
    expect(whyNotDecide(deciding(more)).map(({ code }) => code)).toEqual(expected),
  );
});
