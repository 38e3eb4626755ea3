import { Int } from "type-graphql";
import { AuthorityCodeScalar } from "../../identifiers/authority-code.ts";
import {
  Choice,
  Column,
  Count,
  Id,
  InputOf,
  Model,
  Moment,
  Scalar,
  Shape,
  Show,
  Takes,
  Text,
} from "../../platform/model.ts";
import { CNY } from "../../platform/money.ts";
import { DrawStatus } from "./lottery-states.ts";

/** A periodic draw by commit and reveal. Everything of it is public, so that anybody recomputes it. */
@Model({
  prefix: "ld",
  zh: "定期摇奖。种子的摘要在截止前公布，参与名单的摘要在揭示种子前公布，任何人都可以据此重算结果。",
  en: "A periodic draw. The digest of its seed is published before entries close, that of the entries before the seed is told: anybody recomputes the result.",
})
export class LotteryDraw {
  @Id()
  id!: string;

  @Text(
    "摇奖编号，也是算法的输入，例如 DRAW-2026-Q3-330100。",
    "Its number, which goes into the algorithm.",
    {
      unique: true,
      max: 40,
    },
  )
  number!: string;

  @Column("text", { index: true })
  campaignId!: string;

  @Scalar(() => AuthorityCodeScalar, "text", "主办税务机关代码。", "The authority that holds it.", {
    index: true,
  })
  authorityCode!: string;

  @Choice(() => DrawStatus, "状态。", "Its state.")
  status!: DrawStatus;

  @Moment("截止时间。", "When entries close.")
  cutoffAt!: Date;

  /** `[{ amount: "20000.00", count: 3 }]`, the highest first. */
  @Column("jsonb")
  prizes!: { amount: string; count: number }[];

  @Count("领取奖金的天数。", "Within how many days a prize is claimed.")
  claimWindowDays!: number;

  @Text("种子的 SHA-256（十六进制）。", "The SHA-256 of the seed, in hex.", { nullable: true, max: 64 })
  seedCommit!: string | null;

  @Moment("公布种子摘要的时间。", "When the digest of the seed was published.", { nullable: true })
  committedAt!: Date | null;

  @Column("text", { nullable: true })
  committedById!: string | null;

  @Text("参与名单的 SHA-256（十六进制）。", "The SHA-256 of the entries, in hex.", {
    nullable: true,
    max: 64,
  })
  entriesRoot!: string | null;

  @Count("参与名单的条数。", "How many entries there are.", { nullable: true })
  entryCount!: number | null;

  @Moment("截止、公布参与名单摘要的时间。", "When the entries were closed and their digest published.", {
    nullable: true,
  })
  closedAt!: Date | null;

  @Text("揭示的种子（十六进制，32 字节）。", "The seed as it was told: 32 bytes in hex.", {
    nullable: true,
    max: 64,
  })
  seedReveal!: string | null;

  @Moment("开奖时间。", "When it was drawn.", { nullable: true })
  drawnAt!: Date | null;

  @Column("text", { nullable: true })
  drawnById!: string | null;

  /** Entries that were drawn although their invoices had lost their ground since entries closed. */
  @Column("text[]", { type: "array" })
  disqualified!: string[];

  @Text("公证机构。", "The notary.", { nullable: true, max: 60 })
  notary!: string | null;

  @Text("公证书编号。", "The number of the notary's certificate.", { nullable: true, max: 60 })
  notaryDocNo!: string | null;

  @Moment("公证时间。", "When the notary certified it.", { nullable: true })
  notarisedAt!: Date | null;

  @Moment("公布时间。", "When it was published.", { nullable: true })
  publishedAt!: Date | null;

  @Text("作废的原因。", "Why it was voided.", { nullable: true, max: 200 })
  voidReason!: string | null;

  @Text("作废时的公证记录编号；已开奖的必填。", "The notary's record of voiding; needed once it was drawn.", {
    nullable: true,
    max: 60,
  })
  voidRecordNo!: string | null;
}

/** What a draw gives: so many prizes of one amount. */
@Shape({ zh: "定期摇奖的一个奖项。", en: "A class of prizes of a periodic draw." })
export class DrawPrize {
  @Show(() => CNY, "每份奖金。", "Each prize.")
  amount!: bigint;

  @Show(() => Int, "份数。", "How many.")
  count!: number;
}

@InputOf({ zh: "定期摇奖的一个奖项。", en: "A class of prizes of a periodic draw." })
export class DrawPrizeInput {
  @Takes(() => CNY, "每份奖金。", "Each prize.")
  amount!: bigint;

  @Takes(() => Int, "份数，1 至 1000。", "How many, 1 to 1000.")
  count!: number;
}

/** A winner as everybody may see it. */
@Shape({
  zh: "中奖结果。参与编号与参与名单一致，姓名已脱敏。",
  en: "A winner. The entry's id is that of the published entries; the name is masked.",
})
export class DrawWinner {
  @Show(() => Int, "名次，从 1 起。", "The place, from 1.")
  place!: number;

  @Show(() => String, "参与编号。", "The id of the entry.")
  entryId!: string;

  @Show(() => String, "姓名（脱敏）。", "The name, masked.")
  nameMasked!: string;

  @Show(() => CNY, "奖金。", "The prize.")
  amount!: bigint;
}
