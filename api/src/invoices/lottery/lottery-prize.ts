import { Connection } from "../../platform/connection.ts";
import { Amount, Choice, Column, Count, choice, Id, Model, Moment, Text } from "../../platform/model.ts";
import { PrizeStatus } from "./lottery-states.ts";

export enum PayoutMethod {
  WECHAT = "WECHAT",
  ALIPAY = "ALIPAY",
  BANK = "BANK",
}
choice(PayoutMethod, {
  name: "PayoutMethod",
  zh: "收款方式。",
  en: "How a prize is paid.",
  values: {
    WECHAT: ["微信零钱（手机号）", "WeChat Pay, by phone number"],
    ALIPAY: ["支付宝（手机号或邮箱）", "Alipay, by phone number or e-mail address"],
    BANK: ["银行卡", "Bank card"],
  },
});

const C1 = { class: "C1" } as const;
const maybe = { class: "C1", nullable: true } as const;

/** A prize, from the moment it is won. Tax above 800.00 is on the whole of it, and withheld by the payer (财税〔2007〕34号). */
@Model({
  prefix: "lp",
  owner: { taxpayer: ["taxpayerId"] },
  scope: "lottery:enter",
  zh: "奖金。单张发票奖金超过 800 元的，全额按 20% 由支付方代扣个人所得税（财税〔2007〕34号）。",
  en: "A prize. Above 800.00 the whole of it bears 20 % individual income tax, withheld by the payer.",
})
export class LotteryPrize {
  @Id()
  id!: string;

  @Column("text", { index: true })
  taxpayerId!: string;

  @Column("text", { index: true })
  entryId!: string;

  @Column("text", { index: true })
  campaignId!: string;

  /** The periodic draw; an instant prize has none. */
  @Column("text", { nullable: true, index: true })
  drawId!: string | null;

  @Count("名次或奖级，从 1 起。", "The place or the tier, from 1.", C1)
  place!: number;

  @Amount("奖金（税前）。", "The prize before tax.", C1)
  gross!: bigint;

  @Amount("代扣个人所得税。", "The income tax withheld.", C1)
  tax!: bigint;

  @Amount("实发金额。", "What is paid out.", C1)
  net!: bigint;

  @Choice(() => PrizeStatus, "状态。", "Its state.", C1)
  status!: PrizeStatus;

  @Moment("中奖时间。", "When it was won.", C1)
  wonAt!: Date;

  @Moment("须在此前领取。", "Until when it is claimed.", C1)
  claimBy!: Date;

  @Choice(() => PayoutMethod, "收款方式。", "How it is paid.", maybe)
  payoutMethod!: PayoutMethod | null;

  @Text("收款账户。", "The account it is paid to.", {
    class: "C4",
    scope: "lottery:claim",
    mask: "BANK",
    nullable: true,
    max: 64,
  })
  payoutAccount!: string | null;

  @Moment("领取时间。", "When it was claimed.", maybe)
  claimedAt!: Date | null;

  @Moment("支付时间。", "When it was paid.", maybe)
  paidAt!: Date | null;

  @Text("支付流水号。", "The payer's trace number.", { ...maybe, max: 64 })
  traceNo!: string | null;

  @Text("支付失败的原因代码。", "The code of why payment failed.", { ...maybe, max: 40 })
  failure!: string | null;
}

export const LotteryPrizeConnection = Connection(LotteryPrize);
