import { createHash } from "node:crypto";
import { type Problem, problems } from "../../platform/refusal.ts";
import type { DelegationStatus } from "./delegation.ts";

export const refuse = problems({
  DELEGATION_NOT_FOUND: { zh: "没有这项代理授权", en: "There is no such delegation.", actor: "USER" },
  DELEGATION_STATE: {
    zh: "代理授权当前的状态不允许此操作",
    en: "The state of the delegation does not allow this.",
    actor: "USER",
  },
  DELEGATION_EXISTS: {
    zh: "对该委托人的此项服务和应用，已有生效的代理授权",
    en: "There is a delegation in force for this client, service and app.",
    actor: "USER",
  },
  INVITATION_INVALID: {
    zh: "邀请链接无效、已使用、已过期，或不是给您的",
    en: "The invitation is not valid: used, expired, or not meant for you.",
    actor: "USER",
  },
  DELEGATION_APP_UNKNOWN: { zh: "没有这个应用", en: "There is no such app.", actor: "USER" },
});

/** How long an invitation may be accepted, in days. */
export const INVITATION_DAYS = 7;
export const daysLater = (from: Date, days: number): Date => new Date(from.getTime() + days * 86_400_000);

/** What is kept of an invitation's token. */
export const hashOfToken = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Why an invitation cannot be accepted: all reasons look alike to one who guesses. */
export const invitationIsOpen = (
  invitation: { status: `${DelegationStatus}`; inviteUntil: Date; clientId: string } | undefined | null,
  taxpayerId: string,
  now: Date,
): Problem | undefined =>
  invitation?.status === "INVITED" && invitation.inviteUntil > now && invitation.clientId === taxpayerId
    ? undefined
    : refuse.INVITATION_INVALID;
