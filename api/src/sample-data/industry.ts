import type { InvoiceKind } from "../identifiers/invoice-kind.ts";

/** Something that is sold: how it stands on an invoice line, what it costs and how it is taxed. */
export interface Goods {
  /** `*简称*商品名`, as printed. */
  name: string;
  /** 19 digits. */
  taxClassCode: string;
  model: string | null;
  unit: string;
  /** Price of one unit without tax, in 分. */
  price: readonly [low: number, high: number];
  quantity: readonly [low: number, high: number];
  /** Sold by weight: quantities carry three decimals. */
  byWeight?: true;
  /** The rate of a general taxpayer, in thousandths; `exempt` lines carry no tax. */
  rate: 130 | 90 | 60 | "exempt";
}

export interface Industry {
  /** GB/T 4754-2017. */
  code: string;
  /** The word of the trade in a company's name. */
  trade: string;
  /** How many of the 200 sample taxpayers are of it. */
  share: number;
  /** How often they issue, compared with others. */
  activity: number;
  /** Legal form: companies, or individual businesses whose names end in 店, 馆 … */
  form: "COMPANY" | "INDIVIDUAL";
  /** General taxpayers in a hundred. */
  general: number;
  goods: readonly Goods[];
  /** The kinds it issues, by weight. */
  kinds: readonly (readonly [`${InvoiceKind}`, number])[];
  /** Buyers who are natural persons, in a thousand. */
  toPersons: number;
}

/** Goods with their printed name and their 19-digit class. */
export const item = (
  short: string,
  name: string,
  taxClass: string,
  model: string | null,
  unit: string,
  price: Goods["price"],
  quantity: Goods["quantity"],
  rate: Goods["rate"],
  byWeight?: true,
): Goods => ({
  name: `*${short}*${name}`,
  taxClassCode: taxClass.padEnd(19, "0"),
  model,
  unit,
  price,
  quantity,
  rate,
  ...(byWeight ? { byWeight } : {}),
});
