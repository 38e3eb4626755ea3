import { AuthorityCodeScalar } from "../identifiers/authority-code.ts";
import { Choice, Column, Count, choice, Day, Decimal, Id, Model, Scalar, Text } from "../platform/model.ts";

export enum Grade {
  A = "A",
  B = "B",
  M = "M",
  C = "C",
  D = "D",
}
choice(Grade, {
  name: "Grade",
  zh: "纳税缴费信用级别（国家税务总局公告2025年第12号）。",
  en: "The tax credit grade (STA announcement No. 12 of 2025).",
  values: {
    A: ["90 分以上", "90 points or more"],
    B: ["70 分以上不满 90 分", "70 points or more, less than 90"],
    M: [
      "新设立，或全年无经营收入且 70 分以上",
      "Newly established, or without business income and 70 points or more",
    ],
    C: ["40 分以上不满 70 分", "40 points or more, less than 70"],
    D: ["不满 40 分，或直接判为 D 级", "Less than 40 points, or ruled D directly"],
  },
});

@Model({
  prefix: "cg",
  owner: { taxpayer: ["taxpayerId"] },
  scope: "credit:read",
  zh: "年度纳税缴费信用评价结果，次年 4 月公布。",
  en: "The tax credit grade of a year, published in April of the next.",
})
export class CreditGrade {
  @Id()
  id!: string;

  @Column("text", { index: true })
  taxpayerId!: string;

  @Count("评价年度。", "The year assessed.", { class: "C2" })
  year!: number;

  @Choice(() => Grade, "级别。", "The grade.", { class: "C2" })
  grade!: Grade;

  @Decimal("得分，最多两位小数。", "The score, at most two decimals.", { class: "C2" })
  score!: string;

  @Day("公布日。", "The day it was published.", { class: "C2" })
  publishedOn!: string;

  @Text("直接判为 D 级的原因；其他情形为空。", "Why it was ruled D directly; empty otherwise.", {
    class: "C2",
    nullable: true,
    max: 200,
  })
  directReason!: string | null;

  @Scalar(() => AuthorityCodeScalar, "text", "作出评价的税务机关。", "The authority that assessed it.", {
    class: "C2",
    nullable: true,
  })
  assessedBy!: string | null;
}
