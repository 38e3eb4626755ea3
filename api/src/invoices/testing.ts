import { InvoiceKind } from "../identifiers/invoice-kind.ts";
import type { Caller } from "../platform/caller.ts";
import { dayOf } from "../platform/clock.ts";
import type { Database } from "../platform/context.ts";
import { newId } from "../platform/id.ts";
import { metaOf } from "../platform/model.ts";
import { yuan } from "../platform/money.ts";
import { snake } from "../platform/snake.ts";
import type { Invoice } from "./invoice.ts";
import type { InvoiceLine } from "./invoice-line.ts";
import { InvoiceSign, InvoiceStatus, InvoiceUsage, LinePreference, RedStatus } from "./invoice-states.ts";

export const T1 = "tp_018f0000-0000-7000-8000-000000000001";
export const T2 = "tp_018f0000-0000-7000-8000-000000000002";
export const T3 = "tp_018f0000-0000-7000-8000-000000000003";
export const APP = "app_018f0000-0000-7000-8000-000000000001";
export const BANK = "app_018f0000-0000-7000-8000-000000000002";

/** An app with a taxpayer's consent to read invoices. */
export const readerFor = (taxpayerId: string, more: Partial<Caller> = {}): Caller => ({
  kind: "APP_FOR_TAXPAYER",
  appId: APP,
  taxpayerId,
  consentId: `cs_${taxpayerId}`,
  scopes: ["invoice:read"],
  periodFrom: "2025-01-01",
  periodTo: "2026-12-31",
  ...more,
});

/** A bank, acting alone, that may verify invoices. */
export const bank: Caller = { kind: "APP", appId: BANK, scopes: ["invoice:verify"] };

export type AnInvoice = Omit<Invoice, "identity" | "paperIdentity">;

let serial = 0;

/** A digital invoice from T1 to T2 over 100.00 + 13.00, issued today; each with a number of its own. */
export const anInvoice = (differs: Partial<AnInvoice> = {}): AnInvoice => {
  const issuedAt = differs.issuedAt ?? new Date("2026-11-23T09:30:00+08:00");
  serial += 1;
  return {
    id: newId("inv"),
    kind: InvoiceKind.DIGITAL_PLAIN,
    code: null,
    number: `2633${String(2_000_000_000_000_000 + serial)}`,
    paperNumber: null,
    checkCode: null,
    issuedAt,
    issuedOn: dayOf(issuedAt),
    sellerId: T1,
    sellerName: "样例制造（杭州）有限公司",
    sellerTin: "91330106MA2DEM017U",
    sellerIsPerson: false,
    sellerAddress: "浙江省杭州市西湖区文三路9号",
    sellerPhone: "0571-88001234",
    sellerBank: "样例银行杭州西湖支行",
    sellerBankAccount: "6222021234567890123",
    buyerId: T2,
    buyerName: "样例软件（杭州）有限公司",
    buyerTin: "91330106MA2DEM025N",
    buyerIsPerson: false,
    buyerAddress: null,
    buyerPhone: null,
    buyerBank: null,
    buyerBankAccount: null,
    amount: 100_00n,
    taxAmount: 13_00n,
    total: 113_00n,
    sign: InvoiceSign.BLUE,
    status: InvoiceStatus.NORMAL,
    redStatus: RedStatus.NONE,
    redAmount: 0n,
    blueInvoiceId: null,
    usage: InvoiceUsage.NONE,
    usagePeriod: null,
    bookkept: false,
    remark: null,
    payee: null,
    reviewer: null,
    issuer: "赵敏",
    specialBusiness: null,
    specialDetails: null,
    ...differs,
  };
};

export const aLine = (invoiceId: string, no: number, differs: Partial<InvoiceLine> = {}): InvoiceLine => ({
  invoiceId,
  no,
  name: `*软件*记账软件第${no}版`,
  taxClassCode: "1060201020000000000",
  model: null,
  unit: "套",
  quantity: "3",
  unitPrice: "33.3333333333333",
  amount: 100_00n,
  taxRate: "0.13",
  taxAmount: 13_00n,
  discountOf: null,
  preferential: LinePreference.NONE,
  deductibleAmount: null,
  ...differs,
});

/** Stores rows as they are, without asking whose they are. */
export async function store(
  database: Database,
  model: typeof Invoice | typeof InvoiceLine,
  rows: readonly object[],
): Promise<void> {
  const properties = [...metaOf(model).attributes.values()].map(({ property }) => property);
  const values = rows.flatMap((row) =>
    properties.map((property) => stored((row as Record<string, unknown>)[property])),
  );
  const tuples = rows.map(
    (_, i) => `(${properties.map((__, j) => `$${i * properties.length + j + 1}`).join(", ")})`,
  );
  await database.writer.query(
    `insert into ${metaOf(model).table} (${properties.map(snake).join(", ")}) values ${tuples.join(", ")}`,
    values,
  );
}

const stored = (value: unknown) => (typeof value === "bigint" ? yuan(value) : value);

/** The names of the statements that run on the pools while `work` does, in alphabetical order. */
export async function statementsDuring(
  { reader, writer }: Database,
  work: () => Promise<unknown>,
): Promise<string[]> {
  const names: string[] = [];
  const restore = [reader, writer].map((pool) => {
    const query = pool.query;
    pool.query = function (this: typeof pool, ...args: [{ name?: string } | string, ...unknown[]]) {
      names.push(typeof args[0] === "string" ? args[0] : (args[0].name ?? ""));
      return Reflect.apply(query, this, args);
    } as typeof pool.query;
    return () => {
      pool.query = query;
    };
  });
  try {
    await work();
  } finally {
    for (const undo of restore) undo();
  }
  return names.sort();
}
