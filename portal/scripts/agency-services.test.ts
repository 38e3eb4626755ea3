import { expect, it } from "vitest";
import { MINOR_SERVICES } from "../../api/src/consents/agency/services.ts";
import { minorName, SERVICES } from "../src/delegation/services.ts";

it("offers the services the platform accepts, and no others", () => {
  const offered = Object.entries(SERVICES).map(([name, { minor }]) => [name, Object.keys(minor)]);
  expect(Object.fromEntries(offered)).toEqual(MINOR_SERVICES);
});

it("names a service in the reader's language, and an unknown one as the platform does", () => {
  expect(minorName("用途确认", true)).toBe("Confirming use");
  expect(minorName("用途确认", false)).toBe("用途确认");
  expect(minorName("新增服务", true)).toBe("新增服务");
});
