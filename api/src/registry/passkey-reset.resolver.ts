import { Arg, Ctx, Resolver } from "type-graphql";
import { refuse as access } from "../platform/access.ts";
import type { Context } from "../platform/context.ts";
import { refuse as approvals } from "./approval.rules.ts";
import { Approval } from "./approval.ts";
import { Writes } from "./operations.ts";
import {
  RESET,
  RequestPasskeyResetInput,
  ResetPasskeysInput,
  refuse,
  requestPasskeyReset,
  resetPasskeys,
} from "./passkey-reset.service.ts";

/** Passkeys that people have lost: requested at the hall, approved by another officer (`approveAccess`), then reset. */
@Resolver(() => Approval)
export class PasskeyResetResolver {
  @Writes(() => Approval, {
    zh: "申请重置一名办税人员遗失的通行密钥，由另一人在 72 小时内批准（approveAccess）。",
    en: "Requests that a person's lost passkeys be reset; a second officer approves within 72 hours (approveAccess).",
    scope: RESET,
    audit: "PASSKEY_RESET_REQUESTED",
    refuses: [
      access.JURISDICTION_DENIED,
      access.PURPOSE_REQUIRED,
      access.CONFLICT_OF_INTEREST,
      access.POST_ENDED,
      approvals.APPROVAL_REASON_REQUIRED,
      approvals.APPROVER_IS_CONCERNED,
      refuse.PASSKEY_RESET_PERSON,
      refuse.PASSKEY_RESET_SELF,
    ],
  })
  requestPasskeyReset(
    @Ctx() context: Context,
    @Arg("input", () => RequestPasskeyResetInput) input: RequestPasskeyResetInput,
  ): Promise<Approval> {
    return requestPasskeyReset(context, input);
  }

  @Writes(() => Approval, {
    zh: "办理已获批的重置：删除其全部通行密钥，结束其全部登录；其下次以密码登录时须登记新的通行密钥，此后 24 小时（可配置）内达不到 L3。",
    en: "Carries out an approved reset: every passkey goes and every session ends; the next sign-in by password has to register a new passkey, and level L3 is out of reach for 24 hours (configurable).",
    scope: RESET,
    audit: "PASSKEYS_RESET",
    refuses: [access.CONFLICT_OF_INTEREST, access.POST_ENDED, refuse.PASSKEY_RESET_NOT_APPROVED],
  })
  resetPasskeys(
    @Ctx() context: Context,
    @Arg("input", () => ResetPasskeysInput) input: ResetPasskeysInput,
  ): Promise<Approval> {
    return resetPasskeys(context, input);
  }
}
