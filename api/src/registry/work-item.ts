import { AuthorityCodeScalar } from "../identifiers/authority-code.ts";
import { Choice, Column, choice, Flag, Id, Model, Moment, Scalar, Text } from "../platform/model.ts";

export enum WorkItemKind {
  REVIEW = "REVIEW",
  APPROVAL = "APPROVAL",
  FIELD_CHECK = "FIELD_CHECK",
  LETTER = "LETTER",
  ESCALATION = "ESCALATION",
}
choice(WorkItemKind, {
  name: "WorkItemKind",
  zh: "工作事项的种类。",
  en: "The kind of a work item.",
  values: {
    REVIEW: ["案头审核", "Desk review"],
    APPROVAL: ["审批", "Approval"],
    FIELD_CHECK: ["实地核查", "Check on site"],
    LETTER: ["发函、协查", "Letter, or help for another authority"],
    ESCALATION: ["提级办理", "Taken over by the authority above"],
  },
});

export enum WorkItemStatus {
  OPEN = "OPEN",
  ASSIGNED = "ASSIGNED",
  CLOSED = "CLOSED",
}
choice(WorkItemStatus, {
  name: "WorkItemStatus",
  zh: "工作事项的状态。",
  en: "The state of a work item.",
  values: {
    OPEN: ["已立案，待分派", "Opened, waits for somebody to handle it"],
    ASSIGNED: ["办理中", "Somebody handles it"],
    CLOSED: ["已办结", "Closed"],
  },
});

/** A case. Its number is the purpose an officer states for looking at a taxpayer. */
@Model({
  prefix: "wi",
  owner: { within: ["authorityCode"] },
  scope: "officer:office",
  zh: "工作事项（案件）。案件编号是查询纳税人信息的依据。",
  en: "A work item, or case. Its number is the ground on which a taxpayer's data is looked at.",
})
export class WorkItem {
  @Id()
  id!: string;

  @Text("案件编号。", "The number of the case.", { unique: true, class: "C2" })
  number!: string;

  @Choice(() => WorkItemKind, "种类。", "The kind.", { class: "C2" })
  kind!: WorkItemKind;

  @Text("事由。", "What it is about.", { class: "C2", max: 200 })
  subject!: string;

  @Column("text", { index: true })
  taxpayerId!: string;

  @Scalar(() => AuthorityCodeScalar, "text", "办理机关代码。", "The authority that works on it.", {
    index: true,
    class: "C2",
  })
  authorityCode!: string;

  @Column("text", { nullable: true })
  handlerId!: string | null;

  @Choice(() => WorkItemStatus, "状态。", "The state.", { class: "C2" })
  status!: WorkItemStatus;

  @Moment("须在此前办结。", "Until when it is to be closed.", { class: "C2" })
  dueAt!: Date;

  @Column("text", { nullable: true })
  openedById!: string | null;

  @Column("text", { nullable: true })
  assignedById!: string | null;

  @Column("text", { nullable: true })
  closedById!: string | null;

  @Text("办结的理由。", "Why it was closed.", { class: "C2", nullable: true, max: 200 })
  closeReason!: string | null;

  @Text("提级前的办理机关代码。", "The authority that worked on it before the one above took it over.", {
    class: "C2",
    nullable: true,
  })
  takenFrom!: string | null;

  @Text("提级办理的理由。", "Why the authority above took it over.", {
    class: "C2",
    nullable: true,
    max: 200,
  })
  takeReason!: string | null;

  @Flag("是否跨区域协查。", "Whether it concerns a taxpayer of another area.", { class: "C2" })
  crossArea!: boolean;

  @Column("text[]", { type: "array" })
  fields!: string[];

  @Moment("立案时间。", "When it was opened.", { class: "C2" })
  openedAt!: Date;

  @Moment("办结时间。", "When it was closed.", { class: "C2", nullable: true })
  closedAt!: Date | null;
}
