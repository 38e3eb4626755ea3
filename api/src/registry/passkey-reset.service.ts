import { ID } from "type-graphql";
import { refuse as access } from "../platform/access.ts";
import type { Context } from "../platform/context.ts";
import { IdempotencyKey, InputOf, Takes } from "../platform/model.ts";
import { check, problems } from "../platform/refusal.ts";
import { inTransaction } from "../platform/transaction.ts";
import { refuse as approvals } from "./approval.rules.ts";
import { requestApproval } from "./approval.service.ts";
import { Approval, ApprovalStatus } from "./approval.ts";
import { actsFor } from "./facts.ts";
import { caseByNumber, isConflicted, recordById } from "./officer.queries.ts";
import { whyNotLook } from "./officer.rules.ts";
import { officerOf } from "./officer.service.ts";
import { carryOutReset, requestReset } from "./passkey-reset.queries.ts";

/** The capability it takes: whoever works at the hall sees the person and their identity document. */
export const RESET = "officer:hall";

export const refuse = problems({
  PASSKEY_RESET_PERSON: {
    zh: "此人不是该纳税人的在任办税人员",
    en: "The person does not act for this taxpayer.",
    actor: "USER",
  },
  PASSKEY_RESET_SELF: {
    zh: "不能重置自己的通行密钥",
    en: "Nobody resets their own passkeys.",
    actor: "USER",
  },
  PASSKEY_RESET_NOT_APPROVED: {
    zh: "重置尚未获批、已过有效期或已经办理",
    en: "The reset is not approved, its approval has ended, or it was carried out before.",
    actor: "USER",
  },
});

@InputOf({
  zh: "申请重置一名办税人员遗失的通行密钥。案件编号在请求头 Case-Number 中。",
  en: "Requests that the lost passkeys of a person be reset. The case number stands in the header Case-Number.",
})
export class RequestPasskeyResetInput {
  @Takes(() => ID, "该人员代表的纳税人，须在本辖区。", "A taxpayer of the area for whom the person acts.")
  taxpayerId!: string;

  @Takes(() => ID, "遗失通行密钥的人员。", "The person who has lost the passkeys.")
  personId!: string;

  @Takes(
    () => String,
    "理由及核验身份的方式，10 至 200 字。",
    "Why, and how the person was identified, 10 to 200 characters.",
    {
      max: 200,
    },
  )
  reason!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "办理已获批的重置。", en: "Carries out a reset that was approved." })
export class ResetPasskeysInput {
  @Takes(() => ID, "获批的申请。", "The approved request.")
  approvalId!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

/** The first officer: sees the person, names the case, and asks for a second officer. */
export async function requestPasskeyReset(
  context: Context,
  { taxpayerId, personId, reason }: RequestPasskeyResetInput,
): Promise<Approval> {
  const officer = await officerOf(context);
  const { caseNo } = context.caller;
  check(
    caseNo === undefined && access.PURPOSE_REQUIRED,
    [...reason.trim()].length < 10 && approvals.APPROVAL_REASON_REQUIRED,
    personId === officer.personId && refuse.PASSKEY_RESET_SELF,
  );
  const [[taxpayer], [named], conflicted, acts] = await Promise.all([
    recordById(context, { id: taxpayerId }),
    caseByNumber(context, { number: caseNo! }),
    isConflicted(context, taxpayerId),
    actsFor(context.environment.database.reader, personId, context.today),
  ]);
  check(!taxpayer && access.JURISDICTION_DENIED);
  check(
    ...whyNotLook({
      officer,
      scope: RESET,
      taxpayer: taxpayer!,
      dataClass: "C3",
      named: named ?? null,
      approved: true,
      conflicted,
      now: context.now,
    }),
    !acts.some((act) => act.taxpayerId === taxpayerId) && refuse.PASSKEY_RESET_PERSON,
    named?.handlerId === personId && approvals.APPROVER_IS_CONCERNED,
  );
  const approval = await requestApproval(context, {
    scope: RESET,
    taxpayerId,
    caseNo: caseNo!,
    reason: reason.trim(),
    amount: null,
    handlerId: named?.handlerId ?? null,
    concernsId: personId,
  });
  const asked = { personId, approvalId: approval.id, caseNo: caseNo!, now: new Date() };
  await requestReset(inTransaction(context), asked);
  return approval;
}

/** Carries out what a second officer has approved, once, within 72 hours; by whoever requested it. */
export async function resetPasskeys(context: Context, { approvalId }: ResetPasskeysInput): Promise<Approval> {
  const officer = await officerOf(context);
  const approval = await context.em.findOne(Approval, { id: approvalId }, { lockMode: 4, refresh: true });
  const isReady =
    approval?.scope === RESET &&
    approval.status === ApprovalStatus.APPROVED &&
    approval.requestedById === officer.personId &&
    approval.validUntil !== null &&
    approval.validUntil > context.now;
  check(!isReady && refuse.PASSKEY_RESET_NOT_APPROVED);
  check((await isConflicted(context, approval!.taxpayerId)) && access.CONFLICT_OF_INTEREST);
  const personId = await carryOutReset(inTransaction(context), approvalId, new Date());
  check(!personId && refuse.PASSKEY_RESET_NOT_APPROVED);
  return approval!;
}
