import { Int } from "type-graphql";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { Shape, Show } from "../../platform/model.ts";
import { CNY, Rate } from "../../platform/money.ts";
import { DateTimeScalar } from "../../platform/scalars.ts";
import { BuyerKind } from "../issuing/issue-input.ts";
import { IssuedInvoice } from "../issuing/issued-invoice.ts";
import { InvoiceRequest } from "./invoice-request.ts";
import { InvoiceRequestStatus } from "./request-states.ts";

const C1 = { class: "C1" } as const;
const C3 = { class: "C3" } as const;
const maybe = { class: "C3", nullable: true } as const;

/** The most names of goods a buyer is shown. */
export const NAMES_SHOWN = 100;

/** What whoever holds the QR code may see of a sale, and no more. */
@Shape({
  zh: "购方扫码所见：销方名称、金额、项目名称、失效时间和状态。",
  en: "What a buyer sees who scans the code: the seller's name, the amount, the names of the goods, the end and the state.",
})
export class InvoiceRequestFace {
  @Show(() => String, "销方名称。", "The seller's name.", C1)
  sellerName!: string;

  @Show(() => InvoiceKind, "发票种类。", "The kind of invoice.", C1)
  kind!: InvoiceKind;

  @Show(() => CNY, "含税总额。", "The total with tax.", C1)
  amountInclTax!: bigint;

  @Show(() => [String], "项目名称，至多前 100 行。", "The names of the goods, of up to 100 lines.", {
    ...C1,
    max: NAMES_SHOWN,
  })
  lineNames!: string[];

  @Show(() => Int, "共多少行。", "How many lines there are.", C1)
  lineCount!: number;

  @Show(() => DateTimeScalar, "失效时间。", "When the code ends.", C1)
  expiresAt!: Date;

  @Show(() => InvoiceRequestStatus, "状态。", "The state.", C1)
  status!: InvoiceRequestStatus;
}

@Shape({
  zh: "购方填写的抬头。联系方式一律脱敏，只用于交付发票，90 天后删除。",
  en: "The header as the buyer filled it in. What the buyer is reached by is masked, serves delivery alone and is removed after 90 days.",
  scope: "invoice:issue",
})
export class FilledHeader {
  @Show(() => BuyerKind, "购方类型。", "What the buyer is.", C3)
  kind!: BuyerKind;

  @Show(() => String, "名称。", "The name.", C3)
  name!: string;

  @Show(
    () => String,
    "纳税人识别号；自然人的身份证号脱敏。",
    "The tax number; a natural person's is masked.",
    {
      class: "C4",
      clear: "an enterprise's is public; a natural person's is masked in headerOf()",
      nullable: true,
    },
  )
  tin!: string | null;

  @Show(() => String, "地址；自然人只到县（区）。", "The address; a natural person's to the county only.", {
    class: "C4",
    clear: "an enterprise's is public; a natural person's is masked in headerOf()",
    nullable: true,
  })
  address!: string | null;

  @Show(() => String, "电话，脱敏。", "The phone, masked.", { class: "C4", mask: "PHONE", nullable: true })
  phone!: string | null;

  @Show(() => String, "开户行。", "The bank.", maybe)
  bankName!: string | null;

  @Show(() => String, "银行账号，脱敏。", "The bank account, masked.", {
    class: "C4",
    mask: "BANK",
    nullable: true,
  })
  bankAccount!: string | null;

  @Show(() => String, "邮箱，脱敏。", "The e-mail address, masked.", {
    class: "C4",
    mask: "EMAIL",
    nullable: true,
  })
  email!: string | null;

  @Show(() => String, "手机号，脱敏。", "The mobile number, masked.", {
    class: "C4",
    mask: "PHONE",
    nullable: true,
  })
  mobile!: string | null;
}

@Shape({
  zh: "订单明细行，金额含税。",
  en: "A line of an order; its amount includes tax.",
  scope: "invoice:issue",
})
export class OrderLine {
  @Show(() => String, "项目名称。", "The name.", C3)
  name!: string;

  @Show(() => String, "税收分类编码。", "The tax class code.", C3)
  taxClassCode!: string;

  @Show(() => String, "规格型号。", "The model.", maybe)
  model!: string | null;

  @Show(() => String, "单位。", "The unit.", maybe)
  unit!: string | null;

  @Show(() => String, "数量。", "The quantity.", maybe)
  quantity!: string | null;

  @Show(() => CNY, "含税金额。", "The amount, tax included.", C3)
  amountInclTax!: bigint;

  @Show(() => Rate, "税率或征收率。", "The rate.", C3)
  taxRate!: string;
}

@Shape({
  zh: "按开票申请开具的结果；状态为 FAILED 时没有发票。",
  en: "What came of issuing from a request; there is no invoice where its state is FAILED.",
  scope: "invoice:issue",
})
export class IssuedFromRequest {
  @Show(() => InvoiceRequest, "开票申请。", "The request.", C3)
  request!: InvoiceRequest;

  @Show(() => IssuedInvoice, "所开具的发票。", "The invoice.", maybe)
  invoice!: IssuedInvoice | null;
}
