import { Unique } from "@mikro-orm/decorators/legacy";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { Amount, Choice, Column, Day, Id, Model, Text } from "../../platform/model.ts";

const C2 = { class: "C2" } as const;

/** How much a taxpayer may invoice in a month, and how much it has. Only `changeCreditLine` changes what is granted. */
@Unique({ properties: ["taxpayerId", "month"] })
@Model({
  zh: "发票总额度：一个纳税人一个自然月内可开具的不含税金额。",
  en: "The credit line: how much a taxpayer may invoice in a calendar month, without tax.",
  prefix: "cl",
  owner: { taxpayer: ["taxpayerId"] },
  scope: "invoice:quota",
  alone: true,
})
export class CreditLine {
  @Id()
  id!: string;

  @Column("text")
  taxpayerId!: string;

  @Text("月份，例如 2026-11。", "The month, for example 2026-11.", { ...C2, max: 7 })
  month!: string;

  @Amount("总额度（不含税）。", "How much may be invoiced, without tax.", C2)
  granted!: bigint;

  @Amount("已使用额度（不含税）。", "How much of it is used, without tax.", C2)
  used!: bigint;
}

/** A kind of invoice a taxpayer may issue (票种核定). */
@Model({
  zh: "核定的票种。",
  en: "A kind of invoice the taxpayer may issue.",
  prefix: "iq",
  owner: { taxpayer: ["taxpayerId"] },
  scope: "invoice:quota",
  alone: true,
})
export class InvoiceQuota {
  @Id()
  id!: string;

  @Column("text", { index: true })
  taxpayerId!: string;

  @Choice(() => InvoiceKind, "票种。", "The kind.", C2)
  kind!: InvoiceKind;

  @Amount(
    "单张最高开票限额（不含税）；为空表示只受总额度限制。",
    "The most a single invoice may come to, without tax; absent where the credit line alone limits it.",
    { ...C2, nullable: true },
  )
  perInvoice!: bigint | null;

  @Day("有效期起。", "The first day it holds.", C2)
  validFrom!: string;

  @Day("有效期止（当日起失效）；有效的为空。", "The day from which it no longer holds; absent while open.", {
    ...C2,
    nullable: true,
  })
  validTo!: string | null;
}
