import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkInvoiceNumber,
  InvoiceNumberScalar,
  makeDigitalInvoiceNumber,
  readDigitalInvoiceNumber,
} from "./invoice-number.ts";
import { PROVINCES } from "./province.ts";

describe("an invoice number", () => {
  it.each(["26332000000012345678", "24217000000146091898", "12345678"])("%s is well formed", (number) =>
    expect(checkInvoiceNumber(number, "2026-11-23")).toBeUndefined(),
  );

  it.each([
    ["1234567", "too short"],
    ["123456789", "too long"],
    ["26992000000012345678", "there is no province 99"],
    ["27332000000012345678", "of a year to come"],
    ["2633200000001234567X", "a letter"],
    ["2633200000001234567", "19 digits"],
  ])("%s is refused: %s", (number) =>
    expect(checkInvoiceNumber(number, "2026-11-23")?.code).toBe("INVOICE_NUMBER_FORMAT"),
  );

  it.each([
    [
      "26332000000012345678",
      { year: 2026, province: "33", provinceName: "浙江", channel: "2", sequence: "000000012345678" },
    ],
    [
      "24217000000146091898",
      { year: 2024, province: "21", provinceName: "辽宁", channel: "7", sequence: "000000146091898" },
    ],
  ])("%s tells its parts", (number, parts) => expect(readDigitalInvoiceNumber(number)).toEqual(parts));

  it("that was made is well formed and reads back", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 2021, max: 2099 }),
        fc.constantFrom(...Object.keys(PROVINCES)),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 0, max: 999_999_999 }),
        (year, province, channel, sequence) => {
          const number = makeDigitalInvoiceNumber(year, province, channel, sequence);
          expect(checkInvoiceNumber(number)).toBeUndefined();
          expect(readDigitalInvoiceNumber(number)).toMatchObject({
            year,
            province,
            channel: String(channel),
          });
          expect(Number(readDigitalInvoiceNumber(number).sequence)).toBe(sequence);
        },
      ),
    ));

  it("is read without spaces", () =>
    expect(InvoiceNumberScalar.parseValue("2633 2000 0000 1234 5678")).toBe("26332000000012345678"));
});
