import { Arg, Args, Ctx, ID, Resolver } from "type-graphql";
import { holds } from "../platform/caller.ts";
import { Connection, PageArgs } from "../platform/connection.ts";
import type { Context } from "../platform/context.ts";
import { Derived, Reference } from "../platform/model.ts";
import { Parent } from "../platform/parent.ts";
import { CONSENT_CHANGED, type ConsentChanged } from "./commands.ts";
import { asCaller, consentsOfCaller, visibleConsent } from "./consent.queries.ts";
import { ConsentStatus, refuse } from "./consent.rules.ts";
import { RevokeConsentInput, withdrawConsent } from "./consent.service.ts";
import { Consent, SeparateConsentRecord } from "./consent.ts";
import { Reads, Watches, Writes } from "./operations.ts";
import { OWN_USE, PURPOSES } from "./purposes.ts";

const Taxpayer = Reference("Taxpayer");
const ConsentConnection = Connection(Consent);

const EITHER = [["consent:manage"], ["profile:read"]] as const;

@Resolver(() => Consent)
export class ConsentResolver {
  @Reads(() => ConsentConnection, {
    zh: "本纳税人给出的授权，最新的在前。应用只看到给自己的。",
    en: "The consents the taxpayer gave, the newest first. An app sees those given to itself.",
    scopes: EITHER,
    consent: true,
  })
  myConsents(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg("status", () => ConsentStatus, { nullable: true, description: "只列出这种状态的。" })
    status?: ConsentStatus,
  ) {
    return consentsOfCaller(context, page, { ...asCaller(context), status });
  }

  @Reads(() => Consent, {
    zh: "按编号查询一项授权；不是本纳税人的与不存在的一样，返回空。",
    en: "One consent by id; another taxpayer's and one that does not exist are both null.",
    scopes: EITHER,
    consent: true,
    nullable: true,
  })
  consent(@Ctx() context: Context, @Arg("id", () => ID) id: string): Promise<Consent | null> {
    return visibleConsent(context, id);
  }

  @Writes(() => Consent, {
    zh: "撤回一项授权：立即生效，应用的下一次访问即被拒绝。",
    en: "Withdraws a consent: in force at once, the app's next call is refused.",
    scope: "consent:manage",
    consent: true,
    audit: "CONSENT_REVOKED",
    refuses: [refuse.CONSENT_NOT_FOUND, refuse.CONSENT_STATE],
  })
  revokeConsent(
    @Ctx() context: Context,
    @Arg("input", () => RevokeConsentInput) input: RevokeConsentInput,
  ): Promise<Consent> {
    return withdrawConsent(context, input);
  }

  @Watches<ConsentChanged>(() => Consent, {
    zh: "本纳税人的授权有变化时推送：给出、撤回、到期。应用只收到给自己的。",
    en: "Tells when a consent of the taxpayer is given, withdrawn or expires. An app hears of those given to itself.",
    scopes: EITHER,
    consent: true,
    topic: CONSENT_CHANGED,
    concerns: ({ taxpayerId, appId }, { caller }) =>
      taxpayerId === caller.taxpayerId && (holds(caller, [["consent:manage"]]) || appId === caller.appId),
  })
  consentChanged(@Parent() { id }: ConsentChanged, @Ctx() context: Context): Promise<Consent | null> {
    return visibleConsent(context, id);
  }

  @Derived(() => Taxpayer, "给出授权的纳税人。", "The taxpayer who consented.")
  taxpayer(@Parent() { taxpayerId }: Consent): { id: string } {
    return { id: taxpayerId };
  }

  @Derived(() => [String], "授权范围。", "The scopes it gives.", { class: "C1", max: 50 })
  scopes(@Parent() { scopes }: Consent): string[] {
    return scopes;
  }

  @Derived(() => String, "用途的中文名称。", "The purpose in Chinese words.", { class: "C1" })
  purposeText(@Parent() { purposeCode }: Consent): string {
    return purposeCode === OWN_USE
      ? "本人使用平台门户"
      : (PURPOSES.find(({ code }) => code === purposeCode)?.zh ?? purposeCode);
  }

  @Derived(
    () => [SeparateConsentRecord],
    "逐项单独同意的敏感权限。",
    "The sensitive scopes agreed to one by one.",
    { class: "C1", max: 50 },
  )
  separateConsents(@Parent() { separateConsents }: Consent): SeparateConsentRecord[] {
    return separateConsents;
  }
}
