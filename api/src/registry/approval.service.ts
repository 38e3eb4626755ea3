import { ID } from "type-graphql";
import { refuse as access } from "../platform/access.ts";
import type { Context } from "../platform/context.ts";
import { IdempotencyKey, InputOf, Takes } from "../platform/model.ts";
import { check } from "../platform/refusal.ts";
import { APPROVAL_HOURS, hoursLater, refuse, whyNotDecide } from "./approval.rules.ts";
import { Approval, ApprovalStatus } from "./approval.ts";
import { caseByNumber, isConflicted, recordById } from "./officer.queries.ts";
import { whyNotLook } from "./officer.rules.ts";
import { LOOK, officerOf } from "./officer.service.ts";
import { OfficerPost } from "./officer-post.ts";

@InputOf({
  zh: "申请查看一个纳税人的敏感个人信息。案件编号在请求头 Case-Number 中。",
  en: "Requests to see a taxpayer's sensitive personal data. The case number stands in the header Case-Number.",
})
export class RequestAccessInput {
  @Takes(() => ID, "纳税人。", "The taxpayer.")
  taxpayerId!: string;

  @Takes(() => String, "理由，10 至 200 字。", "Why, 10 to 200 characters.", { max: 200 })
  reason!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "决定一项申请。", en: "Decides on a request." })
export class DecideAccessInput {
  @Takes(() => ID, "申请。", "The request.")
  approvalId!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

/** What a request for a second person is about. */
export interface Request {
  scope: string;
  taxpayerId: string;
  caseNo: string;
  reason: string;
  amount: bigint | null;
  /** The person who handles the matter, who must not approve it. */
  handlerId: string | null;
  /** The person it is about, where it is about one: shown masked to whoever decides, who must be another. */
  concernsId?: string;
}

/** Stores a request that waits 72 hours for a second person. Part of the caller's transaction. */
export async function requestApproval(context: Context, request: Request): Promise<Approval> {
  const { em, caller, now } = context;
  const approval = em.create(Approval, {
    ...request,
    concernsId: request.concernsId ?? null,
    authorityCode: caller.authorityCode!,
    requestedById: caller.personId!,
    postId: caller.postId!,
    status: ApprovalStatus.PENDING,
    requestedAt: now,
    decideBy: hoursLater(now, APPROVAL_HOURS),
    decidedById: null,
    decidedAt: null,
    validUntil: null,
  } as never);
  await em.flush();
  return approval;
}

/** An officer asks for what takes two persons: a look at C4 data. All else that it takes must be there already. */
export async function requestAccess(
  context: Context,
  { taxpayerId, reason }: RequestAccessInput,
): Promise<Approval> {
  const officer = await officerOf(context);
  const { caseNo } = context.caller;
  check(
    caseNo === undefined && access.PURPOSE_REQUIRED,
    [...reason.trim()].length < 10 && refuse.APPROVAL_REASON_REQUIRED,
  );
  const [[taxpayer], [named], conflicted] = await Promise.all([
    recordById(context, { id: taxpayerId }),
    caseByNumber(context, { number: caseNo! }),
    isConflicted(context, taxpayerId),
  ]);
  check(!taxpayer && access.JURISDICTION_DENIED);
  check(
    ...whyNotLook({
      officer,
      scope: LOOK,
      taxpayer: taxpayer!,
      dataClass: "C4",
      named: named ?? null,
      approved: true,
      conflicted,
      now: context.now,
    }),
  );
  return requestApproval(context, {
    scope: LOOK,
    taxpayerId,
    caseNo: caseNo!,
    reason: reason.trim(),
    amount: null,
    handlerId: named!.handlerId,
  });
}

/** The second person decides. Two at once: the row's lock lets the first decide, the other finds it decided. */
export async function decideApproval(
  context: Context,
  approvalId: string,
  approve: boolean,
): Promise<Approval> {
  const { em, now } = context;
  const officer = await officerOf(context);
  const approval = await em.findOne(Approval, { id: approvalId }, { lockMode: 4, refresh: true });
  if (!approval) return check(refuse.APPROVAL_NOT_FOUND) as never;
  const requester = await em.findOne(OfficerPost, { id: approval.postId });
  check(!requester && refuse.APPROVAL_NOT_FOUND);
  check(...whyNotDecide({ ...approval, level: requester!.level }, officer, now));
  check((await isConflicted(context, approval.taxpayerId)) && access.CONFLICT_OF_INTEREST);
  approval.status = approve ? ApprovalStatus.APPROVED : ApprovalStatus.REFUSED;
  approval.decidedById = officer.personId;
  approval.decidedAt = now;
  approval.validUntil = approve ? hoursLater(now, APPROVAL_HOURS) : null;
  await em.flush();
  return approval;
}
