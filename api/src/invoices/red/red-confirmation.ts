import { Index } from "@mikro-orm/decorators/legacy";
import { ID, Int } from "type-graphql";
import { ownersWithin } from "../../consents/facts.ts";
import { Connection } from "../../platform/connection.ts";
import {
  Amount,
  Choice,
  Column,
  Day,
  Id,
  IdempotencyKey,
  InputOf,
  Model,
  Moment,
  Shape,
  Show,
  Takes,
  Text,
} from "../../platform/model.ts";
import { CNY } from "../../platform/money.ts";
import { RedInitiator, RedReason, type RedState } from "./red-states.ts";

const C3 = { class: "C3" } as const;
const maybe = { class: "C3", nullable: true } as const;

/** A red line as it is stored: amounts in yuan, with the sign they have on the red invoice. */
export interface StoredRedLine {
  blueLine: number;
  amount: string;
  taxAmount: string;
}

/** 红字发票信息确认单: what both sides agree to reverse. `state` is what was stored; the timer is applied when it is read. */
@Index({ properties: ["sellerId", "createdAt", "id"] })
@Index({ properties: ["buyerId", "createdAt", "id"] })
@Model({
  zh: "红字发票信息确认单。购销双方各自可见。",
  en: "A red confirmation: what buyer and seller agree to reverse. Both see it.",
  prefix: "red",
  owner: {
    taxpayer: ["sellerId", "buyerId"],
    period: "blueIssuedOn",
    purposes: ownersWithin("invoice:red", { SALES: ["sellerId"], PURCHASES: ["buyerId"] }),
  },
  scope: "invoice:red",
})
export class RedConfirmation {
  @Id()
  id!: string;

  @Text("确认单编号，20 位。", "The number of the confirmation, 20 digits.", { ...C3, max: 20, unique: true })
  no!: string;

  @Column("text")
  sellerId!: string;

  @Column("text", { nullable: true })
  buyerId!: string | null;

  @Column("text", { index: true })
  blueInvoiceId!: string;

  @Day("蓝字发票的开票日期。", "The day the blue invoice was issued.", C3)
  blueIssuedOn!: string;

  @Choice(() => RedInitiator, "发起方。", "Who started it.", C3)
  initiator!: RedInitiator;

  @Choice(() => RedReason, "红冲原因。", "Why.", C3)
  reason!: RedReason;

  @Column("jsonb")
  redLines!: StoredRedLine[];

  @Amount("红字不含税金额合计（负数）。", "The red total without tax, negative.", C3)
  amount!: bigint;

  @Amount("红字税额合计（负数）。", "The red total of tax, negative or zero.", C3)
  taxAmount!: bigint;

  @Column("text")
  state!: RedState;

  @Moment("发起时间。", "When it was started.", C3)
  createdAt!: Date;

  @Moment(
    "须在此前确认；无需确认的为空。",
    "Until when it must be confirmed; absent where it need not be.",
    maybe,
  )
  expiresAt!: Date | null;

  @Moment("双方确认的时间。", "When both sides agreed.", maybe)
  confirmedAt!: Date | null;

  @Moment("作废的时间。", "When it became void.", maybe)
  endedAt!: Date | null;

  @Column("text", { nullable: true })
  redInvoiceId!: string | null;

  @Text(
    "购方须在此所属期转出进项税额，例如 2026-11；未抵扣的为空。",
    "The period in which the buyer transfers the input tax out; absent where none was deducted.",
    { ...maybe, max: 7 },
  )
  transferPeriod!: string | null;

  @Text(
    "确认后撤销的，购方在此所属期恢复抵扣。",
    "Where it was withdrawn after that: the period in which the buyer deducts it again.",
    { ...maybe, max: 7 },
  )
  restorePeriod!: string | null;
}

export const RedConfirmationConnection = Connection(RedConfirmation);

@Shape({ zh: "红字明细行。", en: "A line of a red confirmation.", scope: "invoice:red" })
export class RedLine {
  @Show(() => Int, "所冲蓝字发票的行号。", "The line of the blue invoice.", C3)
  blueLine!: number;

  @Show(() => CNY, "不含税金额，与蓝字相反。", "The amount without tax, of the opposite sign.", C3)
  amount!: bigint;

  @Show(() => CNY, "税额。", "The tax.", C3)
  taxAmount!: bigint;
}

@InputOf({ zh: "要红冲的一行。", en: "A line to reverse." })
export class RedLineInput {
  @Takes(() => Int, "蓝字发票的行号。", "The line of the blue invoice.")
  blueLine!: number;

  @Takes(
    () => CNY,
    "不含税金额，与蓝字相反：冲减 300 元为 -300.00。",
    "The amount without tax, of the opposite sign: -300.00.",
  )
  amount!: bigint;

  @Takes(() => CNY, "税额，与蓝字相反。", "The tax, of the opposite sign.")
  taxAmount!: bigint;
}

@InputOf({ zh: "发起红字确认。", en: "Starts a red confirmation." })
export class CreateRedConfirmationInput {
  @Takes(() => ID, "蓝字发票。", "The blue invoice.")
  invoiceId!: string;

  @Takes(() => RedReason, "红冲原因。", "Why.")
  reason!: RedReason;

  @Takes(
    () => [RedLineInput],
    "要红冲的行，最多 2000 行；不填为全部剩余。",
    "The lines to reverse, up to 2000; all that is left when absent.",
    { nullable: true, max: 2000 },
  )
  lines?: RedLineInput[] | null;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "办理一张红字确认单。", en: "Does something with a red confirmation." })
export class RedConfirmationInput {
  @Takes(() => ID, "红字确认单。", "The red confirmation.")
  confirmationId!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({
  zh: "对无需确认的发票直接全额红冲。",
  en: "Reverses in full an invoice that needs no confirmation.",
})
export class QuickFullRedInput {
  @Takes(() => ID, "蓝字发票。", "The blue invoice.")
  invoiceId!: string;

  @Takes(() => RedReason, "红冲原因。", "Why.")
  reason!: RedReason;

  @IdempotencyKey()
  idempotencyKey!: string;
}
