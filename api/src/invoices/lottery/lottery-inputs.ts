import { ID, Int } from "type-graphql";
import { CheckCode6Scalar } from "../../identifiers/check-code.ts";
import { InvoiceCodeScalar } from "../../identifiers/invoice-code.ts";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { InvoiceNumberScalar } from "../../identifiers/invoice-number.ts";
import { RegionCodeScalar } from "../../identifiers/region-code.ts";
import { IdempotencyKey, InputOf, Takes } from "../../platform/model.ts";
import { CNY, Rate } from "../../platform/money.ts";
import { DateScalar, DateTimeScalar } from "../../platform/scalars.ts";
import { DrawPrizeInput } from "./lottery-draw.ts";
import { PayoutMethod } from "./lottery-prize.ts";

@InputOf({
  zh: "参加摇奖：活动，以及票面上能证明持有这张发票的项目（与发票查验相同）。",
  en: "Takes part: the campaign, and what of the face proves that one has the invoice, as for its verification.",
})
export class EnterLotteryInput {
  @Takes(() => ID, "活动。", "The campaign.")
  campaignId!: string;

  @Takes(() => InvoiceCodeScalar, "发票代码；数电票没有。", "The invoice code; digital invoices have none.", {
    nullable: true,
  })
  code?: string | null;

  @Takes(() => InvoiceNumberScalar, "发票号码。", "The invoice number.")
  number!: string;

  @Takes(() => DateScalar, "开票日期。", "The day of issue.")
  issuedOn!: string;

  @Takes(() => CNY, "价税合计。", "The total with tax.", { nullable: true })
  totalIncl?: bigint | null;

  @Takes(() => CNY, "不含税金额。", "The amount without tax.", { nullable: true })
  amountEx?: bigint | null;

  @Takes(() => CheckCode6Scalar, "校验码后 6 位。", "The last 6 digits of the check code.", {
    nullable: true,
  })
  checkCode6?: string | null;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "领取奖金。", en: "Claims a prize." })
export class ClaimPrizeInput {
  @Takes(() => ID, "奖金。", "The prize.")
  prizeId!: string;

  @Takes(() => PayoutMethod, "收款方式。", "How it is to be paid.")
  method!: PayoutMethod;

  @Takes(
    () => String,
    "收款账户：微信为手机号，支付宝为手机号或邮箱，银行卡为卡号。",
    "The account: a phone number for WeChat, a phone number or e-mail for Alipay, a card number for a bank.",
    { max: 64 },
  )
  account!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "支付机构报告一笔奖金的支付结果。", en: "A payer's report of what became of a payment." })
export class AcknowledgePayoutInput {
  @Takes(() => ID, "奖金。", "The prize.")
  prizeId!: string;

  @Takes(() => String, "支付流水号。", "The payer's trace number.", { max: 64 })
  traceNo!: string;

  @Takes(() => String, "失败的原因代码；支付成功为空。", "The code of the failure; empty when it was paid.", {
    nullable: true,
    max: 40,
  })
  failure?: string | null;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "即开奖的一个奖级。", en: "A tier of the instant draw." })
export class LotteryTierInput {
  @Takes(() => CNY, "奖金。", "The prize.")
  prize!: bigint;

  @Takes(() => Rate, "中奖概率。", "The probability.")
  probability!: string;

  @Takes(() => Int, "奖金总数。", "How many prizes there are.")
  stock!: number;
}

@InputOf({ zh: "计划一次定期摇奖。", en: "Plans a periodic draw." })
export class PlannedDrawInput {
  @Takes(
    () => String,
    "摇奖编号，全国唯一，例如 DRAW-2026-Q3-330100。",
    "Its number, unique in the country.",
    {
      max: 40,
    },
  )
  number!: string;

  @Takes(() => DateTimeScalar, "截止时间。", "When entries close.")
  cutoffAt!: Date;

  @Takes(() => [DrawPrizeInput], "奖项，最高的在前。", "The prizes, the highest first.")
  prizes!: DrawPrizeInput[];

  @Takes(() => Int, "领取奖金的天数，1 至 90。", "Within how many days a prize is claimed, 1 to 90.")
  claimWindowDays!: number;
}

@InputOf({
  zh: "发布一个摇奖活动。发布后规则不得更改。",
  en: "Publishes a campaign. Its rules do not change afterwards.",
})
export class CreateCampaignInput {
  @Takes(() => String, "名称。", "Its name.", { max: 60 })
  name!: string;

  @Takes(() => RegionCodeScalar, "活动地区。", "Where it is held.")
  regionCode!: string;

  @Takes(() => DateScalar, "首日。", "Its first day.")
  firstDay!: string;

  @Takes(() => DateScalar, "末日（含）。", "Its last day.")
  lastDay!: string;

  @Takes(() => [InvoiceKind], "可参加的发票种类。", "The kinds of invoices that take part.")
  kinds!: InvoiceKind[];

  @Takes(
    () => [String],
    "可参加的行业（GB/T 4754 代码或其前缀）；为空则不限。",
    "The trades that take part, by GB/T 4754 codes or their beginnings; none for all.",
    { max: 8 },
  )
  industries!: string[];

  @Takes(
    () => Int,
    "发票开具后多少日内可以参加。",
    "For how many days after its issue an invoice may take part.",
  )
  maxInvoiceAgeDays!: number;

  @Takes(
    () => [LotteryTierInput],
    "即开奖的奖级；没有即开奖为空列表。",
    "The tiers of the instant draw; none without one.",
  )
  instantTiers!: LotteryTierInput[];

  @Takes(() => Int, "领取即开奖奖金的小时数。", "Within how many hours an instant prize is claimed.")
  claimWindowHours!: number;

  @Takes(() => Int, "预计参加的发票张数。", "How many invoices are expected.")
  expectedEntries!: number;

  @Takes(() => CNY, "奖金预算。", "The budget of prizes.")
  budget!: bigint;

  @Takes(() => [PlannedDrawInput], "定期摇奖；没有为空列表。", "The periodic draws, if any.")
  draws!: PlannedDrawInput[];

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "为作废的摇奖另行安排一次。", en: "Plans another draw in place of one that was voided." })
export class PlanDrawInput {
  @Takes(() => ID, "活动。", "The campaign.")
  campaignId!: string;

  @Takes(() => PlannedDrawInput, "摇奖。", "The draw.")
  draw!: PlannedDrawInput;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "公布种子的摘要。", en: "Publishes the digest of the seed." })
export class CommitSeedInput {
  @Takes(() => ID, "摇奖。", "The draw.")
  drawId!: string;

  @Takes(
    () => String,
    "种子（32 字节）的 SHA-256，64 位小写十六进制。种子由办理人保管，不得交给平台。",
    "The SHA-256 of the seed's 32 bytes, 64 hex digits in lower case. The seed itself stays with the officer.",
    { max: 64 },
  )
  seedCommit!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "对一次摇奖办理一个步骤。", en: "Takes a step with a draw." })
export class DrawStepInput {
  @Takes(() => ID, "摇奖。", "The draw.")
  drawId!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "揭示种子并开奖。", en: "Tells the seed and draws." })
export class RevealAndDrawInput {
  @Takes(() => ID, "摇奖。", "The draw.")
  drawId!: string;

  @Takes(() => String, "种子，64 位小写十六进制。", "The seed, 64 hex digits in lower case.", { max: 64 })
  seed!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "登记公证结果。", en: "Records the notary's certificate." })
export class NotariseDrawInput {
  @Takes(() => ID, "摇奖。", "The draw.")
  drawId!: string;

  @Takes(() => String, "公证机构。", "The notary.", { max: 60 })
  notary!: string;

  @Takes(() => String, "公证书编号。", "The number of the certificate.", { max: 60 })
  documentNo!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "作废一次尚未公布的摇奖。", en: "Voids a draw that is not published." })
export class VoidDrawInput {
  @Takes(() => ID, "摇奖。", "The draw.")
  drawId!: string;

  @Takes(() => String, "原因。", "Why.", { max: 200 })
  reason!: string;

  @Takes(
    () => String,
    "公证机构的作废记录编号；已开奖的必填。",
    "The number of the notary's record of voiding; needed once it was drawn.",
    { nullable: true, max: 60 },
  )
  recordNo?: string | null;

  @IdempotencyKey()
  idempotencyKey!: string;
}
