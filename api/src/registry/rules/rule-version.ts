import { AuthorityCodeScalar } from "../../identifiers/authority-code.ts";
import { Choice, Column, choice, Day, Flag, Id, Model, Moment, Scalar, Text } from "../../platform/model.ts";

export enum RuleTag {
  N = "N",
  /** @public Said by rows of the law. */
  V = "V",
  /** @public Said by rows of the law. */
  M = "M",
  /** @public Said by rows of the law. */
  D = "D",
}
choice(RuleTag, {
  name: "RuleTag",
  zh: "一条规则的依据有多可靠。",
  en: "How well a rule is founded.",
  values: {
    N: ["依据法律、法规或公告原文", "From the text of a law or notice"],
    V: ["依据二手资料，使用前应核对", "From a secondary source; check before relying on it"],
    M: ["尚未与原文核对", "Not yet confirmed against a text"],
    D: ["平台自行规定", "Decided by the platform"],
  },
});

/** The value of one rule of law in one period. Rows are added and ended, never changed. */
@Model({
  prefix: "rv",
  zh: "税收规则的一个版本：某项税率、金额、级距表在一段时间内的值及其法律依据。",
  en: "One version of a tax rule: the value of a rate, an amount or a table of brackets in a period, and the law it rests on.",
})
export class RuleVersion {
  @Id()
  id!: string;

  @Text("规则代码，例如 vat.rate.13。", "The key, for example vat.rate.13.", { max: 80 })
  key!: string;

  @Column("jsonb")
  value!: unknown;

  @Day("有效期起。", "The first day it holds.")
  validFrom!: string;

  @Day("有效期止（含当日）；长期有效的为空。", "The last day it holds, that day included; empty when open.", {
    nullable: true,
  })
  validTo!: string | null;

  @Text("依据的文件名称和文号。", "The law or notice it rests on.", { max: 200 })
  sourceDoc!: string;

  @Text("依据的条款。", "The article.", { nullable: true, max: 100 })
  sourceArticle!: string | null;

  @Choice(() => RuleTag, "依据的可靠程度。", "How well it is founded.")
  tag!: RuleTag;

  @Flag(
    "是否须在生产使用前与原文核实。",
    "Whether it must be confirmed against the text before it is relied on.",
  )
  verify!: boolean;

  @Scalar(
    () => AuthorityCodeScalar,
    "text",
    "省级税务机关代码：只在该省适用；全国适用的为空。",
    "The provincial bureau in whose area alone it holds; empty for the whole country.",
    { nullable: true },
  )
  authorityCode!: string | null;

  @Scalar(
    () => AuthorityCodeScalar,
    "text",
    "发布机关代码；随平台装入的为空。",
    "The authority that published it; empty where it came with the platform.",
    { nullable: true },
  )
  publisherCode!: string | null;

  @Column("text", { nullable: true })
  publishedById!: string | null;

  @Moment("发布时间；随平台装入的为空。", "When it was published; empty where it came with the platform.", {
    nullable: true,
  })
  publishedAt!: Date | null;

  @Flag("是否对过去的更正。", "Whether it corrects the past.")
  correction!: boolean;

  @Text("更正或终止的理由。", "Why it was corrected or ended.", { nullable: true, max: 200 })
  reason!: string | null;

  @Moment("被更正取代的时间；取代后不再适用。", "When a correction took its place; it holds no more.", {
    nullable: true,
  })
  withdrawnAt!: Date | null;
}
