import { AuthorityCodeScalar } from "../../identifiers/authority-code.ts";
import { Column, Day, Id, Model, Moment, Scalar, Text } from "../../platform/model.ts";

/** A filing deadline set by notice: the national table of a year, or a province's extension. */
@Model({
  prefix: "ddl",
  alone: true,
  zh: "以公告确定的申报期限：总局公布的全年期限表，或省级税务机关的延期。",
  en: "A filing deadline set by notice: the published table of a year, or a province's extension.",
})
export class DeadlineOverride {
  @Id()
  id!: string;

  @Text("申报月份，例如 2026-10。", "The month of filing, for example 2026-10.")
  month!: string;

  @Scalar(
    () => AuthorityCodeScalar,
    "text",
    "适用的税务机关；全国适用的为空。",
    "The authority in whose area it holds; empty for the whole country.",
    { nullable: true },
  )
  authorityCode!: string | null;

  @Column("text[]", { type: "array" })
  taxTypes!: string[];

  @Day("申报期限。", "The deadline.")
  deadline!: string;

  @Text("公告名称和文号。", "The notice.", { max: 200 })
  notice!: string;

  @Column("text", { nullable: true })
  publishedById!: string | null;

  @Moment("发布时间；随平台装入的为空。", "When it was published; empty where it came with the platform.", {
    nullable: true,
  })
  publishedAt!: Date | null;

  @Moment("被后来的公告取代的时间。", "When a later notice took its place.", { nullable: true })
  withdrawnAt!: Date | null;
}
