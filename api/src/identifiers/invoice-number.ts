import type { Problem } from "../platform/refusal.ts";
import { refuse } from "./problems.ts";
import { PROVINCES } from "./province.ts";
import { compact, identifierScalar } from "./scalar.ts";

const DIGITAL = /^\d{2}(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])\d{16}$/;

export const normaliseInvoiceNumber = compact;

/**
 * The 20-digit number of a 数电票: year, province, channel, sequence. It carries no check digit, so a well-formed number
 * proves nothing. With `today` the year must not lie after the current one.
 */
export function checkDigitalInvoiceNumber(value: string, today?: string): Problem | undefined {
  if (!DIGITAL.test(value)) return refuse.INVOICE_NUMBER_FORMAT;
  return today !== undefined && value.slice(0, 2) > today.slice(2, 4)
    ? refuse.INVOICE_NUMBER_FORMAT
    : undefined;
}

/** The 8-digit number of an invoice that also has a code. */
export const checkPaperInvoiceNumber = (value: string): Problem | undefined =>
  /^\d{8}$/.test(value) ? undefined : refuse.INVOICE_NUMBER_FORMAT;

/** Either form, told apart by length. */
export const checkInvoiceNumber = (value: string, today?: string): Problem | undefined =>
  value.length === 8 ? checkPaperInvoiceNumber(value) : checkDigitalInvoiceNumber(value, today);

/** The parts of a 数电票 number, for people and for hints. */
export const readDigitalInvoiceNumber = (number: string) => ({
  year: 2000 + Number(number.slice(0, 2)),
  province: number.slice(2, 4),
  provinceName: PROVINCES[number.slice(2, 4)]!,
  channel: number[4]!,
  sequence: number.slice(5),
});

/**
 * A 数电票 number. The province is the first two digits of the issuer's region, also in the five separately planned
 * cities; the sequence is one of its year, province and channel.
 */
export const makeDigitalInvoiceNumber = (
  year: number,
  province: string,
  channel: number | string,
  sequence: number | bigint,
): string => `${String(year).slice(-2)}${province}${channel}${String(sequence).padStart(15, "0")}`;

export const InvoiceNumberScalar = identifierScalar({
  name: "InvoiceNumber",
  zh: "发票号码：数电票 20 位（年份 2 位、省级代码 2 位、渠道 1 位、顺序号 15 位），其他发票 8 位。",
  en: "Invoice number: 20 digits for digital invoices (2 year, 2 province, 1 channel, 15 sequence), 8 for all others.",
  normalise: normaliseInvoiceNumber,
  check: (value) => checkInvoiceNumber(value),
  otherwise: refuse.INVOICE_NUMBER_FORMAT,
});
