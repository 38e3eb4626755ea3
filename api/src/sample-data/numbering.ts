import { makeInvoiceCode10, makeInvoiceCode12 } from "../identifiers/invoice-code.ts";
import { type InvoiceKind, invoiceKindFacts } from "../identifiers/invoice-kind.ts";
import { makeDigitalInvoiceNumber } from "../identifiers/invoice-number.ts";
import { SEPARATELY_PLANNED_CITIES } from "../identifiers/province.ts";

/** How far each series of numbers has come; kept between loads, so that no number is given twice. */
export type Counters = Record<string, number>;

export interface Numbered {
  code: string | null;
  number: string;
  /** The 8 digits printed beside the code of a 数电纸质发票; nothing for all others. */
  paperNumber: string | null;
}

/** The channel of the sample's digital invoices: the electronic invoice service platform. */
export const SAMPLE_CHANNEL = "2";
/** Numbers per batch of paper. */
const BATCH = 5_000_000;

/** The four digits an invoice code names its region by: the province, or a separately planned city. */
export const invoiceRegion = (region: string): string =>
  region.slice(0, 4) in SEPARATELY_PLANNED_CITIES ? region.slice(0, 4) : `${region.slice(0, 2)}00`;

/** Kinds whose codes look the same draw from one series, else a code and number would name two invoices. */
const SERIES: Partial<Record<InvoiceKind, InvoiceKind>> = {
  DIGITAL_PAPER_SPECIAL: "VAT_SPECIAL_PAPER" as InvoiceKind,
  DIGITAL_PAPER_PLAIN: "VAT_PLAIN_PAPER" as InvoiceKind,
};
const ENDING: Partial<Record<InvoiceKind, string>> = { USED_VEHICLE: "17" };

/** The code's digits for a kind. */
function codeOf(kind: InvoiceKind, region4: string, year: number, batch: number): string {
  if (kind === "VAT_SPECIAL_PAPER" || kind === "DIGITAL_PAPER_SPECIAL")
    return makeInvoiceCode10(region4, year, batch, 1, 3);
  if (kind === "MOTOR_VEHICLE") return makeInvoiceCode12(region4, year, batch, "01", "1");
  return makeInvoiceCode12(
    region4,
    year,
    batch,
    ENDING[kind] ?? invoiceKindFacts[kind].codeEndings[0] ?? "04",
  );
}

/** Gives the next numbers of a kind, year and region. Digital ones run without gaps per year, province and channel. */
export class Numbering {
  readonly #counters: Map<string, number>;

  constructor(counters: Counters = {}) {
    this.#counters = new Map(Object.entries(counters));
  }

  next(kind: InvoiceKind, year: number, region: string): Numbered {
    const digital = invoiceKindFacts[kind].numberDigits === 20;
    const paper = digital && invoiceKindFacts[kind].codeDigits.length > 0;
    const printed = !digital || paper ? this.#printed(kind, year, invoiceRegion(region)) : undefined;
    if (!digital) return { code: printed!.code, number: printed!.number, paperNumber: null };
    const province = region.slice(0, 2);
    const sequence = this.#take(`${year}${province}`);
    return {
      code: printed?.code ?? null,
      number: makeDigitalInvoiceNumber(year, province, SAMPLE_CHANNEL, sequence),
      paperNumber: printed?.number ?? null,
    };
  }

  /** Where every series stands. */
  counters(): Counters {
    return Object.fromEntries(this.#counters);
  }

  #take(series: string): number {
    const next = (this.#counters.get(series) ?? 0) + 1;
    this.#counters.set(series, next);
    return next;
  }

  #printed(kind: InvoiceKind, year: number, region4: string) {
    const sequence = this.#take(`${SERIES[kind] ?? kind}${year}${region4}`);
    const batch = 1 + Math.floor(sequence / BATCH);
    return {
      code: codeOf(kind, region4, year, batch),
      number: String(10_000_000 + (sequence % BATCH)).padStart(8, "0"),
    };
  }
}

/** A UUID version 7 made of an instant and two counters instead of chance: the same invoice has the same id in every load. */
export const idAt = (prefix: string, epochMs: number, serial: number, sub = 0): string => {
  const time = epochMs.toString(16).padStart(12, "0");
  const low = serial.toString(16).padStart(12, "0");
  return `${prefix}_${time.slice(0, 8)}-${time.slice(8)}-7${sub.toString(16).padStart(3, "0")}-8000-${low}`;
};
