import { ID } from "type-graphql";
import { IdempotencyKey, InputOf, Shape, Show, Takes } from "../../platform/model.ts";
import { DateTimeScalar } from "../../platform/scalars.ts";
import { InvoiceStatus } from "../invoice-states.ts";

const C2 = { class: "C2" } as const;

/** What an officer is told of a flag set or lifted. */
@Shape({ zh: "异常凭证标记。", en: "A flag as an abnormal voucher.", scope: "officer:invoice" })
export class InvoiceFlag {
  @Show(() => ID, "编号。", "The id.", C2)
  id!: string;

  @Show(() => ID, "发票。", "The invoice.", C2)
  invoiceId!: string;

  @Show(() => InvoiceStatus, "发票现在的状态。", "What the invoice is now.", C2)
  status!: InvoiceStatus;

  @Show(() => String, "案件编号。", "The number of the case.", C2)
  caseNo!: string;

  @Show(() => DateTimeScalar, "办理时间。", "When it was done.", C2)
  at!: Date;
}

@InputOf({ zh: "列为或解除异常凭证。", en: "Flags an invoice as abnormal, or lifts the flag." })
export class FlagInvoiceInput {
  @Takes(() => ID, "发票。", "The invoice.")
  invoiceId!: string;

  @Takes(() => String, "理由，10 至 500 字。", "Why, 10 to 500 characters.", { max: 500 })
  reason!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "作废一张纸质发票。", en: "Voids an invoice on paper." })
export class VoidPaperInvoiceInput {
  @Takes(() => ID, "发票。", "The invoice.")
  invoiceId!: string;

  @Takes(
    () => Boolean,
    "已收回全部联次，且未抄税、未记账。",
    "All copies are recovered, and it is neither reported nor in the books.",
  )
  copiesRecovered!: boolean;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@Shape({ zh: "已作废的发票。", en: "An invoice that was voided.", scope: "invoice:issue" })
export class VoidedInvoice {
  @Show(() => ID, "发票。", "The invoice.", { class: "C3" })
  id!: string;

  @Show(() => InvoiceStatus, "状态。", "Its state.", { class: "C3" })
  status!: InvoiceStatus;
}
