import { Int } from "type-graphql";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { TinScalar } from "../../identifiers/tin.ts";
import { choice, IdempotencyKey, InputOf, Takes } from "../../platform/model.ts";
import { CNY, Rate } from "../../platform/money.ts";
import { LinePreference } from "../invoice-states.ts";
import { LeaseDetails, SpecialBusiness, TransportDetails, VehicleDetails } from "./special-business.ts";

/** The most lines of an invoice, and the most invoices of a batch. */
export const MAX_LINES = 2_000;
export const MAX_BATCH = 100;

export enum BuyerKind {
  ENTERPRISE = "ENTERPRISE",
  PERSON = "PERSON",
  GOV = "GOV",
}
choice(BuyerKind, {
  name: "BuyerKind",
  zh: "购方类型。",
  en: "What a buyer is.",
  values: {
    ENTERPRISE: ["企业（含个体工商户）：须填纳税人识别号", "An enterprise, also an individual business."],
    PERSON: ["自然人：不得开具专用发票", "A natural person, who gets no special invoices."],
    GOV: ["机关、事业单位等", "A public body."],
  },
});

const maybe = { nullable: true } as const;

@InputOf({ zh: "购方抬头。", en: "The buyer, as the invoice shows it." })
export class BuyerHeaderInput {
  @Takes(() => BuyerKind, "购方类型。", "What the buyer is.")
  kind!: BuyerKind;

  @Takes(() => String, "名称，最多 100 字。", "The name, up to 100 characters.", { max: 100 })
  name!: string;

  @Takes(() => TinScalar, "纳税人识别号；企业必填。", "The tax number; compulsory for enterprises.", maybe)
  tin?: string | null;

  @Takes(() => String, "地址。", "The address.", { ...maybe, max: 100 })
  address?: string | null;

  @Takes(() => String, "电话。", "The phone.", { ...maybe, max: 30 })
  phone?: string | null;

  @Takes(() => String, "开户行。", "The bank.", { ...maybe, max: 80 })
  bankName?: string | null;

  @Takes(() => String, "银行账号。", "The bank account.", { ...maybe, max: 32 })
  bankAccount?: string | null;
}

@InputOf({ zh: "发票明细行。", en: "A line of the invoice." })
export class InvoiceLineInput {
  @Takes(() => String, "项目名称，不含分类简称。", "The name, without the class's short name.", { max: 92 })
  name!: string;

  @Takes(() => String, "税收分类编码，19 位，须为末级。", "The tax class code, 19 digits, a leaf.", {
    max: 19,
  })
  taxClassCode!: string;

  @Takes(() => String, "规格型号。", "The model.", { ...maybe, max: 40 })
  model?: string | null;

  @Takes(() => String, "单位。", "The unit.", { ...maybe, max: 20 })
  unit?: string | null;

  @Takes(
    () => String,
    "数量：最多 13 位小数，连小数点共 17 字符；与单价同填或同不填。",
    "The quantity: up to 13 decimals, 17 characters in all; given with the unit price or not at all.",
    { ...maybe, max: 17 },
  )
  quantity?: string | null;

  @Takes(() => String, "不含税单价，格式同数量。", "The unit price without tax, written as the quantity.", {
    ...maybe,
    max: 17,
  })
  unitPrice?: string | null;

  @Takes(() => CNY, "不含税金额；折扣行为负。", "The amount without tax; negative on a discount line.")
  amount!: bigint;

  @Takes(() => Rate, "税率或征收率；免税、不征税时为 0。", "The rate; 0 where exempt or not taxed.")
  taxRate!: string;

  @Takes(() => CNY, "税额。", "The tax.")
  taxAmount!: bigint;

  @Takes(
    () => Int,
    "本行是哪一行的折扣：须为紧邻的上一行。",
    "The line this one is a discount of: the one directly above.",
    maybe,
  )
  discountOf?: number | null;

  @Takes(() => LinePreference, "优惠政策标识；不填为无。", "How it is favoured; NONE when absent.", maybe)
  preferential?: LinePreference | null;

  @Takes(
    () => CNY,
    "差额征税的扣除额（含税）；不填为全额征税。",
    "What is deducted where the margin alone is taxed, tax included.",
    maybe,
  )
  deductibleAmount?: bigint | null;
}

/** What an invoice says; `issueInvoiceBatch` takes many of them. */
@InputOf({ zh: "待开具的发票。", en: "An invoice to be issued." })
export class InvoiceToIssue {
  @Takes(
    () => InvoiceKind,
    "发票种类：DIGITAL_SPECIAL 或 DIGITAL_PLAIN。",
    "The kind: DIGITAL_SPECIAL or DIGITAL_PLAIN.",
  )
  kind!: InvoiceKind;

  @Takes(() => BuyerHeaderInput, "购方。", "The buyer.")
  buyer!: BuyerHeaderInput;

  @Takes(() => [InvoiceLineInput], "明细行，1 至 2000 行。", "The lines, 1 to 2000.", { max: MAX_LINES })
  lines!: InvoiceLineInput[];

  @Takes(() => CNY, "不含税金额合计，须等于各行之和。", "The total without tax: the sum of the lines.")
  amount!: bigint;

  @Takes(() => CNY, "税额合计，须等于各行之和。", "The total of tax: the sum of the lines.")
  taxAmount!: bigint;

  @Takes(() => CNY, "价税合计。", "The total with tax.")
  total!: bigint;

  @Takes(() => String, "备注，最多 230 字。", "A remark, up to 230 characters.", { ...maybe, max: 230 })
  remark?: string | null;

  @Takes(() => String, "收款人。", "The payee.", { ...maybe, max: 20 })
  payee?: string | null;

  @Takes(() => String, "复核人。", "The reviewer.", { ...maybe, max: 20 })
  reviewer?: string | null;

  @Takes(() => SpecialBusiness, "特定业务。", "The trade, where invoices say more.", maybe)
  specialBusiness?: SpecialBusiness | null;

  @Takes(() => VehicleDetails, "机动车信息。", "The vehicle.", maybe)
  vehicle?: VehicleDetails | null;

  @Takes(() => TransportDetails, "运输信息。", "The journey.", maybe)
  transport?: TransportDetails | null;

  @Takes(() => LeaseDetails, "不动产租赁信息。", "The lease.", maybe)
  lease?: LeaseDetails | null;
}

@InputOf({ zh: "开具一张蓝字发票。", en: "Issues a blue invoice." })
export class IssueInvoiceInput extends InvoiceToIssue {
  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "批量开具蓝字发票。", en: "Issues a batch of blue invoices." })
export class IssueInvoiceBatchInput {
  @Takes(() => [InvoiceToIssue], "1 至 100 张。", "1 to 100 invoices.", { max: MAX_BATCH })
  invoices!: InvoiceToIssue[];

  @IdempotencyKey()
  idempotencyKey!: string;
}
