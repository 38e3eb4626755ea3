import { Connection } from "../platform/connection.ts";
import { Amount, Choice, Column, Count, Decimal, Model, RateOf, Text } from "../platform/model.ts";
import { LinePreference } from "./invoice-states.ts";

const C3 = { class: "C3" } as const;
const maybe = { class: "C3", nullable: true } as const;

/** One line of an invoice, reached only through its invoice. */
@Model({
  zh: "发票明细行。",
  en: "A line of an invoice.",
  key: "no",
  partOf: "invoiceId",
  scope: "invoice:read",
})
export class InvoiceLine {
  @Column("text", { primary: true })
  invoiceId!: string;

  @Count("行号，从 1 起。", "The number of the line, from 1.", { ...C3, primary: true })
  no!: number;

  @Text("项目名称，例如 *软件*记账软件。", "The name of goods or services.", { ...C3, max: 100 })
  name!: string;

  @Text("税收分类编码，19 位。", "The tax class code, 19 digits.", { ...C3, max: 19 })
  taxClassCode!: string;

  @Text("规格型号。", "Model.", { ...maybe, max: 40 })
  model!: string | null;

  @Text("单位。", "Unit.", { ...maybe, max: 20 })
  unit!: string | null;

  @Decimal("数量，最多 13 位小数。", "Quantity, up to 13 decimals.", maybe)
  quantity!: string | null;

  @Decimal("不含税单价，最多 13 位小数。", "The unit price without tax, up to 13 decimals.", maybe)
  unitPrice!: string | null;

  @Amount(
    "不含税金额；折扣行与红字为负。",
    "The amount without tax; negative on discount lines and red invoices.",
    C3,
  )
  amount!: bigint;

  @RateOf("税率或征收率；免税、不征税时为 0。", "The rate; 0 where exempt or not taxed.", C3)
  taxRate!: string;

  @Amount("税额。", "The tax.", C3)
  taxAmount!: bigint;

  @Count("本行是哪一行的折扣。", "The line this one is a discount of.", maybe)
  discountOf!: number | null;

  @Choice(() => LinePreference, "优惠政策标识。", "How it is favoured by VAT law.", C3)
  preferential!: LinePreference;

  @Amount(
    "差额征税的扣除额（含税）；全额征税的为空。",
    "What is deducted where the margin alone is taxed, tax included; absent elsewhere.",
    maybe,
  )
  deductibleAmount!: bigint | null;

  @Count(
    "红字发票的行：所冲蓝字发票的行号。",
    "Of a red invoice: the line of the blue one it reverses.",
    maybe,
  )
  blueLine?: number | null;
}

export const InvoiceLineConnection = Connection(InvoiceLine);
