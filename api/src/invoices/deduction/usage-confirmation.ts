import { Unique } from "@mikro-orm/decorators/legacy";
import { ID } from "type-graphql";
import {
  Amount,
  Choice,
  Column,
  Count,
  choice,
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
import { InvoiceUsage } from "../invoice-states.ts";

export enum UsageStatus {
  OPEN = "OPEN",
  CONFIRMED = "CONFIRMED",
  REVOKED = "REVOKED",
}
choice(UsageStatus, {
  name: "UsageStatus",
  zh: "用途确认的状态。",
  en: "The state of a period's confirmation of uses.",
  values: {
    OPEN: ["未确认", "Not confirmed."],
    CONFIRMED: ["已确认", "Confirmed."],
    REVOKED: ["已撤销，可重新选择", "Revoked; uses may be chosen anew."],
  },
});

const C3 = { class: "C3" } as const;
const maybe = { class: "C3", nullable: true } as const;

/** What a taxpayer confirmed to deduct in a period. */
@Unique({ properties: ["taxpayerId", "period"] })
@Model({
  zh: "一个所属期的用途确认（抵扣统计）。",
  en: "What a taxpayer confirmed to deduct in a period.",
  prefix: "uc",
  owner: { taxpayer: ["taxpayerId"] },
  scope: "invoice:deduct",
  alone: true,
})
export class UsageConfirmation {
  @Id()
  id!: string;

  @Column("text")
  taxpayerId!: string;

  @Text("所属期，例如 2026-11。", "The period, for example 2026-11.", { ...C3, max: 7 })
  period!: string;

  @Count("抵扣的发票张数。", "How many invoices are deducted.", C3)
  count!: number;

  @Amount("抵扣的不含税金额合计。", "Their total without tax.", C3)
  amount!: bigint;

  @Amount("抵扣的税额合计。", "Their total of tax.", C3)
  tax!: bigint;

  @Choice(() => UsageStatus, "状态。", "The state.", C3)
  status!: UsageStatus;

  @Moment("确认时间。", "When it was confirmed.", maybe)
  confirmedAt!: Date | null;

  @Moment("撤销时间。", "When it was revoked.", maybe)
  revokedAt!: Date | null;

  @Moment("已申报而锁定的时间。", "When the period was filed, and this locked.", maybe)
  lockedAt!: Date | null;
}

@InputOf({ zh: "为若干进项发票选择用途。", en: "Chooses what purchase invoices are used for." })
export class SelectForDeductionInput {
  @Takes(() => [ID], "发票，1 至 1000 张。", "The invoices, 1 to 1000.", { max: 1000 })
  invoiceIds!: string[];

  @Takes(() => String, "所属期，例如 2026-11。", "The period, for example 2026-11.", { max: 7 })
  period!: string;

  @Takes(() => InvoiceUsage, "用途；NONE 为取消选择。", "The use; NONE takes it back.")
  usage!: InvoiceUsage;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "一个所属期的用途确认。", en: "The confirmation of a period's uses." })
export class UsagePeriodInput {
  @Takes(() => String, "所属期，例如 2026-11。", "The period, for example 2026-11.", { max: 7 })
  period!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "将进项发票标为已入账。", en: "Marks purchase invoices as entered in the books." })
export class MarkBookkeptInput {
  @Takes(() => [ID], "发票，1 至 1000 张。", "The invoices, 1 to 1000.", { max: 1000 })
  invoiceIds!: string[];

  @IdempotencyKey()
  idempotencyKey!: string;
}

@Shape({ zh: "处理了的发票。", en: "The invoices that were dealt with.", scope: "invoice:deduct" })
export class UsageSelection {
  @Show(() => [ID], "发票。", "The invoices.", { ...C3, max: 1000 })
  invoiceIds!: string[];

  @Show(() => String, "所属期。", "The period.", { ...C3, nullable: true })
  period!: string | null;
}
