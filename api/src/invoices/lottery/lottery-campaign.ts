import { AuthorityCodeScalar } from "../../identifiers/authority-code.ts";
import { RegionCodeScalar } from "../../identifiers/region-code.ts";
import { Connection } from "../../platform/connection.ts";
import { Amount, Column, Count, Day, Id, Model, RateOf, Scalar, Text } from "../../platform/model.ts";

/** A campaign is public from the day it is made: everybody reads its terms, and may recompute all that comes of them. */
@Model({
  prefix: "lc",
  zh: "发票摇奖活动。规则自公布之日起不得更改。",
  en: "A lottery of invoices. Its rules do not change once it is published.",
})
export class LotteryCampaign {
  @Id()
  id!: string;

  @Text("名称。", "Its name.", { max: 60 })
  name!: string;

  @Scalar(() => AuthorityCodeScalar, "text", "主办税务机关代码。", "The authority that holds it.", {
    index: true,
  })
  authorityCode!: string;

  @Scalar(() => RegionCodeScalar, "text", "活动地区。", "Where it is held.", { index: true })
  regionCode!: string;

  @Day("首日。", "Its first day.")
  firstDay!: string;

  @Day("末日（含）。", "Its last day.")
  lastDay!: string;

  @Column("text[]", { type: "array" })
  kinds!: string[];

  @Column("text[]", { type: "array" })
  industries!: string[];

  @Count("发票开具后多少日内可以参加。", "For how many days after its issue an invoice may take part.")
  maxInvoiceAgeDays!: number;

  @Count("领取即开奖奖金的小时数。", "Within how many hours an instant prize is claimed.")
  claimWindowHours!: number;

  @Amount("奖金预算。", "The budget of prizes.")
  budget!: bigint;

  @Count("预计参加的发票张数。", "How many invoices are expected.")
  expectedEntries!: number;

  @Text(
    "规则的 SHA-256（规范 JSON），公布后不变。",
    "The SHA-256 of the rules as canonical JSON; it never changes.",
    { max: 64 },
  )
  rulesHash!: string;

  @Column("text")
  createdById!: string;
}

/** One tier of the instant draw. */
@Model({
  key: "tier",
  partOf: "lotteryCampaignId",
  zh: "即开奖的一个奖级。",
  en: "A tier of the instant draw.",
})
export class LotteryTier {
  @Column("text", { primary: true })
  lotteryCampaignId!: string;

  @Count("奖级，从 1 起。", "The tier, from 1.", { primary: true })
  tier!: number;

  @Amount("奖金。", "The prize.")
  prize!: bigint;

  @RateOf("中奖概率。", "The probability of winning it.")
  probability!: string;

  @Count("奖金总数。", "How many prizes there are.")
  stock!: number;

  @Count("剩余奖金数。", "How many are left.")
  stockLeft!: number;
}

export const LotteryCampaignConnection = Connection(LotteryCampaign);
