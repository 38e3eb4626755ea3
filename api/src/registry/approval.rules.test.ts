import { expect, it } from "vitest";
import { hoursLater, type Requested, whyNotDecide } from "./approval.rules.ts";
import type { Officer } from "./officer.rules.ts";

const now = new Date("2026-11-23T12:00:00+08:00");
const requested: Requested = {
  status: "PENDING",
  scope: "officer:taxpayer",
  amount: null,
  authorityCode: "13301000000",
  level: "CITY",
  requestedById: "pn_requester",
  handlerId: "pn_handler",
  decideBy: hoursLater(now, 72),
};
const approver: Officer = {
  personId: "pn_second",
  level: "CITY",
  authorityCode: "13301000000",
  scopes: ["officer:taxpayer", "officer:refund"],
  certified: true,
};

it.each<[string, Partial<Requested>, Partial<Officer>, Date, string[]]>([
  ["a second person of the same bureau", {}, {}, now, []],
  ["one of the bureau above", {}, { level: "PROVINCE", authorityCode: "13300000000" }, now, []],
  ["the requester, also in another post", {}, { personId: "pn_requester" }, now, ["SEPARATION_OF_DUTIES"]],
  ["the handler", {}, { personId: "pn_handler" }, now, ["APPROVER_IS_HANDLER"]],
  [
    "the requester who is the handler",
    { handlerId: "pn_requester" },
    { personId: "pn_requester" },
    now,
    ["SEPARATION_OF_DUTIES", "APPROVER_IS_HANDLER"],
  ],
  ["the person it is about", { concernsId: "pn_second" }, {}, now, ["APPROVER_IS_CONCERNED"]],
  ["another than the person it is about", { concernsId: "pn_third" }, {}, now, []],
  [
    "one of a bureau below",
    {},
    { level: "COUNTY", authorityCode: "13301060000" },
    now,
    ["JURISDICTION_DENIED", "APPROVAL_LEVEL_TOO_LOW"],
  ],
  ["one of another city", {}, { authorityCode: "13303000000" }, now, ["JURISDICTION_DENIED"]],
  ["one without the permission", {}, { scopes: [] }, now, ["FORBIDDEN_SCOPE"]],
  ["a moment before 72 hours are over", {}, {}, new Date(+now + 72 * 3_600_000 - 1), []],
  ["after 72 hours", {}, {}, new Date(+now + 72 * 3_600_000), ["APPROVAL_STATE"]],
  ["what was decided already", { status: "APPROVED" }, {}, now, ["APPROVAL_STATE"]],
  [
    "a refund of 760 000.00 by a county, whose limit is 500 000.00",
    { scope: "officer:refund", amount: 76_000_000n, authorityCode: "13301060000", level: "COUNTY" },
    { level: "COUNTY", authorityCode: "13301060000" },
    now,
    ["APPROVAL_LIMIT_EXCEEDED"],
  ],
  [
    "the same by the city",
    { scope: "officer:refund", amount: 76_000_000n, authorityCode: "13301060000", level: "COUNTY" },
    {},
    now,
    [],
  ],
])("%s", (_, request, who, at, codes) => {
  expect(
    whyNotDecide({ ...requested, ...request }, { ...approver, ...who }, at).map(({ code }) => code),
  ).toEqual(codes);
});
