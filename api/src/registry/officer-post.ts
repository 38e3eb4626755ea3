import { AuthorityCodeScalar } from "../identifiers/authority-code.ts";
import { Choice, Column, Day, Flag, Id, Model, Moment, Scalar, Text } from "../platform/model.ts";
import { AuthorityLevel } from "./tax-authority.ts";

/** A post held by a person in a tax authority. What an officer may do comes from the post and from nothing else. */
@Model({
  prefix: "pst",
  owner: { person: ["personId"], within: ["authorityCode"] },
  scope: "officer:office",
  zh: "税务人员的岗位：在哪个税务机关、有哪些权限、何时起止。",
  en: "A post of a tax officer: in which authority, with which scopes, and when.",
})
export class OfficerPost {
  @Id()
  id!: string;

  @Column("text", { index: true })
  personId!: string;

  @Scalar(() => AuthorityCodeScalar, "text", "所在税务机关代码。", "The code of the tax authority.", {
    index: true,
  })
  authorityCode!: string;

  @Choice(() => AuthorityLevel, "税务机关的级别。", "The level of that authority.")
  level!: AuthorityLevel;

  @Text("岗位名称，例如 税源管理岗。", "What the post is called, for example 税源管理岗.", { max: 40 })
  title!: string;

  @Column("text[]", { type: "array" })
  scopes!: string[];

  @Day("任职起始日。", "The first day in the post.")
  validFrom!: string;

  @Day(
    "任职终止日（当日起不再任职）；在任的为空。",
    "The day from which it is no longer held; empty while it is.",
    {
      nullable: true,
    },
  )
  validTo!: string | null;

  @Flag(
    "是否持有税务检查证（征管法第五十九条）；没有的不得查看纳税人的敏感个人信息。",
    "Whether its holder has the tax inspection certificate (Tax Collection Law, art. 59); without it no sensitive personal data is shown.",
  )
  certified!: boolean;

  @Moment("岗位被终止的时间。", "When it was ended.", { nullable: true })
  endedAt!: Date | null;
}
