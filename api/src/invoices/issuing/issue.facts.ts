import type { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import type { Context } from "../../platform/context.ts";
import { fen } from "../../platform/money.ts";
import { personById, taxpayerByTin, taxpayersByIds } from "../../registry/facts.ts";
import { monthOf } from "./credit-line.rules.ts";
import type { IssueFacts, SellerFacts } from "./issue.rules.ts";
import type { InvoiceToIssue } from "./issue-input.ts";
import { issueLaw } from "./issue-law.ts";
import type { TaxClass } from "./tax-class.ts";

/** What issuing needs to know besides what the rules judge by. */
export interface Issuing extends IssueFacts {
  /** The person who issues, as the invoice names it. */
  issuer: string;
  /** The registered taxpayers among the buyers, by tax number. */
  buyers: ReadonlyMap<string, string>;
}

interface Standing {
  risk: SellerFacts["risk"];
  kinds: { kind: InvoiceKind; most: string | null }[];
  left: string;
}

/** A seller's risk, its kinds and what is left of the month, in one look-up. A month not yet begun has what was granted last. */
async function standingOf({ environment, today }: Context, taxpayerId: string): Promise<Standing> {
  const { rows } = await environment.database.reader.query<Standing>({
    name: "issuing:standing",
    text: `select coalesce((select level from seller_risk where taxpayer_id = $1), 'GREEN') as risk,
        coalesce((select json_agg(json_build_object('kind', kind, 'most', per_invoice::text)) from invoice_quota
          where taxpayer_id = $1 and valid_from <= $3::date and (valid_to is null or valid_to > $3::date)), '[]') as kinds,
        coalesce((select case when month = $2 then greatest(granted - used, 0.00) else granted end from credit_line
          where taxpayer_id = $1 and month <= $2 order by month desc limit 1), 0.00)::text as left`,
    values: [taxpayerId, monthOf(today), today],
  });
  return rows[0]!;
}

/** The classes of the lines that are in use on the day, by code. */
async function classesOf(
  { environment, today }: Context,
  invoices: readonly InvoiceToIssue[],
): Promise<ReadonlyMap<string, TaxClass>> {
  const codes = new Set(invoices.flatMap(({ lines }) => lines.map(({ taxClassCode }) => taxClassCode)));
  const { rows } = await environment.database.reader.query<TaxClass>({
    name: "issuing:classes",
    text: `select code, parent_code as "parentCode", name, short_name as "shortName", leaf, rate_key as "rateKey",
        valid_from as "validFrom", valid_to as "validTo" from tax_class
      where code = any($1) and valid_from <= $2::date and (valid_to is null or valid_to > $2::date)`,
    values: [[...codes], today],
  });
  return new Map(rows.map((row) => [row.code, row]));
}

/** Everything some invoices of the calling taxpayer are judged by. */
export async function issuingFacts(context: Context, invoices: readonly InvoiceToIssue[]): Promise<Issuing> {
  const { caller, environment, today } = context;
  const pool = environment.database.reader;
  const taxpayerId = caller.taxpayerId ?? "";
  const tins = [...new Set(invoices.flatMap(({ buyer }) => buyer.tin ?? []))];
  const [[seller], standing, classes, person, buyers] = await Promise.all([
    taxpayersByIds(pool, [taxpayerId]),
    standingOf(context, taxpayerId),
    classesOf(context, invoices),
    caller.personId ? personById(pool, caller.personId) : undefined,
    Promise.all(tins.map(async (tin) => [tin, (await taxpayerByTin(pool, tin))?.id] as const)),
  ]);
  if (!seller) throw new Error("the taxpayer who consented is not in the registry");
  return {
    seller: {
      ...seller,
      risk: standing.risk,
      kinds: new Map(standing.kinds.map(({ kind, most }) => [kind, most === null ? null : fen(most)])),
      left: fen(standing.left),
    },
    classes,
    day: today,
    ...(await issueLaw(pool, today, seller.authorityCode)),
    issuer: person?.name ?? seller.name,
    buyers: new Map(buyers.flatMap(([tin, id]) => (id ? [[tin, id]] : []))),
  };
}
