import type { Context } from "../platform/context.ts";
import { read, readAnyone } from "../platform/read.ts";
import { Approval } from "./approval.ts";
import { DeclaredConflict } from "./declared-conflict.ts";
import type { Officer } from "./officer.rules.ts";
import { OfficerPost } from "./officer-post.ts";
import { Taxpayer } from "./taxpayer.ts";
import { WorkItem } from "./work-item.ts";

const postsById = read<OfficerPost, { id: string }>(OfficerPost, "by-id", "t.id = :id");
export const postsOfPerson = read<OfficerPost, { person: string }>(
  OfficerPost,
  "of-person",
  "t.person_id = :person",
  { order: "t.id" },
);
export const caseByNumber = readAnyone<WorkItem, { number: string }>(
  WorkItem,
  "by-number",
  "t.number = :number",
  "whether a case is a ground is decided by the rules, which look at its authority",
);
export const recordById = readAnyone<Taxpayer, { id: string }>(
  Taxpayer,
  "record",
  "t.id = :id",
  "whether an officer may see it is decided by the rules before anything is shown",
);
const conflictsWith = read<DeclaredConflict, { taxpayer: string }>(
  DeclaredConflict,
  "with",
  "t.person_id = :caller.personId and t.taxpayer_id = :taxpayer",
);
const approvalsInForce = readAnyone<Approval, { scope: string; taxpayer: string; caseNo: string; now: Date }>(
  Approval,
  "in-force",
  `t.scope = :scope and t.status = 'APPROVED' and t.requested_by_id = :caller.personId and t.post_id = :caller.postId
   and t.taxpayer_id = :taxpayer and t.case_no = :caseNo and t.valid_until > :now::timestamptz`,
  "the statement itself goes by the officer who requested it",
);

/** The officer who calls, by the post of the token; nothing when the post is gone. */
export async function callingOfficer(
  context: Context,
): Promise<(Officer & { postId: string; post: OfficerPost }) | undefined> {
  const { postId, personId } = context.caller;
  const [post] = postId ? await postsById(context, { id: postId }) : [];
  if (!post || post.personId !== personId) return undefined;
  const { level, authorityCode, certified } = post;
  // What the token says may be less than what the post holds, never more.
  const scopes = context.caller.scopes.filter((scope) => post.scopes.includes(scope));
  return { postId: post.id, post, personId: post.personId, level, authorityCode, scopes, certified };
}

/** Whether a second person's approval is in force for this officer, taxpayer and case. */
export const isApproved = async (context: Context, taxpayer: string, caseNo: string): Promise<boolean> =>
  (await approvalsInForce(context, { scope: "officer:taxpayer", taxpayer, caseNo, now: context.now }))
    .length > 0;

/** Whether the officer declared an interest in the taxpayer. */
export const isConflicted = async (context: Context, taxpayer: string): Promise<boolean> =>
  (await conflictsWith(context, { taxpayer })).length > 0;
