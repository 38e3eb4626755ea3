import { expect, it } from "vitest";
import { EMPTY, requestOf } from "./asked.ts";

it("sends what the kind needs, and amounts as the platform signs them", () => {
  expect(
    requestOf({
      ...EMPTY,
      number: "2633 2000 0000 1234 5678",
      issuedOn: "2026-10-12",
      totalIncl: "¥1,130.5",
      checkCode6: "123456",
      code: "033002600111",
    }),
  ).toEqual({
    kind: "DIGITAL_PLAIN",
    number: "26332000000012345678",
    issuedOn: "2026-10-12",
    totalIncl: "1130.50",
  });
});

it("leaves to the platform what cannot be an amount", () => {
  expect(requestOf({ ...EMPTY, totalIncl: "about 5" })).toMatchObject({ totalIncl: "about5" });
});

it("sends every proof that was given where the kind is left open", () => {
  expect(
    requestOf({ ...EMPTY, kind: "", code: "033002600111", number: "12345678", checkCode6: "123456" }),
  ).toEqual({ code: "033002600111", number: "12345678", checkCode6: "123456" });
});
