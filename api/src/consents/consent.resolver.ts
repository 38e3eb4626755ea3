import { Arg, Args, Ctx, ID, Resolver } from "type-graphql";
import { holds } from "../platform/caller.ts";
import { Connection, PageArgs } from "../platform/connection.ts";
import type { Context } from "../platform/context.ts";
import { Parent } from "../platform/parent.ts";
import { consentsGivenToApp, consentsOfCaller, isAppItself, visibleConsent } from "./consent.queries.ts";
import { ConsentStatus, refuse } from "./consent.rules.ts";
import { approve, attest, decline, narrow, withdrawConsent } from "./consent.service.ts";
import { Consent } from "./consent.ts";
import {
  ApproveConsentInput,
  AttestDeletionInput,
  NarrowConsentInput,
  RefuseConsentInput,
  RevokeConsentInput,
} from "./inputs.ts";
import { CONSENT_CHANGED, type ConsentChanged } from "./moves.ts";
import { Reads, Watches, Writes } from "./operations.ts";

const ConsentConnection = Connection(Consent);

const EITHER = [["consent:manage"], ["profile:read"]] as const;
const OR_ITSELF = [...EITHER, ["app:consents"]] as const;

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
    @Arg("appId", () => ID, { nullable: true, description: "只列出给这个应用的。" })
    appId?: string,
  ) {
    return consentsOfCaller(context, page, { status, appId });
  }

  @Reads(() => Consent, {
    zh: "按编号查询一项授权；不是本纳税人的与不存在的一样，返回空。",
    en: "One consent by id; another taxpayer's and one that does not exist are both null.",
    scopes: OR_ITSELF,
    nullable: true,
  })
  consent(@Ctx() context: Context, @Arg("id", () => ID) id: string): Promise<Consent | null> {
    return visibleConsent(context, id);
  }

  @Reads(() => ConsentConnection, {
    zh: "给某个应用的全部授权，最新的在前：供应用自己和其开发者的人员查看；不是自己的应用为空。",
    en: "All consents given to an app, the newest first: for the app itself and its vendor's people; of another's app, none.",
    scopes: [["app:consents"], ["consent:manage"]],
  })
  consentsToApp(
    @Ctx() context: Context,
    @Arg("appId", () => ID) appId: string,
    @Args(() => PageArgs) page: PageArgs,
    @Arg("status", () => ConsentStatus, { nullable: true, description: "只列出这种状态的。" })
    status?: ConsentStatus,
    @Arg("overdue", () => Boolean, {
      nullable: true,
      description: "只列出已结束而逾期未证明删除的。",
    })
    overdue?: boolean,
  ) {
    const overdueAt = overdue ? context.environment.clock.now() : undefined;
    return consentsGivenToApp(context, page, { ofApp: appId, status, overdueAt });
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

  @Writes(() => Consent, {
    zh: "同意一项待审批的授权：由法定代表人或财务负责人办理，敏感权限逐项同意；其中须 L3 的，须以通行密钥确认。",
    en: "Agrees to a consent that waits: by the legal representative or the financial officer, each sensitive scope on its own, with a passkey where a scope demands L3.",
    scope: "consent:manage",
    consent: true,
    audit: "CONSENT_GRANTED",
    refuses: [
      refuse.CONSENT_NOT_FOUND,
      refuse.CONSENT_STATE,
      refuse.CONSENT_ROLE,
      refuse.SCOPE_ROLE,
      refuse.SEPARATE_CONSENT_REQUIRED,
      refuse.CONSENT_DURATION,
    ],
  })
  approveConsent(
    @Ctx() context: Context,
    @Arg("input", () => ApproveConsentInput) input: ApproveConsentInput,
  ): Promise<Consent> {
    return approve(context, input);
  }

  @Writes(() => Consent, {
    zh: "拒绝一项待审批的授权；办税员可收回自己的申请。",
    en: "Refuses a consent that waits; a tax handler may take back what they asked for.",
    scope: "consent:manage",
    consent: true,
    audit: "CONSENT_REFUSED",
    refuses: [refuse.CONSENT_NOT_FOUND, refuse.CONSENT_STATE],
  })
  refuseConsent(
    @Ctx() context: Context,
    @Arg("input", () => RefuseConsentInput) input: RefuseConsentInput,
  ): Promise<Consent> {
    return decline(context, input);
  }

  @Writes(() => Consent, {
    zh: "缩小一项授权：权限、字段、所属期或期限只减不增，下一次访问即生效。",
    en: "Narrows a consent: scopes, fields, periods or time become less, never more, in force on the next call.",
    scope: "consent:manage",
    consent: true,
    audit: "CONSENT_NARROWED",
    refuses: [
      refuse.CONSENT_NOT_FOUND,
      refuse.CONSENT_STATE,
      refuse.CONSENT_NOT_NARROWER,
      refuse.CONSENT_HAS_NO_FIELDS,
      refuse.CONSENT_NOTHING_CHOSEN,
      refuse.CONSENT_PERIOD_INVALID,
    ],
  })
  narrowConsent(
    @Ctx() context: Context,
    @Arg("input", () => NarrowConsentInput) input: NarrowConsentInput,
  ): Promise<Consent> {
    return narrow(context, input);
  }

  @Writes(() => ID, {
    zh: "应用（或其开发者的法定代表人、财务负责人）证明已删除在一项已结束的授权下获得的数据（授权结束后 15 日内），返回授权编号。",
    en: "An app, or its vendor's legal representative or financial officer, attests within 15 days after a consent ended that it deleted what it had obtained; answers the consent's id.",
    scopes: [["app:consents"], ["consent:manage"]],
    as: "consentId",
    audit: "CONSENT_DELETION_ATTESTED",
    refuses: [
      refuse.CONSENT_NOT_FOUND,
      refuse.CONSENT_STATE,
      refuse.CONSENT_NOT_ENDED,
      refuse.DELETED_ITEMS_RANGE,
    ],
  })
  attestDeletion(
    @Ctx() context: Context,
    @Arg("input", () => AttestDeletionInput) input: AttestDeletionInput,
  ): Promise<string> {
    return attest(context, input);
  }

  @Watches<ConsentChanged>(() => Consent, {
    zh: "授权有变化时推送：申请、给出、缩小、暂停、撤回、到期。纳税人收到自己给出的，应用收到给自己的。",
    en: "Tells when a consent is asked for, given, narrowed, suspended, withdrawn or expires: a taxpayer of those it gave, an app of those given to it.",
    scopes: OR_ITSELF,
    topic: CONSENT_CHANGED,
    concerns: ({ taxpayerId, appId }, { caller }) =>
      isAppItself(caller)
        ? appId === caller.appId
        : taxpayerId === caller.taxpayerId && (holds(caller, [["consent:manage"]]) || appId === caller.appId),
  })
  consentChanged(@Parent() { id }: ConsentChanged, @Ctx() context: Context): Promise<Consent | null> {
    return visibleConsent(context, id);
  }
}
