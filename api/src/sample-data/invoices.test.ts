import { describe, expect, it } from "vitest";
import { checkCheckCode20 } from "../identifiers/check-code.ts";
import { checkInvoiceCode, readInvoiceCode } from "../identifiers/invoice-code.ts";
import { InvoiceKind, invoiceKindFacts } from "../identifiers/invoice-kind.ts";
import { checkInvoiceNumber, readDigitalInvoiceNumber } from "../identifiers/invoice-number.ts";
import { checkTin } from "../identifiers/tin.ts";
import { FIRST_DAY, LAST_DAY } from "./calendar.ts";
import { fixtureTaxpayerId } from "./fixture.ts";
import type { SampleInvoice } from "./invoice.ts";
import { InvoiceStream, type Load } from "./invoices.ts";
import { divideRounded } from "./lines.ts";
import { sampleRegistry } from "./registry.ts";

const load = (count: number, more: Partial<Load> = {}): Load => ({
  load: 1,
  count,
  before: 0,
  counters: {},
  ...more,
});
const taxpayers = new Map(sampleRegistry().taxpayers.map((taxpayer) => [taxpayer.id, taxpayer]));
const stream = new InvoiceStream(load(20_000));
const invoices = [...stream];
const byId = new Map(invoices.map((invoice) => [invoice.id, invoice]));

/** Every fault found, so that a failure names its invoices. */
const faulty = (fault: (invoice: SampleInvoice) => boolean) =>
  invoices.filter(fault).map(({ id, kind }) => `${kind} ${id}`);

describe("the sample's invoices", () => {
  it("are as many as asked for, of every kind, red ones and void ones among them", () => {
    expect(invoices).toHaveLength(20_000);
    expect(new Set(invoices.map(({ kind }) => kind))).toEqual(new Set(Object.values(InvoiceKind)));
    const share = (of: (invoice: SampleInvoice) => boolean) => invoices.filter(of).length / invoices.length;
    expect(share(({ sign }) => sign === "RED")).toBeGreaterThan(0.01);
    expect(share(({ status }) => status === "VOIDED")).toBeGreaterThan(0.001);
    expect(share(({ status }) => status === "PARTLY_RED")).toBeGreaterThan(0.005);
  });

  it("have ids of their own, in the order of their issue", () => {
    expect(byId.size).toBe(20_000);
    const ids = invoices.map(({ id }) => id);
    expect([...ids].sort()).toEqual(ids);
    expect(
      ids.every((id) => /^inv_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
    ).toBe(true);
  });

  it("bear numbers, codes and check codes as their kind demands, none twice", () => {
    const right = ({ kind, code, number, paperNumber, checkCode, issuedOn }: SampleInvoice) => {
      const facts = invoiceKindFacts[kind];
      if (checkInvoiceNumber(number, LAST_DAY) || number.length !== facts.numberDigits) return false;
      if ((code !== null) !== facts.codeDigits.length > 0) return false;
      if (code && (checkInvoiceCode(code) || !facts.codeDigits.includes(code.length as 10 | 12)))
        return false;
      if (code && `20${code.slice(code.length === 12 ? 5 : 4).slice(0, 2)}` !== issuedOn.slice(0, 4))
        return false;
      if (facts.codeEndings.length > 0 && code!.length === 12 && readInvoiceCode(code!).kind !== kind)
        return false;
      if ((paperNumber !== null) !== kind.startsWith("DIGITAL_PAPER")) return false;
      return facts.checkCode ? checkCheckCode20(checkCode!) === undefined : checkCode === null;
    };
    expect(faulty((invoice) => !right(invoice))).toEqual([]);
    expect(
      new Set(invoices.map(({ code, number }) => (number.length === 20 ? number : `${code}-${number}`))).size,
    ).toBe(20_000);
  });

  it("are numbered without gaps per year and province, where digital", () => {
    const series = Map.groupBy(
      invoices.filter(({ number }) => number.length === 20),
      ({ number }) => number.slice(0, 5),
    );
    for (const [prefix, members] of series) {
      const sequence = members.map(({ number }) => Number(readDigitalInvoiceNumber(number).sequence));
      expect([prefix, sequence]).toEqual([prefix, sequence.map((_, i) => i + 1)]);
    }
  });

  it("add up: lines to totals, quantity × price to amounts, amount × rate to tax", () => {
    const scaled = (text: string, digits: number) => {
      const [whole = "", fraction = ""] = text.split(".");
      return BigInt(whole + fraction.padEnd(digits, "0"));
    };
    const right = ({ lines, amount, taxAmount, total }: SampleInvoice) =>
      lines.length > 0 &&
      lines.every(({ no }, i) => no === i + 1) &&
      lines.reduce((sum, line) => sum + line.amount, 0n) === amount &&
      lines.reduce((sum, line) => sum + line.taxAmount, 0n) === taxAmount &&
      amount + taxAmount === total &&
      lines.every((line) => {
        const tax = divideRounded(line.amount * scaled(line.taxRate, 3), 1000n);
        if (tax !== line.taxAmount) return false;
        return (
          line.quantity === null ||
          divideRounded(scaled(line.quantity, 3) * scaled(line.unitPrice!, 6), 10_000_000n) === line.amount
        );
      });
    expect(faulty((invoice) => !right(invoice))).toEqual([]);
  });

  it("bear the rates their sellers may use, and are exempt only where no 专票", () => {
    const right = ({ sellerId, kind, lines }: SampleInvoice) => {
      const general = sellerId === null || taxpayers.get(sellerId)!.vatStatus === "GENERAL";
      const rates =
        sellerId === null ? ["0"] : general ? ["0", "0.06", "0.09", "0.13"] : ["0", "0.01", "0.03"];
      return lines.every(
        ({ taxRate, preferential }) =>
          rates.includes(taxRate) &&
          (taxRate === "0") === (preferential === "EXEMPT") &&
          !(preferential === "EXEMPT" && kind.includes("SPECIAL")),
      );
    };
    expect(faulty((invoice) => !right(invoice))).toEqual([]);
  });

  it("put each discount directly below its line, and make it no larger", () =>
    expect(
      faulty(({ lines, sign }) =>
        lines.some((line, i) => {
          if (line.discountOf === null) return sign === "BLUE" && line.amount < 0n;
          const above = lines[i - 1];
          return (
            above?.no !== line.discountOf ||
            (sign === "BLUE" && (line.amount > 0n || -line.amount > above.amount))
          );
        }),
      ),
    ).toEqual([]));

  it("were issued in the eighteen months to the fixture's noon, never after, more on working days than on Sundays", () => {
    expect(
      faulty(
        ({ issuedOn, issuedAt }) =>
          issuedOn < FIRST_DAY ||
          issuedAt.slice(0, 10) !== issuedOn ||
          issuedAt > "2026-11-23T12:00:00+08:00",
      ),
    ).toEqual([]);
    const on = (weekday: number) =>
      invoices.filter(({ issuedOn }) => new Date(`${issuedOn}T00:00:00Z`).getUTCDay() === weekday).length;
    expect(on(3)).toBeGreaterThan(2 * on(0));
  });

  it("name sellers and buyers as registered, who are two, and no natural person on a 专票", () => {
    const agrees = (id: string | null, name: string, tin: string | null) => {
      const taxpayer = id ? taxpayers.get(id) : undefined;
      return id === null || (taxpayer?.name === name && taxpayer.tin === tin);
    };
    expect(
      faulty(
        ({
          kind,
          sellerId,
          sellerName,
          sellerTin,
          sellerIsPerson,
          buyerId,
          buyerName,
          buyerTin,
          buyerIsPerson,
        }) =>
          !agrees(sellerId, sellerName, sellerTin) ||
          !agrees(buyerId, buyerName, buyerTin) ||
          checkTin(sellerTin) !== undefined ||
          (sellerId !== null && sellerId === buyerId) ||
          sellerIsPerson !== (sellerId === null) ||
          (!buyerIsPerson && !buyerTin) ||
          (kind.includes("SPECIAL") && buyerIsPerson),
      ),
    ).toEqual([]);
  });

  it("take back by red what was issued blue, later, and never more, in sum and per line", () => {
    const taken = new Map<string, bigint>();
    const right = (red: SampleInvoice) => {
      const blue = byId.get(red.blueInvoiceId!);
      if (
        blue?.sign !== "BLUE" ||
        blue.issuedAt >= red.issuedAt ||
        red.total >= 0n ||
        !red.remark?.includes(blue.number)
      )
        return false;
      taken.set(blue.id, (taken.get(blue.id) ?? 0n) - red.amount);
      return red.lines.every((line, i) => {
        const of = blue.lines.length === red.lines.length ? blue.lines[i]! : blue.lines[0]!;
        return (
          (line.amount < 0n ? -line.amount <= of.amount : line.amount <= -of.amount) && of.name === line.name
        );
      });
    };
    expect(faulty((invoice) => invoice.sign === "RED" && !right(invoice))).toEqual([]);
    expect(
      faulty(({ id, sign, status, redStatus, redAmount, amount }) => {
        if (redAmount !== (taken.get(id) ?? 0n)) return true;
        if (redStatus === "NONE") return redAmount !== 0n || status.endsWith("RED");
        if (sign === "RED") return true;
        return redStatus === "FULL"
          ? redAmount !== amount || status !== "FULLY_RED"
          : redAmount >= amount || status !== "PARTLY_RED";
      }),
    ).toEqual([]);
  });

  it("are void only on paper", () =>
    expect(
      faulty(
        ({ status, kind }) =>
          status === "VOIDED" && (!invoiceKindFacts[kind].paper || kind.startsWith("DIGITAL")),
      ),
    ).toEqual([]));

  it("give T1, T2 and T3 enough to show", () => {
    for (const [n, sold] of [
      [1, 700],
      [2, 150],
      [3, 200],
    ] as const)
      expect(invoices.filter(({ sellerId }) => sellerId === fixtureTaxpayerId(n)).length).toBeGreaterThan(
        sold,
      );
    expect(invoices.filter(({ buyerId }) => buyerId === fixtureTaxpayerId(1)).length).toBeGreaterThan(300);
    expect(invoices.some(({ buyerId }) => buyerId === fixtureTaxpayerId(11))).toBe(true);
  });

  it("keep small-scale taxpayers below five million 元 in twelve months", () => {
    const lastYear = invoices.filter(({ issuedOn }) => issuedOn > "2025-11-23");
    const sales = Map.groupBy(lastYear, ({ sellerId }) => sellerId);
    const tooMuch = [...sales].filter(([id, sold]) => {
      const small = id !== null && taxpayers.get(id)!.vatStatus === "SMALL_SCALE";
      return small && sold.reduce((sum, { amount }) => sum + amount, 0n) > 5_000_000_00n;
    });
    expect(tooMuch.map(([id, sold]) => `${taxpayers.get(id!)!.name} ${sold.length}`)).toEqual([]);
  });
});
