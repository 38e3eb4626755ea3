import { Connection } from "../../platform/connection.ts";
import { Choice, Column, Count, Flag, Id, Model, Moment, Text } from "../../platform/model.ts";
import { InstantResult } from "./lottery-states.ts";

const C1 = { class: "C1" } as const;

/** An invoice that takes part, for the person who entered it. Its id is published with the draw and tells nothing of either. */
@Model({
  prefix: "le",
  owner: { taxpayer: ["taxpayerId"] },
  scope: "lottery:enter",
  zh: "摇奖参与记录。编号随定期摇奖公布，不透露发票和个人信息。",
  en: "An entry in a lottery. Its id is published with the draw and tells nothing of the invoice or the person.",
})
export class LotteryEntry {
  @Id()
  id!: string;

  @Column("text", { index: true })
  taxpayerId!: string;

  @Column("text")
  personId!: string;

  @Column("text", { unique: true })
  invoiceId!: string;

  @Column("text", { index: true })
  campaignId!: string;

  @Text(
    "发票标识的 SHA-256（十六进制），即开奖的算法输入。",
    "The SHA-256 of the invoice's number in hex: what goes into the instant draw.",
    { ...C1, max: 64 },
  )
  invoiceDigest!: string;

  @Moment("参与时间。", "When it was entered.", C1)
  enteredAt!: Date;

  @Choice(() => InstantResult, "即开奖结果。", "What came of the instant draw.", C1)
  instantResult!: InstantResult;

  @Count("即开奖的奖级；未中奖为空。", "The tier of the instant draw; empty when nothing was won.", {
    ...C1,
    nullable: true,
  })
  instantTier!: number | null;

  @Flag("是否参加定期摇奖。", "Whether it takes part in periodic draws.", C1)
  drawEligible!: boolean;

  /** The periodic draw whose entries it was closed with. */
  @Column("text", { nullable: true })
  drawId!: string | null;
}

export const LotteryEntryConnection = Connection(LotteryEntry);
