import { expect, it } from "vitest";
import { EMPTY, faultsOf, faultsOfWhole, sent, tokenIn } from "./header.ts";

it.each([
  ["/i/sandbox~AbC_-9", { token: "sandbox~AbC_-9", environment: "sandbox" }],
  ["/en/i/AbC_-9", { token: "AbC_-9", environment: "production" }],
  ["/i", undefined],
  ["/i/a%20b", undefined],
])("finds the token in %s", (path, expected) => {
  expect(tokenIn(path)).toEqual(expected);
});

it("sends a company's number without spaces, and nothing as null", () => {
  expect(
    sent({ ...EMPTY, name: " 样例软件（杭州）有限公司 ", tin: "91330106 ma2dem025n", email: " " }),
  ).toMatchObject({
    kind: "ENTERPRISE",
    name: "样例软件（杭州）有限公司",
    tin: "91330106MA2DEM025N",
    email: null,
  });
});

it("sends of a person what concerns a person", () => {
  const header = {
    ...EMPTY,
    kind: "PERSON" as const,
    name: "张伟",
    tin: "1",
    address: "2",
    mobile: "19000000011",
  };
  expect(sent(header)).toMatchObject({ name: "张伟", tin: null, address: null, mobile: "19000000011" });
});

it("shows a refusal where it belongs", () => {
  const problems = [
    { code: "HEADER_INCOMPLETE", message: "", path: ["input", "header", "name"] },
    { code: "USCC_CHECKSUM", message: "" },
    { code: "QR_USED", message: "", path: ["input", "token"] },
  ];
  expect(faultsOf(problems, "name").map(({ code }) => code)).toEqual(["HEADER_INCOMPLETE"]);
  expect(faultsOf(problems, "tin").map(({ code }) => code)).toEqual(["USCC_CHECKSUM"]);
  expect(faultsOfWhole(problems).map(({ code }) => code)).toEqual(["QR_USED"]);
});
