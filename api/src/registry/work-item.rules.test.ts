import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Officer } from "./officer.rules.ts";
import { type Case, caseIsGround } from "./officer.rules.ts";
import {
  type Act,
  CASE_FIELDS,
  daysLater,
  type Item,
  mayStep,
  NEXT,
  type Opening,
  whyNotClose,
  whyNotOpen,
  whyNotTakeOver,
} from "./work-item.rules.ts";

const NOW = new Date("2026-11-23T04:00:00Z");
const officer = (authorityCode: string, personId = "pn_1"): Officer => ({
  personId,
  level: "COUNTY",
  authorityCode,
  scopes: ["officer:office"],
  certified: true,
});
const [COUNTY, NEXT_DOOR, CITY, STA] = ["13301060000", "13301080000", "13301000000", "00000000000"] as const;
const codes = (found: readonly ({ code: string } | undefined)[]) =>
  found.flatMap((each) => (each ? [each.code] : []));
const opening = (more: Partial<Opening> = {}): Opening => ({
  officer: officer(COUNTY),
  ofTaxpayer: COUNTY,
  authorityCode: COUNTY,
  fields: [],
  dueAt: daysLater(NOW, 30),
  conflicted: false,
  now: NOW,
  ...more,
});

describe("opening", () => {
  it.each<[string, Partial<Opening>, string[]]>([
    ["in the own area", {}, []],
    ["for a station below", { authorityCode: "13301060100", ofTaxpayer: "13301060100" }, []],
    ["a taxpayer of the county next to it", { ofTaxpayer: NEXT_DOOR }, ["JURISDICTION_DENIED"]],
    ["work of the authority above", { authorityCode: CITY }, ["JURISDICTION_DENIED"]],
    ["a taxpayer that does not exist", { ofTaxpayer: undefined }, ["JURISDICTION_DENIED"]],
    [
      "across areas, by the authority above both",
      { officer: officer(CITY), ofTaxpayer: NEXT_DOOR, fields: ["status"] },
      [],
    ],
    [
      "across areas, naming no field",
      { officer: officer(CITY), ofTaxpayer: NEXT_DOOR },
      ["WORK_ITEM_FIELDS"],
    ],
    [
      "across areas, naming an unknown field",
      { officer: officer(CITY), ofTaxpayer: NEXT_DOOR, fields: ["status", "idNo"] },
      ["WORK_ITEM_FIELDS"],
    ],
    ["fields in the own area", { fields: ["status"] }, ["WORK_ITEM_FIELDS"]],
    ["with a conflict of interest", { conflicted: true }, ["CONFLICT_OF_INTEREST"]],
    ["due now", { dueAt: NOW }, ["WORK_ITEM_DUE_RANGE"]],
    ["due a moment from now", { dueAt: new Date(NOW.getTime() + 1) }, []],
    ["due in 366 days", { dueAt: daysLater(NOW, 366) }, []],
    ["due a moment later", { dueAt: new Date(daysLater(NOW, 366).getTime() + 1) }, ["WORK_ITEM_DUE_RANGE"]],
    [
      "all at once",
      { conflicted: true, dueAt: NOW, fields: ["x"] },
      ["CONFLICT_OF_INTEREST", "WORK_ITEM_FIELDS", "WORK_ITEM_DUE_RANGE"],
    ],
  ])("%s", (_, more, expected) => expect(codes(whyNotOpen(opening(more)))).toEqual(expected));

  it("every field a case may open is known", () => expect(CASE_FIELDS).toHaveLength(8));
});

const item = (more: Partial<Item> = {}): Item => ({
  status: "ASSIGNED",
  authorityCode: COUNTY,
  handlerId: "pn_1",
  assignedById: "pn_2",
  ...more,
});

describe("closing and taking over", () => {
  it.each<[string, Partial<Item>, Officer, string, string[]]>([
    ["by its handler", {}, officer(COUNTY), "核查完毕", ["WORK_ITEM_REASON_REQUIRED"]],
    ["by its handler, with a reason", {}, officer(COUNTY), "核查已完毕", []],
    ["by who assigned it", {}, officer(COUNTY, "pn_2"), "核查已完毕", []],
    ["by somebody else beside them", {}, officer(COUNTY, "pn_3"), "核查已完毕", ["WORK_ITEM_NOT_YOURS"]],
    ["by the authority above", {}, officer(CITY, "pn_3"), "核查已完毕", []],
    [
      "when nobody handles it",
      { handlerId: null, status: "OPEN" },
      officer(COUNTY, "pn_3"),
      "核查已完毕",
      [],
    ],
    ["twice", { status: "CLOSED" }, officer(COUNTY), "核查已完毕", ["WORK_ITEM_STATE"]],
  ])("closed %s", (_, more, by, reason, expected) =>
    expect(codes(whyNotClose(item(more), by, reason))).toEqual(expected),
  );

  it.each<[string, Partial<Item>, Officer, string[]]>([
    ["the authority above", {}, officer(CITY), []],
    ["the top", {}, officer(STA), []],
    ["the same authority", {}, officer(COUNTY), ["TAKE_OVER_LEVEL"]],
    ["one beside it", {}, officer(NEXT_DOOR), ["TAKE_OVER_LEVEL"]],
    ["one below", { authorityCode: CITY }, officer(COUNTY), ["TAKE_OVER_LEVEL"]],
    ["the authority above, closed", { status: "CLOSED" }, officer(CITY), ["WORK_ITEM_STATE"]],
  ])("taken over by %s", (_, more, by, expected) =>
    expect(codes(whyNotTakeOver(item(more), by, "重大疑点提级"))).toEqual(expected),
  );

  it("nothing leads out of CLOSED, whatever is tried before", () => {
    const acts = fc.array(fc.constantFrom<Act>("assign", "close", "takeOver"), { maxLength: 12 });
    fc.assert(
      fc.property(acts, (all) => {
        let status: Item["status"] = "OPEN";
        let closed = false;
        for (const act of all) {
          if (closed) expect(mayStep(status, act)?.code).toBe("WORK_ITEM_STATE");
          status = NEXT[status][act] ?? status;
          closed ||= act === "close";
          expect(status === "CLOSED").toBe(closed);
        }
      }),
    );
  });
});

it.each<[string, Partial<Case>, boolean]>([
  ["of before, with no word on who opened it", {}, true],
  ["opened by another", { openedById: "pn_2", assignedById: "pn_1" }, true],
  ["opened by oneself, assigned by nobody", { openedById: "pn_1", assignedById: null }, false],
  ["opened and assigned by oneself", { openedById: "pn_1", assignedById: "pn_1" }, false],
  ["opened by oneself, assigned by another", { openedById: "pn_1", assignedById: "pn_2" }, true],
])("a case %s is a ground: %s", (_, more, expected) => {
  const named: Case = {
    number: "AJ-1",
    taxpayerId: "tp_1",
    authorityCode: COUNTY,
    crossArea: false,
    fields: [],
    openedAt: new Date(0),
    closedAt: null,
    ...more,
  };
  const asked = {
    officer: officer(COUNTY),
    scope: "officer:taxpayer",
    taxpayer: { id: "tp_1", authorityCode: COUNTY },
    dataClass: "C3" as const,
    named,
    approved: false,
    conflicted: false,
    now: NOW,
  };
  expect(caseIsGround(named, asked)).toBe(expected);
});
