import { dayOf } from "../../platform/clock.ts";
import { newId } from "../../platform/id.ts";
import { metaOf } from "../../platform/model.ts";
import { yuan } from "../../platform/money.ts";
import { type OutboxEvent, publishAll } from "../../platform/outbox.ts";
import { snake } from "../../platform/snake.ts";
import type { Queryable } from "../../platform/transaction.ts";
import { Invoice } from "../invoice.ts";
import { InvoiceLine } from "../invoice-line.ts";
import { InvoiceSign } from "../invoice-states.ts";
import { type NumberKey, numberKey, numberPrefix, TAKE } from "./numbering.ts";

/** A line before it stands on an invoice. */
export type LineDraft = Omit<InvoiceLine, "invoiceId">;

/** An invoice before it has a number: everything its face says, and its lines. */
export type InvoiceDraft = Omit<
  Invoice,
  "id" | "number" | "issuedAt" | "issuedOn" | "identity" | "paperIdentity"
> & { sellerId: string; lines: readonly LineDraft[] };

/** Where and when invoices are issued, and through which app. */
export interface Issue {
  /** The seller's region (GB/T 2260), six digits. */
  regionCode: string;
  /** The clock of the request. */
  issuedAt: Date;
  appId?: string | undefined;
}

export interface Stored {
  id: string;
  number: string;
  issuedAt: Date;
}

/**
 * Stores invoices of one seller – digital ones, blue or red – in the transaction of `sql`: lines, events, and last the
 * invoices themselves, with numbers taken in the same statement. Row-level security holds: only the caller's own pass.
 * Rules, quota and credit line are the caller's business, before this.
 */
export async function storeInvoices(
  sql: Queryable,
  drafts: readonly InvoiceDraft[],
  { regionCode, issuedAt, appId }: Issue,
): Promise<Stored[]> {
  if (drafts.length === 0) return [];
  const issuedOn = dayOf(issuedAt);
  const rows = drafts.map(({ lines, ...face }) => ({ ...face, id: newId("inv"), issuedAt, issuedOn }));
  const lines = drafts.flatMap((draft, i) =>
    draft.lines.map((line) => ({ ...line, invoiceId: rows[i]!.id })),
  );
  await publishAll(
    sql,
    rows.flatMap((row) => eventsOf(row, appId)),
  );
  const key: NumberKey = numberKey(issuedOn, regionCode);
  const numbered = await sql.query<{ id: string; number: string }>(statements().invoices, [
    json(rows),
    key.year,
    key.region,
    key.channel,
    rows.length,
    numberPrefix(key),
  ]);
  await sql.query(statements().lines, [json(lines)]);
  const numbers = new Map(numbered.rows.map(({ id, number }) => [id, number]));
  return rows.map(({ id }) => ({ id, number: numbers.get(id)!, issuedAt }));
}

export const storeInvoice = async (sql: Queryable, draft: InvoiceDraft, issue: Issue): Promise<Stored> =>
  (await storeInvoices(sql, [draft], issue))[0]!;

type Row = Omit<InvoiceDraft, "lines"> & { id: string };

/** Each side hears of it: the seller that it was issued, the buyer, where registered, that it was received. */
function eventsOf({ id, kind, sign, sellerId, buyerId }: Row, appId: string | undefined): OutboxEvent[] {
  const red = sign === InvoiceSign.RED;
  const event = { subject: id, data: { kind, sign }, ...(appId ? { appId } : {}) };
  return [
    { ...event, type: red ? "invoice.red_issued" : "invoice.issued", taxpayerId: sellerId },
    ...(buyerId && buyerId !== sellerId
      ? [{ ...event, type: red ? "invoice.red_issued" : "invoice.received", taxpayerId: buyerId }]
      : []),
  ];
}

let compiled: { invoices: string; lines: string } | undefined;

/** Rows go over as one JSON value: few bytes of statement, one plan, however many there are. */
function statements() {
  compiled ??= {
    invoices: insert(
      "invoice",
      storedColumns(Invoice),
      `with taken as materialized (select ${TAKE}($2, $3, $4, $5) as first)`,
      { number: "$6 || lpad((taken.first + t.place - 1)::text, 15, '0')" },
      ", taken",
      "returning id, number",
    ),
    lines: insert("invoice_line", storedColumns(InvoiceLine)),
  };
  return compiled;
}

const MADE_BY_THE_DATABASE = ["identity", "paper_identity"];
const storedColumns = (model: typeof Invoice | typeof InvoiceLine) =>
  [...metaOf(model).attributes.values()]
    .filter(({ stored }) => stored)
    .map(({ property }) => snake(property))
    .filter((column) => !MADE_BY_THE_DATABASE.includes(column));

function insert(
  table: string,
  columns: readonly string[],
  before = "",
  instead: Readonly<Record<string, string>> = {},
  beside = "",
  after = "",
): string {
  const values = columns.map((column) => instead[column] ?? `t.${column}`).join(", ");
  return `${before} insert into ${table} (${columns.join(", ")}) select ${values}
    from (select (jsonb_populate_record(null::${table}, e)).*, place
          from jsonb_array_elements($1::jsonb) with ordinality as a(e, place)) t${beside} order by t.place ${after}`;
}

const json = (rows: readonly object[]) =>
  JSON.stringify(
    rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [snake(key), value]))),
    (_, value: unknown) => (typeof value === "bigint" ? yuan(value) : value),
  );
