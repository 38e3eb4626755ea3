import DataLoader from "dataloader";
import { refuse } from "../platform/access.ts";
import { allColumns, decoder, listed } from "../platform/columns.ts";
import { MAX_PAGE, type Page, type PageArgs } from "../platform/connection.ts";
import type { Context } from "../platform/context.ts";
import { metaOf } from "../platform/model.ts";
import { ownedByCaller, run, type Statement, statement } from "../platform/read.ts";
import { at, check } from "../platform/refusal.ts";
import { Invoice } from "./invoice.ts";
import { InvoiceLine } from "./invoice-line.ts";

/* Lines of many invoices in one statement, each invoice's from its own cursor on. */

interface Wanted {
  id: string;
  /** Lines after this number. */
  after: number;
}

let compiled:
  | { lines: Statement; counts: Statement; decode: (rows: InvoiceLine[]) => InvoiceLine[] }
  | undefined;
function statements() {
  const meta = metaOf(InvoiceLine);
  const mine = `exists (select 1 from invoice t where t.id = w.id and ${ownedByCaller(metaOf(Invoice))})`;
  compiled ??= {
    decode: decoder<InvoiceLine>(allColumns(meta)),
    lines: statement(
      "invoice_line:pages",
      `select ${listed(allColumns(meta))}, w.place::int as place
       from unnest(:ids::text[], :afters::int[]) with ordinality as w(id, after, place)
       cross join lateral (
         select * from invoice_line l where l.invoice_id = w.id and l.no > w.after order by l.no limit :limit
       ) t
       where ${mine} order by w.place, t.no`,
    ),
    counts: statement(
      "invoice_line:counts",
      `select w.id, (select count(*)::int from invoice_line l where l.invoice_id = w.id) as n
       from unnest(:ids::text[]) as w(id) where ${mine}`,
    ),
  };
  return compiled;
}

async function linesOf(context: Context, wanted: readonly Wanted[], limit: number): Promise<InvoiceLine[][]> {
  const { lines, decode } = statements();
  const params = { ids: wanted.map(({ id }) => id), afters: wanted.map(({ after }) => after), limit };
  const rows = await run<InvoiceLine & { place: number }>(
    context.environment.database.reader,
    lines,
    context,
    params,
  );
  const placed = Map.groupBy(decode(rows) as typeof rows, ({ place }) => place);
  return wanted.map((_, i) => placed.get(i + 1) ?? []);
}

async function countsOf(context: Context, ids: readonly string[]): Promise<number[]> {
  const rows = await run<{ id: string; n: number }>(
    context.environment.database.reader,
    statements().counts,
    context,
    { ids },
  );
  const counts = new Map(rows.map(({ id, n }) => [id, n]));
  return ids.map((id) => counts.get(id) ?? 0);
}

const cursorOf = (no: number) => Buffer.from(JSON.stringify([String(no)])).toString("base64url");

function opened(cursor: string): number | undefined {
  const no = Number(/^\["(\d{1,4})"\]$/.exec(Buffer.from(cursor, "base64url").toString())?.[1]);
  return Number.isInteger(no) && cursorOf(no) === cursor ? no : undefined;
}

/** A page of the lines of an invoice that the caller may read, by their numbers. */
export async function linePage(
  context: Context,
  invoiceId: string,
  { first, after }: PageArgs,
): Promise<Page<InvoiceLine>> {
  const seek = after ? opened(after) : 0;
  check(
    (first < 1 || first > MAX_PAGE) && at(refuse.PAGE_TOO_LARGE, ["first"], { found: first, max: MAX_PAGE }),
    seek === undefined && at(refuse.CURSOR_INVALID, ["after"]),
  );
  const pages = context.once(
    `invoice-lines:${first}`,
    () =>
      new DataLoader<Wanted, InvoiceLine[], string>((wanted) => linesOf(context, wanted, first + 1), {
        cacheKeyFn: (wanted) => `${wanted.id}:${wanted.after}`,
      }),
  );
  const counts = context.once(
    "invoice-lines:counts",
    () => new DataLoader<string, number>((ids) => countsOf(context, ids)),
  );
  const rows = await pages.load({ id: invoiceId, after: seek! });
  const nodes = rows.slice(0, first);
  const last = nodes.at(-1);
  return {
    nodes,
    get edges() {
      return nodes.map((node) => ({ cursor: cursorOf(node.no), node }));
    },
    pageInfo: { hasNextPage: rows.length > first, endCursor: last ? cursorOf(last.no) : null },
    count: () => counts.load(invoiceId),
  };
}
