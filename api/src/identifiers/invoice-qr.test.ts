import { describe, expect, it } from "vitest";
import { digitalInvoiceQr, readInvoiceQr } from "./invoice-qr.ts";

describe("the QR code of an invoice", () => {
  it.each([
    [
      "01,32,,26332000000012345678,113.00,20261123,,A1B2",
      { kind: "DIGITAL_PLAIN", code: null, amountEx: null, totalIncl: "113.00", checkCode6: null },
    ],
    ["01,31,,24217000000146091898,-5.5,20240301,", { kind: "DIGITAL_SPECIAL", totalIncl: "-5.50" }],
    [
      "01,10,033002500111,12345678,100,20251123,12345678901234567890,3F2A,",
      { kind: "VAT_PLAIN_ELECTRONIC", amountEx: "100.00", totalIncl: null, checkCode6: "567890" },
    ],
    ["01,04,033002500104,12345678,100.00,20251123,98765432109876543210,", { kind: "VAT_PLAIN_PAPER" }],
    ["01,01,3300251130,12345678,88.50,20251123,,7C1D", { kind: "VAT_SPECIAL_PAPER", amountEx: "88.50" }],
    ["01,,,26332000000012345678,113.00,20261123,,", { kind: null, number: "26332000000012345678" }],
    [
      " 01，32，，26332000000012345678，0113.00，20261123，，\n",
      { totalIncl: "113.00", issuedOn: "2026-11-23" },
    ],
  ])("reads %s", (text, said) => {
    expect(readInvoiceQr(text)).toMatchObject(said);
  });

  it.each([
    ["", "nothing"],
    ["https://example.com/i/abc", "an address"],
    ["02,32,,26332000000012345678,113.00,20261123,,A1B2", "another version"],
    ["01,32,,26332000000012345678,113.00,20261323,,A1B2", "a day that does not exist"],
    ["01,32,,26992000000012345678,113.00,20261123,,A1B2", "a province that does not exist"],
    ["01,04,,12345678,100.00,20251123,,", "eight digits without a code"],
    ["01,32,,26332000000012345678,1e3,20261123,,A1B2", "an amount that is none"],
    [`01,32,,26332000000012345678,113.00,20261123,,${"A".repeat(300)}`, "a text that is too long"],
  ])("refuses %s: %s", (text) => {
    expect(readInvoiceQr(text)).toBeUndefined();
  });

  it("reads what we print", () => {
    const of = {
      kind: "DIGITAL_PLAIN",
      number: "26332000000012345678",
      total: "113.00",
      issuedOn: "2026-11-23",
    } as const;
    const text = digitalInvoiceQr(of);
    expect(text).toMatch(/^01,32,,26332000000012345678,113\.00,20261123,,[0-9A-F]{4}$/);
    expect(readInvoiceQr(text)).toMatchObject({ kind: of.kind, number: of.number, totalIncl: of.total });
  });
});
