import { ID, Int } from "type-graphql";
import { Choice, Column, Count, choice, Id, Model, Moment, Shape, Show } from "../../platform/model.ts";
import { UserError } from "../../platform/payload.ts";
import { IssuedInvoice } from "./issued-invoice.ts";

/** How far a batch has come. */
export enum IssueRequestState {
  PENDING = "PENDING",
  DONE = "DONE",
}
choice(IssueRequestState, {
  name: "IssueRequestState",
  zh: "批量开具的进度。",
  en: "How far a batch has come.",
  values: {
    PENDING: ["处理中", "Some of its items are still to be done."],
    DONE: ["已完成：每一张都已开具或被拒绝", "Done: each item was issued or refused."],
  },
});

export enum IssueItemState {
  PENDING = "PENDING",
  ISSUED = "ISSUED",
  REFUSED = "REFUSED",
}
choice(IssueItemState, {
  name: "IssueItemState",
  zh: "批量中一张发票的状态。",
  en: "What became of one item of a batch.",
  values: {
    PENDING: ["等待处理", "Still to be done."],
    ISSUED: ["已开具", "Issued."],
    REFUSED: ["被拒绝，未开具", "Refused, not issued."],
  },
});

const C3 = { class: "C3" } as const;

/** A batch of invoices to issue, worked off after it was accepted. */
@Model({
  zh: "批量开具申请。",
  en: "A batch of invoices to issue.",
  prefix: "irq",
  owner: { taxpayer: ["taxpayerId"] },
  scope: "invoice:issue",
  alone: true,
})
export class IssueRequest {
  @Id()
  id!: string;

  @Column("text")
  taxpayerId!: string;

  /** Who asked, as the worker acts for: the caller of the request, without times and addresses. */
  @Column("jsonb")
  caller!: object;

  @Choice(() => IssueRequestState, "进度。", "How far it has come.", C3)
  state!: IssueRequestState;

  @Count("共多少张。", "How many invoices it asks for.", C3)
  total!: number;

  @Count("已开具多少张。", "How many were issued.", C3)
  issued!: number;

  @Count("被拒绝多少张。", "How many were refused.", C3)
  refused!: number;

  @Moment("受理时间。", "When it was accepted.", C3)
  requestedAt!: Date;
}

/** One invoice of a batch; what was asked is forgotten once it is done. */
@Model({
  zh: "批量开具中的一张。",
  en: "One invoice of a batch.",
  key: "no",
  partOf: "issueRequestId",
  scope: "invoice:issue",
  alone: true,
})
export class IssueRequestItem {
  @Column("text", { primary: true })
  issueRequestId!: string;

  @Count("序号，从 1 起，与申请中的次序一致。", "Its place in the batch, from 1.", { ...C3, primary: true })
  no!: number;

  @Choice(() => IssueItemState, "状态。", "What became of it.", C3)
  state!: IssueItemState;

  @Column("jsonb", { nullable: true })
  draft!: object | null;

  @Column("jsonb", { nullable: true })
  answer!: object | null;
}

/** The result of one item. */
@Shape({ zh: "批量中一张的结果。", en: "The result of one item of a batch.", scope: "invoice:issue" })
export class IssueItemResult {
  @Show(() => IssueItemState, "状态。", "What became of it.", C3)
  state!: IssueItemState;

  @Show(() => IssuedInvoice, "所开具的发票。", "The invoice that was issued.", { ...C3, nullable: true })
  invoice!: IssuedInvoice | null;

  @Show(() => [UserError], "被拒绝的全部原因。", "Every reason for a refusal.", { ...C3, max: 20 })
  userErrors!: UserError[];
}

/** How far a batch has come, with the results in the order of its items. */
@Shape({ zh: "批量开具的进度与结果。", en: "The progress and results of a batch.", scope: "invoice:issue" })
export class IssueResult {
  @Show(() => ID, "申请编号。", "The id of the request.", C3)
  requestId!: string;

  @Show(() => IssueRequestState, "进度。", "How far it has come.", C3)
  state!: IssueRequestState;

  @Show(() => Int, "共多少张。", "How many invoices it asks for.", C3)
  total!: number;

  @Show(() => Int, "已开具多少张。", "How many were issued.", C3)
  issued!: number;

  @Show(() => Int, "被拒绝多少张。", "How many were refused.", C3)
  refused!: number;

  @Show(() => [IssueItemResult], "各张的结果，按申请中的次序。", "The results, in the order of the items.", {
    ...C3,
    max: 100,
  })
  items!: IssueItemResult[];
}
