import { type InvoiceKind, invoiceKindFacts } from "../identifiers/invoice-kind.ts";
import { addDays } from "../platform/clock.ts";
import { calendar, clockTime, LAST_DAY } from "./calendar.ts";
import type { Industry } from "./industry.ts";
import type { SampleInvoice } from "./invoice.ts";
import { allowanceOn, discountOn, makeLine, rateOf, type SampleLine, takenBack } from "./lines.ts";
import { type Counters, idAt, Numbering } from "./numbering.ts";
import { type Face, Parties, type Seller } from "./parties.ts";
import { Random, weighted } from "./random.ts";
import { ALLOWANCE, reasonFor, remarkOf } from "./red-invoice.ts";
import { sampleRegistry } from "./registry.ts";

/** One load of invoices: which load it is, how many, how many came before, and where the number series stood. */
export interface Load {
  load: number;
  count: number;
  before: number;
  counters: Counters;
}

const SPECIAL: ReadonlySet<string> = new Set([
  "VAT_SPECIAL_PAPER",
  "VAT_SPECIAL_ELECTRONIC",
  "DIGITAL_SPECIAL",
  "DIGITAL_PAPER_SPECIAL",
]);
const USED: ReadonlySet<string> = new Set(["USED_VEHICLE", "DIGITAL_USED_VEHICLE"]);
const kindPickers = new Map<Industry, (random: Random) => InvoiceKind>();
const kindOf = (industry: Industry, random: Random): InvoiceKind => {
  let picker = kindPickers.get(industry);
  if (!picker)
    kindPickers.set(
      industry,
      (picker = weighted(industry.kinds as readonly (readonly [InvoiceKind, number])[])),
    );
  return picker(random);
};

/** In a thousand blue invoices. */
const FULLY_RED = 18;
const PARTLY_RED = 14;
const VOIDED = 25;
const DISCOUNTED = 30;
/** Reds follow within so many days; blues of the last days are left alone. */
const RED_WITHIN = 20;
const OPENING_MS = 8.5 * 3_600_000;
const CLOSING_MS = 19 * 3_600_000;
const LAST_CLOSING_MS = 11.5 * 3_600_000;
interface DueRed {
  blue: SampleInvoice;
  issuer: Seller;
  seller: Face;
  buyer: Face;
  lines: SampleLine[];
  reason: string;
}

/**
 * The sample's invoices in the order of their issue, one load after another, always the same. Memory holds a red invoice
 * from the moment its blue one is issued until its own day, and nothing else.
 */
export class InvoiceStream implements Iterable<SampleInvoice> {
  readonly #load: Load;
  readonly #random: Random;
  readonly #parties: Parties;
  readonly #numbering: Numbering;
  readonly #due = new Map<string, DueRed[]>();
  #pending = 0;
  #made = 0;

  constructor(load: Load) {
    this.#load = load;
    this.#random = new Random(7_000_003 + load.load);
    this.#parties = new Parties(sampleRegistry(), new Random(11));
    this.#numbering = new Numbering(load.counters);
  }

  /** Where the number series stand; after the last invoice, where the next load begins. */
  counters(): Counters {
    return this.#numbering.counters();
  }

  *[Symbol.iterator](): Iterator<SampleInvoice> {
    for (const { day, count } of this.#plan()) {
      const midnight = Date.parse(`${day}T00:00:00+08:00`);
      const closing = day === LAST_DAY ? LAST_CLOSING_MS : CLOSING_MS;
      const reds = this.#due.get(day) ?? [];
      this.#due.delete(day);
      const slots = Math.max(count, reds.length);
      for (let slot = 0; slot < slots; slot++) {
        const share = (slot + this.#random.int(1000) / 1000) / slots;
        const at = midnight + OPENING_MS + Math.floor((share * (closing - OPENING_MS)) / 1000) * 1000;
        const red =
          reds.length > 0 && (reds.length >= slots - slot || this.#random.int(slots - slot) < reds.length)
            ? reds.pop()
            : undefined;
        if (red) yield this.#red(red, day, at);
        else if (this.#made + this.#pending < this.#load.count) yield this.#blue(day, at);
      }
    }
  }

  /** Days with what remains to be made on them: reds that came beyond a day's share are taken off the following days. */
  *#plan(): Iterable<{ day: string; count: number }> {
    let target = 0;
    for (const { day, count } of calendar(this.#load.count)) {
      target += count;
      yield { day, count: Math.max(0, target - this.#made) };
    }
  }

  #blue(day: string, at: number): SampleInvoice {
    const random = this.#random;
    const seller = this.#parties.seller(random);
    const kind = kindOf(seller.industry, random);
    const special = SPECIAL.has(kind);
    const from = USED.has(kind) ? this.#parties.vehicleOwner(random, seller) : seller.face;
    const buyer = this.#parties.buyer(random, seller, special);
    const invoice = this.#invoice(kind, day, at, seller, from, buyer, this.#lines(seller, special));
    if (!this.#planRed({ blue: invoice, issuer: seller, seller: from, buyer }, day))
      this.#use(invoice, special);
    return invoice;
  }

  #lines(seller: Seller, special: boolean): SampleLine[] {
    const random = this.#random;
    const { goods } = seller;
    const sold = special ? goods.filter(({ rate }) => rate !== "exempt") : goods;
    const count =
      goods.length === 1 ? 1 : Math.min(1 + Math.floor((random.int(100) * random.int(100)) / 2000), 6);
    const lines: SampleLine[] = [];
    for (let i = 0; i < count; i++) {
      const item = random.pick(sold);
      const rate = rateOf(item, seller.taxpayer.vatStatus!, special, random);
      const line = makeLine(lines.length + 1, item, rate, random);
      lines.push(line);
      if (line.amount > 100_00n && random.perMille(DISCOUNTED))
        lines.push(discountOn(line, random.between(1, 15)));
    }
    return lines;
  }

  #invoice(
    kind: InvoiceKind,
    day: string,
    at: number,
    issuer: Seller,
    seller: Face,
    buyer: Face,
    lines: SampleLine[],
  ): SampleInvoice {
    const year = Number(day.slice(0, 4));
    let amount = 0n;
    let taxAmount = 0n;
    for (const line of lines) {
      amount += line.amount;
      taxAmount += line.taxAmount;
    }
    const facts = invoiceKindFacts[kind];
    const id = idAt("inv", at, this.#load.before + this.#made++);
    for (const line of lines) line.invoiceId = id;
    return {
      id,
      kind,
      ...this.#numbering.next(kind, year, issuer.taxpayer.regionCode),
      checkCode: facts.checkCode ? this.#random.digits(20) : null,
      issuedAt: `${day}T${clockTime(at)}+08:00`,
      issuedOn: day,
      sellerId: seller.id,
      sellerName: seller.name,
      sellerTin: seller.tin!,
      sellerIsPerson: seller.isPerson,
      sellerAddress: seller.address,
      sellerPhone: seller.phone,
      sellerBank: seller.bank,
      sellerBankAccount: seller.bankAccount,
      buyerId: buyer.id,
      buyerName: buyer.name,
      buyerTin: buyer.tin,
      buyerIsPerson: buyer.isPerson,
      buyerAddress: buyer.address,
      buyerPhone: buyer.phone,
      buyerBank: buyer.bank,
      buyerBankAccount: buyer.bankAccount,
      amount,
      taxAmount,
      total: amount + taxAmount,
      remark: null,
      payee: issuer.payee,
      reviewer: issuer.reviewer,
      issuer: issuer.issuer,
      sign: "BLUE",
      blueInvoiceId: null,
      status: "NORMAL",
      redStatus: "NONE",
      redAmount: 0n,
      usage: "NONE",
      usagePeriod: null,
      bookkept: false,
      lines,
    };
  }

  /** Decides whether a red invoice will follow, or the paper was voided. True when the invoice is no longer whole. */
  #planRed(parties: Pick<DueRed, "blue" | "issuer" | "seller" | "buyer">, day: string): boolean {
    const { blue } = parties;
    const random = this.#random;
    const { paper, numberDigits } = invoiceKindFacts[blue.kind];
    const lot = random.int(1000);
    if (paper && numberDigits === 8 && lot < VOIDED) {
      blue.status = "VOIDED";
      return true;
    }
    if (lot < 1000 - FULLY_RED - PARTLY_RED) return false;
    const redDay = addDays(day, random.between(1, RED_WITHIN));
    const roomLeft = this.#made + this.#pending < this.#load.count;
    if (redDay >= LAST_DAY || !roomLeft || blue.total < 100n) return false;
    const full = lot >= 1000 - FULLY_RED;
    const lines = full ? takenBack(blue.lines) : [allowanceOn(blue.lines[0]!, random.between(5, 40))];
    const taken = lines.reduce((sum, line) => sum + line.amount, 0n);
    blue.status = full ? "FULLY_RED" : "PARTLY_RED";
    blue.redStatus = full ? "FULL" : "PARTIAL";
    blue.redAmount = -taken;
    this.#pending++;
    const due = {
      ...parties,
      lines,
      reason: full ? reasonFor(blue.lines[0]!, random.int(3) === 0) : ALLOWANCE,
    };
    const others = this.#due.get(redDay);
    if (others) others.push(due);
    else this.#due.set(redDay, [due]);
    return true;
  }

  #red({ blue, issuer, seller, buyer, lines, reason }: DueRed, day: string, at: number): SampleInvoice {
    this.#pending--;
    const red = this.#invoice(blue.kind as InvoiceKind, day, at, issuer, seller, buyer, lines);
    red.sign = "RED";
    red.blueInvoiceId = blue.id;
    red.remark = remarkOf(blue, reason);
    return red;
  }

  /** Buyers deduct what is older than a month or two, and keep books. */
  #use(invoice: SampleInvoice, special: boolean): void {
    const random = this.#random;
    if (!invoice.buyerId || invoice.issuedOn > "2026-10-31") return;
    invoice.bookkept = random.perMille(850);
    if (!special || !random.perMille(900)) return;
    invoice.usage = "DEDUCT";
    invoice.usagePeriod = invoice.issuedOn.slice(0, 7);
  }
}
