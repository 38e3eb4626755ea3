import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  expiryOf,
  nextState,
  type RedAction,
  type RedActor,
  type RedFacts,
  stateAt,
  TRANSITIONS,
} from "./red-confirmation.rules.ts";
import { allOf, type LineSums, redStandOf, remaining, sumOf, whyNotRed } from "./red-lines.rules.ts";
import { codeOf, RedInitiator, RedReason, RedState } from "./red-states.ts";

const STARTED = new Date("2026-11-20T10:00:00+08:00");
const JUST_IN_TIME = new Date("2026-11-23T09:59:59+08:00");
const LATE = new Date("2026-11-23T10:00:00+08:00");
const { SELLER, BUYER } = RedInitiator;
const facts = (more: Partial<RedFacts> = {}): RedFacts => ({
  initiator: SELLER,
  blueUsed: true,
  issued: false,
  now: JUST_IN_TIME,
  expiresAt: expiryOf(STARTED, 72),
  ...more,
});

type Row = [from: string, action: RedAction, who: RedActor, to: string, more?: Partial<RedFacts>];
/** The national table, by code. */
const LEGAL: readonly Row[] = [
  ["10", "ACCEPT", "SYSTEM", "01", { blueUsed: false }],
  ["10", "ACCEPT", "SYSTEM", "02"],
  ["10", "ACCEPT", "SYSTEM", "03", { initiator: BUYER }],
  ["02", "CONFIRM", "BUYER", "04"],
  ["03", "CONFIRM", "SELLER", "04", { initiator: BUYER }],
  ["02", "REJECT", "BUYER", "05"],
  ["03", "REJECT", "SELLER", "06", { initiator: BUYER }],
  ["02", "EXPIRE", "SYSTEM", "07", { now: LATE }],
  ["03", "EXPIRE", "SYSTEM", "07", { now: LATE, initiator: BUYER }],
  ["01", "CANCEL", "SELLER", "08", { blueUsed: false }],
  ["02", "CANCEL", "SELLER", "08"],
  ["03", "CANCEL", "BUYER", "08", { initiator: BUYER }],
  ["04", "CANCEL", "SELLER", "09"],
  ["04", "CANCEL", "BUYER", "09", { initiator: BUYER }],
  ["01", "ISSUE", "SELLER", "01", { blueUsed: false }],
  ["04", "ISSUE", "SELLER", "04"],
];
const byCode = new Map(Object.values(RedState).map((state) => [codeOf(state), state]));

describe("the state table", () => {
  it.each(LEGAL)("%s, %s by %s → %s", (from, action, who, to, more = {}) =>
    expect(codeOf(nextState(byCode.get(from)!, action, who, facts(more))!)).toBe(to),
  );

  it("has no other step: of all states, actions and actors", () => {
    const legal = new Set(LEGAL.map(([from, action, who]) => `${from} ${action} ${who}`));
    expect(TRANSITIONS).toHaveLength(LEGAL.length);
    const actions = ["ACCEPT", "CONFIRM", "REJECT", "CANCEL", "EXPIRE", "ISSUE"] as const;
    for (const [code, state] of byCode)
      for (const action of actions)
        for (const who of ["SELLER", "BUYER", "SYSTEM"] as const)
          for (const initiator of [SELLER, BUYER])
            for (const now of [JUST_IN_TIME, LATE])
              if (!legal.has(`${code} ${action} ${who}`))
                expect(nextState(state, action, who, facts({ initiator, now }))).toBeUndefined();
  });

  it.each<[string, RedAction, RedActor, Partial<RedFacts>]>([
    ["02", "CONFIRM", "BUYER", { now: LATE }],
    ["02", "EXPIRE", "SYSTEM", {}],
    ["04", "CANCEL", "BUYER", {}],
    ["04", "CANCEL", "SELLER", { issued: true }],
    ["04", "ISSUE", "SELLER", { issued: true }],
    ["01", "ISSUE", "SELLER", { blueUsed: true }],
    ["10", "ACCEPT", "SYSTEM", { initiator: BUYER, blueUsed: false }],
  ])("%s, %s by %s is refused by its guard", (from, action, who, more) =>
    expect(nextState(byCode.get(from)!, action, who, facts(more))).toBeUndefined(),
  );

  it("has ten codes, each once", () =>
    expect([...byCode.keys()].sort()).toEqual(["01", "02", "03", "04", "05", "06", "07", "08", "09", "10"]));
});

it.each([
  ["02", JUST_IN_TIME],
  ["07", LATE],
])("worked example 3: code %s at %s", (code, now) =>
  expect(codeOf(stateAt(RedState.AWAITING_BUYER, expiryOf(STARTED, 72), now as Date))).toBe(code),
);

const line = (amount: bigint, taxAmount: bigint, blueLine = 1): LineSums => ({ blueLine, amount, taxAmount });
const codes = (red: LineSums[], left: LineSums[], reason = RedReason.GOODS_RETURNED) =>
  whyNotRed(reason, red, left, ["lines"]).map(({ code }) => code);

describe("what may be taken of a blue invoice", () => {
  const blue = [line(1000_00n, 130_00n)];
  it("worked example 1: 300, 700, and nothing more", () => {
    const first = [line(-300_00n, -39_00n)];
    expect(codes(first, blue)).toEqual([]);
    const left = remaining(blue, first);
    expect(sumOf(left)).toEqual({ amount: 700_00n, taxAmount: 91_00n });
    const second = [line(-700_00n, -91_00n)];
    expect(codes(second, left)).toEqual([]);
    expect(codes([line(-1n, 0n)], remaining(left, second))).toEqual(["INVOICE_ALREADY_RED"]);
    expect(redStandOf(1000_00n, 300_00n)).toEqual({ redStatus: "PARTIAL", status: "PARTLY_RED" });
    expect(redStandOf(1000_00n, 1000_00n)).toEqual({ redStatus: "FULL", status: "FULLY_RED" });
  });

  it.each<[string, LineSums[], string[]]>([
    ["one 分 too much", [line(-1000_01n, -130_00n)], ["RED_EXCEEDS_BLUE"]],
    ["one 分 of tax too much", [line(-999_99n, -130_01n)], ["RED_EXCEEDS_BLUE"]],
    ["the same sign", [line(1_00n, 13n)], ["RED_LINES_INVALID"]],
    ["no such line", [line(-1_00n, -13n, 2)], ["RED_LINES_INVALID"]],
    ["a line twice", [line(-1_00n, -13n), line(-1_00n, -13n)], ["RED_LINES_INVALID"]],
    ["nothing", [], ["RED_LINES_INVALID"]],
    ["zero", [line(0n, 0n)], ["RED_LINES_INVALID"]],
    ["all of the amount and not of the tax", [line(-1000_00n, -129_99n)], ["RED_LINES_INVALID"]],
  ])("%s", (_, red, expected) => expect(codes(red, blue)).toEqual(expected));

  it("a discount is given back with its line, or the sum is exceeded", () => {
    const discounted = [line(100_00n, 13_00n), line(-10_00n, -1_30n, 2)];
    expect(codes([line(-100_00n, -13_00n)], discounted)).toEqual(["RED_EXCEEDS_BLUE"]);
    expect(codes(allOf(discounted), discounted)).toEqual([]);
  });

  it("an error takes everything", () => {
    expect(codes([line(-999_99n, -129_99n)], blue, RedReason.ISSUED_IN_ERROR)).toEqual([
      "RED_REASON_REQUIRES_FULL",
    ]);
    expect(codes(allOf(blue), blue, RedReason.ISSUED_IN_ERROR)).toEqual([]);
  });

  it("whatever is asked for, in whatever order: red stays within blue, per line and in sum, and the state follows", () => {
    const sums = fc.record({ amount: fc.bigInt(1n, 500n), taxAmount: fc.bigInt(0n, 60n) });
    const asked = fc.record({
      at: fc.nat(2),
      amount: fc.bigInt(-300n, 50n),
      taxAmount: fc.bigInt(-40n, 10n),
    });
    fc.assert(
      fc.property(
        fc.array(sums, { minLength: 1, maxLength: 3 }),
        fc.array(fc.oneof(asked, fc.constant("ALL" as const)), { maxLength: 20 }),
        (invoice, commands) => {
          const whole = invoice.map((each, i) => ({ ...each, blueLine: i + 1 }));
          let left = whole;
          for (const command of commands) {
            const red = command === "ALL" ? allOf(left) : [{ ...command, blueLine: command.at + 1 }];
            if (whyNotRed(RedReason.GOODS_RETURNED, red, left, []).length === 0) left = remaining(left, red);
          }
          for (const each of left) {
            expect(each.amount).toBeGreaterThanOrEqual(0n);
            expect(each.taxAmount).toBeGreaterThanOrEqual(0n);
          }
          const [before, after] = [sumOf(whole), sumOf(left)];
          const { redStatus } = redStandOf(before.amount, before.amount - after.amount);
          expect(redStatus === "FULL").toBe(after.amount === 0n);
          if (redStatus === "FULL") expect(after.taxAmount).toBe(0n);
          expect(redStatus === "NONE").toBe(after.amount === before.amount);
        },
      ),
    );
  });
});
