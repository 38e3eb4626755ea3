import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../platform/caller.ts";
import { testSubgraph } from "../platform/testing.ts";
import { Invoice } from "./invoice.ts";
import { InvoiceLine } from "./invoice-line.ts";
import { InvoiceSign, InvoiceStatus } from "./invoice-states.ts";
import { invoices } from "./subgraph.ts";
import { aLine, anInvoice, readerFor, store, T1, T2, T3 } from "./testing.ts";

const on = (day: string) => ({ issuedAt: new Date(`${day}T10:00:00+08:00`) });
const sale = anInvoice(on("2026-10-20"));
const purchase = anInvoice({
  sellerId: T2,
  buyerId: T1,
  amount: 50_00n,
  taxAmount: 3_00n,
  ...on("2026-10-02"),
});
const red = anInvoice({ amount: -25_00n, taxAmount: -3_25n, sign: InvoiceSign.RED, ...on("2026-10-31") });
const voided = anInvoice({ status: InvoiceStatus.VOIDED, ...on("2026-10-21") });
const small = Array.from({ length: 11 }, (_, i) =>
  anInvoice({ buyerId: null, buyerTin: `T${i}`, amount: 10_00n, taxAmount: 1_00n, ...on("2026-09-10") }),
);
const foreign = anInvoice({ sellerId: T3, buyerId: T2, ...on("2026-10-05") });
const early = anInvoice(on("2024-12-31"));

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(invoices, {
    seed: async (database) => {
      await store(database, Invoice, [sale, purchase, red, voided, ...small, foreign, early]);
      await store(database, InvoiceLine, [aLine(sale.id, 1), aLine(purchase.id, 1)]);
    },
  });
});
afterAll(() => board.close());

const under = (purpose: string, more: Partial<Caller> = {}) => readerFor(T1, { purpose, ...more });
const codes = async (source: string, asked: { as: Caller } & Record<string, unknown>) =>
  ((await board.run(source, asked)).errors ?? []).map(({ extensions }) => extensions.code);

const ONE = "query ($id: ID!) { invoice(id: $id) { id lines { nodes { no } } } }";
const LIST =
  "query ($direction: InvoiceDirection!) { invoices(direction: $direction) { nodes { id } totalCount } }";
const ENTITIES = "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Invoice { id } } }";
const ref = ({ id }: { id: string }) => ({ __typename: "Invoice", id });

/** Of each purpose with `invoice:read`: whether it sees sales, and purchases. */
const A1: [purpose: string, sales: boolean, purchases: boolean][] = [
  ["BOOKKEEPING", true, true],
  ["FILING_AGENT", true, true],
  ["EXPORT_REFUND", true, true],
  ["OWN_USE", true, true],
  ["INVOICING", true, false],
  ["EXPENSE", false, true],
  ["CREDIT_ASSESSMENT", false, false],
];

describe.each(A1)("for %s", (purpose, sales, purchases) => {
  const as = under(purpose);
  const nothing = !sales && !purchases;

  it.each([
    ["SALES", sales, sale],
    ["PURCHASES", purchases, purchase],
  ] as const)("the list of %s", async (direction, seen, row) => {
    if (!seen) return expect(await codes(LIST, { as, direction })).toEqual(["PURPOSE_MISMATCH"]);
    const { invoices: page } = await board.data(LIST, { as, direction });
    expect(page.nodes).toContainEqual({ id: row.id });
    expect(page.totalCount).toBe(direction === "SALES" ? 14 : 1);
  });

  it("one invoice, with its lines", async () => {
    for (const [row, seen] of [
      [sale, sales],
      [purchase, purchases],
    ] as const) {
      if (nothing) expect(await codes(ONE, { as, id: row.id })).toEqual(["PURPOSE_MISMATCH"]);
      else
        expect((await board.data(ONE, { as, id: row.id })).invoice).toEqual(
          seen ? { id: row.id, lines: { nodes: [{ no: 1 }] } } : null,
        );
    }
  });

  it("entities", async () => {
    const r = [ref(sale), ref(purchase), ref(foreign)];
    if (nothing) return expect(await codes(ENTITIES, { as, r })).toEqual(["PURPOSE_MISMATCH"]);
    const { _entities } = await board.data(ENTITIES, { as, r });
    expect(_entities).toEqual([sales ? { id: sale.id } : null, purchases ? { id: purchase.id } : null, null]);
  });

  it("the ORM", async () => {
    const seen = await board.context({ as }).em.find(Invoice, { id: [sale.id, purchase.id, foreign.id] });
    expect(new Set(seen.map(({ id }) => id))).toEqual(
      new Set([...(sales ? [sale.id] : []), ...(purchases ? [purchase.id] : [])]),
    );
  });

  it("the sums of the pool of purchases", async () => {
    const POOL = '{ inputPool(period: "2026-10") { available { count } } }';
    if (!purchases) return expect(await codes(POOL, { as })).toEqual(["PURPOSE_MISMATCH"]);
    expect((await board.data(POOL, { as })).inputPool.available.count).toBe(0);
  });

  it("sums by month, of the sides it is for", async () => {
    const { invoiceMonths } = await board.data(
      '{ invoiceMonths(from: "2026-10-01", to: "2026-10-31") { direction } }',
      { as },
    );
    const told = [
      ...(sales || nothing ? [{ direction: "SALES" }] : []),
      ...(purchases || nothing ? [{ direction: "PURCHASES" }] : []),
    ];
    expect(invoiceMonths).toEqual(told);
  });
});

describe("sums by month", () => {
  const MONTHS = `query ($from: Date!, $to: Date!) { invoiceMonths(from: $from, to: $to) {
    month direction invoices amount taxAmount topTenShare redShare } }`;
  const as = under("CREDIT_ASSESSMENT");

  it("add up what counts, red invoices taken off and voided ones left out", async () => {
    const { invoiceMonths } = await board.data(MONTHS, { as, from: "2026-09-01", to: "2026-10-31" });
    expect(invoiceMonths).toEqual([
      {
        month: "2026-10",
        direction: "SALES",
        invoices: 2,
        amount: "75.00",
        taxAmount: "9.75",
        topTenShare: "1",
        redShare: "0.25",
      },
      {
        month: "2026-10",
        direction: "PURCHASES",
        invoices: 1,
        amount: "50.00",
        taxAmount: "3.00",
        topTenShare: "1",
        redShare: "0",
      },
      {
        month: "2026-09",
        direction: "SALES",
        invoices: 11,
        amount: "110.00",
        taxAmount: "11.00",
        topTenShare: "0.909091",
        redShare: "0",
      },
    ]);
  });

  it("count the days given alone", async () => {
    const { invoiceMonths } = await board.data(MONTHS, { as, from: "2026-10-20", to: "2026-10-30" });
    expect(invoiceMonths).toMatchObject([{ direction: "SALES", invoices: 1, amount: "100.00" }]);
  });

  it("cannot be asked of an app without a taxpayer", async () => {
    const app: Caller = { kind: "APP", appId: "app_1", scopes: ["invoice:read"] };
    expect(await codes(MONTHS, { as: app, from: "2026-10-01", to: "2026-10-31" })).toEqual([
      "CONSENT_REQUIRED",
    ]);
  });

  it.each([
    ["2024-12-31", "2026-10-31", ["CONSENT_PERIOD_EXCEEDED"]],
    ["2025-01-01", "2027-01-01", ["CONSENT_PERIOD_EXCEEDED"]],
    ["2026-10-02", "2026-10-01", ["PERIOD_INVALID"]],
    ["2025-01-01", "2026-12-31", []],
  ])("from %s to %s: %j", async (from, to, expected) => {
    expect(await codes(MONTHS, { as, from, to })).toEqual(expected);
  });

  it.each([
    ["2023-11-01", []],
    ["2023-10-31", ["INVOICE_MONTHS_RANGE"]],
  ])("of 36 months at most, from %s", async (from, expected) => {
    const own = under("OWN_USE", { periodFrom: "2000-01-01" });
    expect(await codes(MONTHS, { as: own, from, to: "2026-10-31" })).toEqual(expected);
  });
});
