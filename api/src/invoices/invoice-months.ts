import { Int } from "type-graphql";
import { Shape, Show } from "../platform/model.ts";
import { CNY, Rate } from "../platform/money.ts";
import { InvoiceDirection } from "./invoice-filter.ts";

const C3 = { class: "C3" } as const;
const maybe = { class: "C3", nullable: true } as const;

/** Sums of one month and one side. No invoice and no counterparty can be read from it. */
@Shape({
  zh: "一个月销项或进项发票的合计，不含任何单张发票和交易对方；已作废的不计。",
  en: "Sums of a month's sales or purchases, without any single invoice or counterparty; voided ones do not count.",
  scope: "invoice:read",
})
export class InvoiceMonth {
  @Show(() => String, "开票月份，例如 2026-10。", "The month of issue, for example 2026-10.", C3)
  month!: string;

  @Show(() => InvoiceDirection, "销项或进项。", "Sales or purchases.", C3)
  direction!: InvoiceDirection;

  @Show(() => Int, "发票张数，含红字。", "How many invoices, red ones included.", C3)
  invoices!: number;

  @Show(() => CNY, "不含税金额合计，已减红字。", "The sum without tax, less red invoices.", C3)
  amount!: bigint;

  @Show(() => CNY, "税额合计，已减红字。", "The sum of tax, less red invoices.", C3)
  taxAmount!: bigint;

  @Show(
    () => Rate,
    "前十大交易对方占蓝字金额的比例，0 至 1；没有蓝字发票的为空。",
    "The share of the ten largest counterparties in the amount of blue invoices, 0 to 1; absent without any.",
    maybe,
  )
  topTenShare!: string | null;

  @Show(
    () => Rate,
    "红字金额与蓝字金额之比（均取正数）；没有蓝字发票的为空。",
    "The amount of red invoices over that of blue ones, both as positive amounts; absent without blue ones.",
    maybe,
  )
  redShare!: string | null;
}
