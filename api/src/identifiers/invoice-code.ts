import type { Problem } from "../platform/refusal.ts";
import type { InvoiceKind } from "./invoice-kind.ts";
import { refuse } from "./problems.ts";
import { PROVINCES } from "./province.ts";
import { compact, identifierScalar } from "./scalar.ts";

export const normaliseInvoiceCode = compact;

/** Ten or twelve digits. What they mean is a hint ({@link readInvoiceCode}), never a reason to refuse. */
export const checkInvoiceCode = (value: string): Problem | undefined =>
  /^(?:\d{10}|\d{12})$/.test(value) ? undefined : refuse.INVOICE_CODE_FORMAT;

/** What the digits of a code suggest. Printers and provinces depart from it, so nothing may depend on it. */
export interface InvoiceCodeHints {
  /** The four region digits; `XX00` is province-wide. */
  region: string;
  provinceName?: string;
  year: number;
  kind?: `${InvoiceKind}`;
}

const KIND_OF_ENDING: Readonly<Record<string, `${InvoiceKind}`>> = {
  "04": "VAT_PLAIN_PAPER",
  "05": "VAT_PLAIN_PAPER",
  "06": "VAT_PLAIN_ROLL",
  "07": "VAT_PLAIN_ROLL",
  "11": "VAT_PLAIN_ELECTRONIC",
  "12": "TOLL_ELECTRONIC",
  "13": "VAT_SPECIAL_ELECTRONIC",
};
const KIND_OF_POSITION_8: Readonly<Record<string, `${InvoiceKind}`>> = {
  "1": "VAT_SPECIAL_PAPER",
  "5": "VAT_SPECIAL_PAPER",
  "3": "VAT_PLAIN_PAPER",
  "6": "VAT_PLAIN_PAPER",
};

export function readInvoiceCode(code: string): InvoiceCodeHints {
  const start = code.length === 12 ? 1 : 0;
  const region = code.slice(start, start + 4);
  const provinceName = PROVINCES[region.slice(0, 2)];
  const kind =
    code.length === 12
      ? code[0] === "0"
        ? KIND_OF_ENDING[code.slice(-2)]
        : undefined
      : KIND_OF_POSITION_8[code[7]!];
  return {
    region,
    year: 2000 + Number(code.slice(start + 4, start + 6)),
    ...(provinceName ? { provinceName } : {}),
    ...(kind ? { kind } : {}),
  };
}

const two = (value: number) => String(value % 100).padStart(2, "0");

/** A 12-digit code: leading digit, region, year, batch and the ending that names the kind. */
export const makeInvoiceCode12 = (
  region4: string,
  year: number,
  batch: number,
  ending: string,
  leading = "0",
): string => `${leading}${region4}${two(year)}${String(batch % 1000).padStart(3, "0")}${ending}`;

/** A 10-digit code: region, year, batch, kind (1 special, 3 plain), copies, amount version (0 printed by computer). */
export const makeInvoiceCode10 = (
  region4: string,
  year: number,
  batch: number,
  kind: 1 | 3,
  copies: number,
): string => `${region4}${two(year)}${batch % 10}${kind}${copies}0`;

export const InvoiceCodeScalar = identifierScalar({
  name: "InvoiceCode",
  zh: "发票代码，10 位或 12 位数字；数电票没有发票代码。",
  en: "Invoice code, 10 or 12 digits; digital invoices have none.",
  normalise: normaliseInvoiceCode,
  check: checkInvoiceCode,
  otherwise: refuse.INVOICE_CODE_FORMAT,
});
