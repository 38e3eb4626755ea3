import { expect, it } from "vitest";
import { readInvoiceQr } from "./invoice-qr.ts";

it("reads the code of a digital invoice, whose amount is with tax", () => {
  expect(readInvoiceQr("01,32,,26332000000012345678,113.00,20261012,,1A2B")).toEqual({
    kind: "DIGITAL_PLAIN",
    code: "",
    number: "26332000000012345678",
    issuedOn: "2026-10-12",
    amountEx: "",
    totalIncl: "113.00",
    checkCode6: "",
  });
});

it("reads the code of an older invoice, whose amount is without tax, and the end of its check code", () => {
  expect(readInvoiceQr(" 01,10,033002600111,12345678,100.00,20260909,12345678901234567890,ABCD\n")).toEqual({
    kind: "VAT_PLAIN_ELECTRONIC",
    code: "033002600111",
    number: "12345678",
    issuedOn: "2026-09-09",
    amountEx: "100.00",
    totalIncl: "",
    checkCode6: "567890",
  });
});

it("leaves a kind it does not know open", () => {
  expect(readInvoiceQr("01,99,,26332000000012345678,5.00,20261012,,0")).toMatchObject({
    kind: "",
    totalIncl: "5.00",
  });
});

it.each([
  "",
  "https://example.com/",
  "02,32,,26332000000012345678,113.00,20261012,,1A2B",
  "01,32,,2633200000001234567,113.00,20261012,,1A2B",
  "01,32,,26332000000012345678,113.00,2026-10-12,,1A2B",
  "01,10,<b>,12345678,100.00,20260909,1,A",
  "01,32,,26332000000012345678,1e9,20261012,,1A2B",
])("takes %j for no invoice's code", (text) => {
  expect(readInvoiceQr(text)).toBeUndefined();
});
