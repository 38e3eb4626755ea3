import { ID } from "type-graphql";
import { AuthorityCodeScalar } from "../identifiers/authority-code.ts";
import { IdempotencyKey, InputOf, Takes } from "../platform/model.ts";
import { DateTimeScalar } from "../platform/scalars.ts";
import { WorkItemKind } from "./work-item.ts";

const REASON = { max: 200 } as const;

@InputOf({ zh: "立案。", en: "Opens a work item." })
export class OpenWorkItemInput {
  @Takes(() => ID, "所涉纳税人。", "The taxpayer it is about.")
  taxpayerId!: string;

  @Takes(() => WorkItemKind, "种类。", "The kind.")
  kind!: WorkItemKind;

  @Takes(() => String, "事由，5 至 200 字。", "What it is about, 5 to 200 characters.", REASON)
  subject!: string;

  @Takes(
    () => AuthorityCodeScalar,
    "办理机关；不填为本机关。不管辖该纳税人的，为跨区域协查。",
    "The authority that is to work on it, the own one when absent. One that the taxpayer is not in the area of makes it a cross-area case.",
    { nullable: true },
  )
  authorityCode?: string | null;

  @Takes(() => [String], "跨区域协查所需的字段。", "The fields that a cross-area case opens.", {
    nullable: true,
    max: 40,
  })
  fields?: string[] | null;

  @Takes(() => DateTimeScalar, "办结期限；不填为 30 日。", "Until when; 30 days when absent.", {
    nullable: true,
  })
  dueAt?: Date | null;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "分派。", en: "Assigns a work item." })
export class AssignWorkItemInput {
  @Takes(() => ID, "工作事项。", "The work item.")
  workItemId!: string;

  @Takes(() => ID, "经办人，须在办理机关任职。", "Who handles it: somebody with a post in the authority.")
  handlerId!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "办结。", en: "Closes a work item." })
export class CloseWorkItemInput {
  @Takes(() => ID, "工作事项。", "The work item.")
  workItemId!: string;

  @Takes(() => String, "理由，5 至 200 字。", "Why, 5 to 200 characters.", REASON)
  reason!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "提级办理。", en: "Takes a work item over." })
export class TakeOverWorkItemInput {
  @Takes(() => ID, "工作事项。", "The work item.")
  workItemId!: string;

  @Takes(() => String, "理由，5 至 200 字。", "Why, 5 to 200 characters.", REASON)
  reason!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}
