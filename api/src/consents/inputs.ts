import { ID, Int } from "type-graphql";
import { IdempotencyKey, InputOf, Takes } from "../platform/model.ts";
import { DateScalar, DateTimeScalar } from "../platform/scalars.ts";

@InputOf({ zh: "撤回一项授权。", en: "Withdraws a consent." })
export class RevokeConsentInput {
  @Takes(() => ID, "要撤回的授权。", "The consent to withdraw.")
  consentId!: string;

  @Takes(() => String, "原因，最多 200 字。", "Why, at most 200 characters.", { nullable: true, max: 200 })
  reason?: string | null;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "同意一项待审批的授权。", en: "Agrees to a consent that waits for approval." })
export class ApproveConsentInput {
  @Takes(() => ID, "待审批的授权。", "The consent that waits.")
  id!: string;

  @Takes(
    () => [String],
    "逐项单独同意的敏感权限（C4）；每一项都须列出。",
    "The sensitive scopes (C4) agreed to one by one; each has to be named.",
  )
  separate!: string[];

  @Takes(
    () => Int,
    "授权多久（月）；不填则为申请的期限。",
    "For how many months; as asked for when absent.",
    {
      nullable: true,
    },
  )
  months?: number | null;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({
  zh: "拒绝一项待审批的授权，或收回自己的申请。",
  en: "Refuses a consent that waits, or takes one's own request back.",
})
export class RefuseConsentInput {
  @Takes(() => ID, "待审批的授权。", "The consent that waits.")
  id!: string;

  @Takes(() => String, "原因，最多 200 字。", "Why, at most 200 characters.", { nullable: true, max: 200 })
  reason?: string | null;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({
  zh: "缩小一项授权。不填的不变；只能缩小，不能扩大。",
  en: "Narrows a consent. What is absent stays; nothing can be widened.",
})
export class NarrowConsentInput {
  @Takes(() => ID, "要缩小的授权。", "The consent to narrow.")
  id!: string;

  @Takes(() => [String], "保留的权限。", "The scopes to keep.", { nullable: true })
  scopes?: string[] | null;

  @Takes(() => [String], "保留的字段坐标。", "The fields to keep.", { nullable: true })
  fields?: string[] | null;

  @Takes(() => DateTimeScalar, "提前到的到期时间。", "The earlier end.", { nullable: true })
  expiresAt?: Date | null;

  @Takes(() => DateScalar, "可读取的最早所属日期。", "The first day of periods to keep.", { nullable: true })
  periodFrom?: string | null;

  @Takes(() => DateScalar, "可读取的最晚所属日期。", "The last day of periods to keep.", { nullable: true })
  periodTo?: string | null;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({
  zh: "应用证明已删除在某项授权下获得的数据。",
  en: "An app attests that it deleted what it obtained under a consent.",
})
export class AttestDeletionInput {
  @Takes(() => ID, "已结束的授权。", "The consent that has ended.")
  id!: string;

  @Takes(() => Int, "删除的数据条数，0 至 2147483647。", "How many records were deleted, 0 to 2147483647.")
  deletedItems!: number;

  @IdempotencyKey()
  idempotencyKey!: string;
}
