import { Index, Property } from "@mikro-orm/decorators/legacy";
import { ownersWithin } from "../consents/facts.ts";
import { InvoiceCodeScalar } from "../identifiers/invoice-code.ts";
import { InvoiceKind } from "../identifiers/invoice-kind.ts";
import { InvoiceNumberScalar } from "../identifiers/invoice-number.ts";
import { Connection } from "../platform/connection.ts";
import { Amount, Choice, Column, Day, Flag, Id, Model, Moment, Scalar, Text } from "../platform/model.ts";
import { InvoiceMark, InvoiceSign, InvoiceStatus, InvoiceUsage, RedStatus } from "./invoice-states.ts";
import { SpecialBusiness } from "./issuing/special-business.ts";

const C3 = { class: "C3" } as const;
const maybe = { class: "C3", nullable: true } as const;

/**
 * An invoice as it was issued. What its face says of the parties is frozen here; `sellerId` and `buyerId` are the
 * taxpayers behind it, whose rows these are. The indexes give the lists' order, and let their filters pass over rows
 * without reading them.
 */
@Index({ properties: ["sellerId", "issuedAt", "id", "kind", "status", "sign", "code"] })
@Index({ properties: ["buyerId", "issuedAt", "id", "kind", "status", "sign", "code"] })
@Model({
  zh: "发票。购销双方各自只能看到自己的发票。",
  en: "An invoice. A seller and a buyer each see their own.",
  prefix: "inv",
  owner: {
    taxpayer: ["sellerId", "buyerId"],
    period: "issuedOn",
    purposes: ownersWithin("invoice:read", { SALES: ["sellerId"], PURCHASES: ["buyerId"] }),
  },
  scope: "invoice:read",
})
export class Invoice {
  @Id()
  id!: string;

  @Choice(() => InvoiceKind, "发票种类。", "The kind of invoice.", C3)
  kind!: InvoiceKind;

  @Scalar(
    () => InvoiceCodeScalar,
    "text",
    "发票代码；数电票没有。",
    "The invoice code; digital invoices have none.",
    maybe,
  )
  code!: string | null;

  @Scalar(
    () => InvoiceNumberScalar,
    "text",
    "发票号码：数电票（含数电纸质发票）20 位，其他 8 位。",
    "The number: 20 digits for digital invoices (also those printed on paper), 8 for all others.",
    { ...C3, index: true },
  )
  number!: string;

  @Scalar(
    () => InvoiceNumberScalar,
    "text",
    "数电纸质发票票面上印制的 8 位号码，与发票代码同用。",
    "The 8-digit number printed, with a code, on a digital invoice on paper.",
    maybe,
  )
  paperNumber!: string | null;

  @Text("校验码，20 位。", "The check code, 20 digits.", { ...maybe, max: 20 })
  checkCode!: string | null;

  @Moment("开票时间。", "When it was issued.", C3)
  issuedAt!: Date;

  @Day("开票日期（北京时间）。", "The day of issue in Asia/Shanghai.", C3)
  issuedOn!: string;

  @Column("text", { nullable: true })
  sellerId!: string | null;

  @Column("text")
  sellerName!: string;

  @Column("text", { class: "C4" })
  sellerTin!: string;

  /** The seller is a natural person, as with most used vehicles. */
  @Column("boolean", { type: "boolean" })
  sellerIsPerson!: boolean;

  @Column("text", { nullable: true, class: "C4" })
  sellerAddress!: string | null;

  @Column("text", { nullable: true, class: "C4" })
  sellerPhone!: string | null;

  @Column("text", { nullable: true })
  sellerBank!: string | null;

  @Column("text", { nullable: true, class: "C4" })
  sellerBankAccount!: string | null;

  @Column("text", { nullable: true })
  buyerId!: string | null;

  @Column("text")
  buyerName!: string;

  /** Compulsory for enterprises; a natural person's is an identity number or absent. */
  @Column("text", { nullable: true, class: "C4" })
  buyerTin!: string | null;

  @Column("boolean", { type: "boolean" })
  buyerIsPerson!: boolean;

  @Column("text", { nullable: true, class: "C4" })
  buyerAddress!: string | null;

  @Column("text", { nullable: true, class: "C4" })
  buyerPhone!: string | null;

  @Column("text", { nullable: true })
  buyerBank!: string | null;

  @Column("text", { nullable: true, class: "C4" })
  buyerBankAccount!: string | null;

  @Amount("不含税金额合计；红字发票为负。", "The total without tax; negative on red invoices.", C3)
  amount!: bigint;

  @Amount("税额合计。", "The total of tax.", C3)
  taxAmount!: bigint;

  @Amount(
    "价税合计；二手车销售统一发票为车价合计。",
    "The total with tax; on used vehicle invoices the price of the vehicle.",
    C3,
  )
  total!: bigint;

  @Choice(() => InvoiceSign, "蓝字或红字。", "Blue or red.", C3)
  sign!: InvoiceSign;

  @Choice(() => InvoiceStatus, "发票状态。", "What became of it.", C3)
  status!: InvoiceStatus;

  @Choice(() => RedStatus, "被红冲的程度。", "How far it has been reversed.", C3)
  redStatus!: RedStatus;

  @Amount(
    "已被红冲的不含税金额（正数）。",
    "How much without tax has been reversed, as a positive amount.",
    C3,
  )
  redAmount!: bigint;

  /** Of a red invoice: the blue one it reverses. */
  @Column("text", { nullable: true, index: true })
  blueInvoiceId!: string | null;

  @Choice(() => InvoiceUsage, "购方的用途确认。", "What the buyer uses it for.", C3)
  usage!: InvoiceUsage;

  @Text("用途所属期，例如 2026-10。", "The period of that use, for example 2026-10.", { ...maybe, max: 7 })
  usagePeriod!: string | null;

  @Flag("购方是否已入账。", "Whether the buyer has entered it in the books.", C3)
  bookkept!: boolean;

  @Text("备注，最多 230 字。", "Remark, up to 230 characters.", { ...maybe, max: 230 })
  remark!: string | null;

  @Text("收款人。", "Payee.", { ...maybe, max: 20 })
  payee!: string | null;

  @Text("复核人。", "Reviewer.", { ...maybe, max: 20 })
  reviewer!: string | null;

  @Text("开票人。", "The person who issued it.", { ...C3, max: 20 })
  issuer!: string;

  @Choice(() => SpecialBusiness, "特定业务。", "The trade, where the invoice says more.", maybe)
  specialBusiness!: SpecialBusiness | null;

  /** What the trade adds: the vehicle, the journey, the lease. */
  @Column("jsonb", { nullable: true })
  specialDetails!: object | null;

  @Choice(
    () => InvoiceMark,
    "代开或收购的标记；一般发票为空。",
    "Whether it was issued on behalf of the seller or by the buyer; empty for all others.",
    maybe,
  )
  issuedAs?: InvoiceMark | null;

  /** What people ask by, and what look-ups are counted by: the 20-digit number, else `code-number`. Made by the database. */
  @Property({
    type: "text",
    columnType: "text",
    generated: "(case when length(number) = 20 then number else code || '-' || number end) stored",
    unique: true,
  })
  identity!: string;

  /** `code-number` as printed on a digital invoice on paper. Made by the database. */
  @Property({
    type: "text",
    columnType: "text",
    generated: "(code || '-' || paper_number) stored",
    nullable: true,
    unique: true,
  })
  paperIdentity!: string | null;
}

export const InvoiceConnection = Connection(Invoice);
