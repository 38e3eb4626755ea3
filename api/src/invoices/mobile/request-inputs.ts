import { ID, Int } from "type-graphql";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { IdempotencyKey, InputOf, Takes } from "../../platform/model.ts";
import { CNY, Rate } from "../../platform/money.ts";
import { DateTimeScalar } from "../../platform/scalars.ts";
import { LinePreference } from "../invoice-states.ts";
import { BuyerHeaderInput } from "../issuing/issue-input.ts";

/** The most lines of an order that is paid for at a till. */
export const MAX_ORDER_LINES = 200;

const maybe = { nullable: true } as const;

@InputOf({ zh: "订单明细行，金额含税。", en: "A line of an order; its amount includes tax." })
export class OrderLineInput {
  @Takes(() => String, "项目名称，不含分类简称。", "The name, without the class's short name.", { max: 92 })
  name!: string;

  @Takes(() => String, "税收分类编码，19 位，须为末级。", "The tax class code, 19 digits, a leaf.", {
    max: 19,
  })
  taxClassCode!: string;

  @Takes(() => CNY, "含税金额；折扣行为负。", "The amount, tax included; negative on a discount line.")
  amountInclTax!: bigint;

  @Takes(() => Rate, "税率或征收率；免税、不征税时为 0。", "The rate; 0 where exempt or not taxed.")
  taxRate!: string;

  @Takes(() => String, "规格型号。", "The model.", { ...maybe, max: 40 })
  model?: string | null;

  @Takes(() => String, "单位。", "The unit.", { ...maybe, max: 20 })
  unit?: string | null;

  @Takes(
    () => String,
    "数量；不含税单价由平台按金额计算。",
    "The quantity; the unit price without tax follows from the amount.",
    { ...maybe, max: 17 },
  )
  quantity?: string | null;

  @Takes(() => LinePreference, "优惠政策标识；不填为无。", "How it is favoured; NONE when absent.", maybe)
  preferential?: LinePreference | null;

  @Takes(
    () => Int,
    "本行是哪一行的折扣：须为紧邻的上一行。",
    "The line this one is a discount of: the one directly above.",
    maybe,
  )
  discountOf?: number | null;
}

@InputOf({ zh: "为一笔销售生成开票二维码。", en: "Makes the QR code of a sale." })
export class CreateInvoiceQrInput {
  @Takes(
    () => InvoiceKind,
    "发票种类：DIGITAL_PLAIN（默认）或 DIGITAL_SPECIAL。",
    "The kind: DIGITAL_PLAIN, the default, or DIGITAL_SPECIAL.",
    maybe,
  )
  kind?: InvoiceKind | null;

  @Takes(() => CNY, "含税总额，须等于各行之和。", "The total with tax: the sum of the lines.")
  amountInclTax!: bigint;

  @Takes(() => [OrderLineInput], "订单明细，1 至 200 行。", "The lines of the order, 1 to 200.", {
    max: MAX_ORDER_LINES,
  })
  lines!: OrderLineInput[];

  @Takes(() => String, "商户订单号。", "The seller's own number of the order.", { ...maybe, max: 64 })
  orderRef?: string | null;

  @Takes(() => DateTimeScalar, "销售时间；不填为现在。", "When it was sold; now when absent.", maybe)
  soldAt?: Date | null;

  @Takes(
    () => DateTimeScalar,
    "失效时间；不填为销售后 30 天。不晚于销售所属期的申报截止。",
    "When the code ends; 30 days after the sale when absent. Not later than the filing of the sale's period ends.",
    maybe,
  )
  expiresAt?: Date | null;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({
  zh: "购方填写的抬头。邮箱和手机号只用于交付发票，90 天后删除。",
  en: "The header a buyer fills in. E-mail and mobile serve to deliver the invoice alone and are removed after 90 days.",
})
export class FillHeaderInput extends BuyerHeaderInput {
  @Takes(() => String, "接收发票的邮箱。", "The e-mail address the invoice goes to.", { ...maybe, max: 100 })
  email?: string | null;

  @Takes(() => String, "接收发票的手机号，11 位。", "The mobile number the invoice goes to, 11 digits.", {
    ...maybe,
    max: 11,
  })
  mobile?: string | null;
}

@InputOf({ zh: "凭二维码填写抬头。", en: "Fills in the header, by the token of a QR code." })
export class FillBuyerHeaderInput {
  @Takes(() => String, "二维码中的令牌。", "The token in the QR code.", { max: 100 })
  token!: string;

  @Takes(() => FillHeaderInput, "抬头。", "The header.")
  header!: FillHeaderInput;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "办理一个开票申请。", en: "Does something with an invoice request." })
export class InvoiceRequestInput {
  @Takes(() => ID, "开票申请。", "The invoice request.")
  requestId!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}
