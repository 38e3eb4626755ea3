import { checkInvoiceCode } from "./invoice-code.ts";
import { type InvoiceKind, invoiceKindFacts } from "./invoice-kind.ts";
import { checkInvoiceNumber } from "./invoice-number.ts";

/** What the QR code of an invoice says. Anybody can print one: it fills in a form, and proves nothing. */
export interface InvoiceQr {
  /** Absent for a kind code that was never published. */
  kind: `${InvoiceKind}` | null;
  code: string | null;
  number: string;
  issuedOn: string;
  /** `"1234.50"`; older invoices say it without tax, digital ones with tax. */
  amountEx: string | null;
  totalIncl: string | null;
  checkCode6: string | null;
}

const LONGEST = 200;
const AMOUNT = /^-?\d{1,13}(?:\.\d{1,2})?$/;

const kindOf = (legacyCode: string): `${InvoiceKind}` | null => {
  const found = Object.entries(invoiceKindFacts).find(([, facts]) => facts.legacyCode === legacyCode);
  return found ? (found[0] as `${InvoiceKind}`) : null;
};

/** Two decimals, always: `113` and `113.5` occur in print. */
function amountOf(text: string): string | null {
  if (!AMOUNT.test(text)) return null;
  const [whole, cents = ""] = text.split(".");
  return `${whole!.replace(/^(-?)0+(?=\d)/, "$1")}.${cents.padEnd(2, "0")}`;
}

function dayOf(text: string): string | undefined {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? [];
  const iso = `${year}-${month}-${day}`;
  const time = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso) ? iso : undefined;
}

/**
 * Reads the text of an invoice's QR code: `01,<kind>,<code>,<number>,<amount>,<yyyymmdd>,<check code>,<crc>`. The amount is
 * without tax on older invoices, and the total with tax on digital ones, whose code and check code are empty. The last field
 * is not looked at: how it is made was never published. Nothing for a text of any other form.
 */
export function readInvoiceQr(text: string): InvoiceQr | undefined {
  if (text.length > LONGEST) return undefined;
  const parts = text
    .trim()
    .split(/[,，]/)
    .map((part) => part.trim());
  const [version, kind = "", code = "", number = "", amount = "", day = "", checkCode = ""] = parts;
  if (version !== "01" || parts.length < 7 || parts.length > 9) return undefined;
  const issuedOn = dayOf(day);
  const value = amount === "" ? null : amountOf(amount);
  if (!issuedOn || (amount !== "" && value === null)) return undefined;
  if (checkInvoiceNumber(number) || (code !== "" && checkInvoiceCode(code))) return undefined;
  const digital = number.length === 20;
  if (!digital && code === "") return undefined;
  return {
    kind: kindOf(kind),
    code: code || null,
    number,
    issuedOn,
    amountEx: digital && code === "" ? null : value,
    totalIncl: digital && code === "" ? value : null,
    checkCode6: /^\d{6,20}$/.test(checkCode) ? checkCode.slice(-6) : null,
  };
}

/** CRC-16/CCITT-FALSE in capital hexadecimal: what we put into the last field. */
function crc16(text: string): string {
  let crc = 0xffff;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, "0");
}

/** The QR text of a digital invoice; `total` as `"113.00"`. */
export function digitalInvoiceQr(of: {
  kind: `${InvoiceKind}`;
  number: string;
  total: string;
  issuedOn: string;
}): string {
  const kind = invoiceKindFacts[of.kind].legacyCode ?? "";
  const text = `01,${kind},,${of.number},${of.total},${of.issuedOn.replaceAll("-", "")},,`;
  return text + crc16(text);
}
