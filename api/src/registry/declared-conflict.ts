import { Choice, Column, choice, Id, Model, Moment } from "../platform/model.ts";

export enum ConflictKind {
  RELATIVE = "RELATIVE",
  DEVELOPER_REVIEWED = "DEVELOPER_REVIEWED",
}
choice(ConflictKind, {
  name: "ConflictKind",
  zh: "利害关系的种类。",
  en: "The kind of a conflict of interest.",
  values: {
    RELATIVE: ["本人或近亲属", "The officer's own or a close relative's"],
    DEVELOPER_REVIEWED: ["审核过其开发的应用", "A developer whose app the officer reviewed"],
  },
});

/** What an officer declared (征管法第十二条: an officer with an interest stands aside). It binds in every post of the person. */
@Model({
  prefix: "doi",
  owner: { person: ["personId"] },
  scope: "officer:office",
  zh: "申报的利害关系：对该纳税人须回避。",
  en: "A declared conflict of interest: the officer stands aside for that taxpayer.",
})
export class DeclaredConflict {
  @Id()
  id!: string;

  @Column("text", { index: true })
  personId!: string;

  @Column("text", { index: true })
  taxpayerId!: string;

  @Choice(() => ConflictKind, "种类。", "The kind.", { class: "C2" })
  kind!: ConflictKind;

  @Moment("申报时间。", "When it was declared.", { class: "C2" })
  declaredAt!: Date;
}
