import { type InvoiceKind, KINDS, kindOfCode } from "./invoice-kind.ts";

/** What the QR code on an invoice says. It only fills in the form: a code is printed by whoever prints the invoice. */
export interface InvoiceQr {
  kind: InvoiceKind | "";
  code: string;
  number: string;
  issuedOn: string;
  amountEx: string;
  totalIncl: string;
  checkCode6: string;
}

const DIGITS = /^\d*$/;

/**
 * Reads `01,<kind>,<code>,<number>,<amount>,<yyyymmdd>,<check code>,<crc>`. The amount of a digital invoice is with tax,
 * that of an older one without. Nothing where the text is none of these.
 */
export function readInvoiceQr(text: string): InvoiceQr | undefined {
  const [version, kindCode = "", code = "", number = "", amount = "", day = "", checkCode = ""] = text
    .trim()
    .replaceAll("，", ",")
    .split(",")
    .map((part) => part.trim());
  const date = /^(\d{4})(\d\d)(\d\d)$/.exec(day);
  if (version !== "01" || !date || !/^(\d{8}|\d{20})$/.test(number)) return undefined;
  if (!DIGITS.test(code) || !DIGITS.test(checkCode) || !/^\d*(\.\d{1,2})?$/.test(amount)) return undefined;
  const kind = kindOfCode(kindCode) ?? "";
  const withTax = kind === "" ? number.length === 20 : KINDS[kind].proof === "totalIncl";
  return {
    kind,
    code,
    number,
    issuedOn: `${date[1]}-${date[2]}-${date[3]}`,
    amountEx: withTax ? "" : amount,
    totalIncl: withTax ? amount : "",
    checkCode6: checkCode.slice(-6),
  };
}
