import { describe, expect, it } from "vitest";
import {
  checkInvoiceCode,
  InvoiceCodeScalar,
  makeInvoiceCode10,
  makeInvoiceCode12,
  readInvoiceCode,
} from "./invoice-code.ts";

describe("an invoice code", () => {
  it.each(["033002600111", "3300261130", "133002600001"])("%s is well formed", (code) =>
    expect(checkInvoiceCode(code)).toBeUndefined(),
  );
  it.each(["", "330026113", "33002611300", "0330026001111", "03300260011A"])("%s is refused", (code) =>
    expect(checkInvoiceCode(code)?.code).toBe("INVOICE_CODE_FORMAT"),
  );

  it.each([
    [
      makeInvoiceCode12("3300", 2026, 1, "11"),
      { region: "3300", year: 2026, provinceName: "浙江", kind: "VAT_PLAIN_ELECTRONIC" },
    ],
    [
      makeInvoiceCode12("4403", 2025, 12, "13"),
      { region: "4403", year: 2025, provinceName: "广东", kind: "VAT_SPECIAL_ELECTRONIC" },
    ],
    [
      makeInvoiceCode12("3300", 2026, 1, "07"),
      { region: "3300", year: 2026, provinceName: "浙江", kind: "VAT_PLAIN_ROLL" },
    ],
    [
      makeInvoiceCode12("3300", 2026, 1, "12"),
      { region: "3300", year: 2026, provinceName: "浙江", kind: "TOLL_ELECTRONIC" },
    ],
    [
      makeInvoiceCode10("3300", 2026, 1, 1, 3),
      { region: "3300", year: 2026, provinceName: "浙江", kind: "VAT_SPECIAL_PAPER" },
    ],
    [
      makeInvoiceCode10("1100", 2025, 2, 3, 2),
      { region: "1100", year: 2025, provinceName: "北京", kind: "VAT_PLAIN_PAPER" },
    ],
  ])("%s hints at its parts", (code, hints) => {
    expect(checkInvoiceCode(code)).toBeUndefined();
    expect(readInvoiceCode(code)).toEqual(hints);
  });

  it.each(["3300261730", "9900261130", "133002600001"])(
    "%s says little, and is not refused for it",
    (code) => {
      expect(checkInvoiceCode(code)).toBeUndefined();
      expect(Object.keys(readInvoiceCode(code)).length).toBeLessThan(4);
    },
  );

  it("is refused by its scalar with the problem's code", () =>
    expect(() => InvoiceCodeScalar.parseValue("1")).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: "INVOICE_CODE_FORMAT" }) }),
    ));
});
