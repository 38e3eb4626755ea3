import { Arg, Args, Ctx, ID, Resolver } from "type-graphql";
import { refuse as access } from "../platform/access.ts";
import { Connection, PageArgs, pages } from "../platform/connection.ts";
import type { Context } from "../platform/context.ts";
import { jurisdictionSql } from "../platform/jurisdiction.ts";
import { Derived } from "../platform/model.ts";
import { Parent } from "../platform/parent.ts";
import { check } from "../platform/refusal.ts";
import { refuse as approvals } from "./approval.rules.ts";
import { DecideAccessInput, decideApproval, RequestAccessInput, requestAccess } from "./approval.service.ts";
import { Approval } from "./approval.ts";
import { DeclareConflictInput, declareConflict } from "./conflict.service.ts";
import { DeclaredConflict } from "./declared-conflict.ts";
import { LeaveOfficeInput, leaveOffice } from "./leave-office.service.ts";
import { postsOfPerson } from "./officer.queries.ts";
import { officerOf } from "./officer.service.ts";
import { OfficerPost } from "./officer-post.ts";
import { Reads, Writes } from "./operations.ts";
import { Taxpayer } from "./taxpayer.ts";
import { peopleOf, personalRecords, taxpayerRecord } from "./taxpayer-record.service.ts";
import { PersonalRecord, RecordedPerson, TaxpayerRecord } from "./taxpayer-record.ts";

const TaxpayerListConnection = Connection(Taxpayer);
const ApprovalConnection = Connection(Approval);

const taxpayersWithin = pages<Taxpayer>({
  model: Taxpayer,
  name: "within",
  where: jurisdictionSql("t.authority_code", ":caller.authorityCode"),
  filters: { search: "(strpos(t.name, :search) > 0 or t.tin = :search)" },
  anyone: "the statement itself goes by the officer's jurisdiction",
  order: [],
  direction: "asc",
});
const approvalsWithin = pages<Approval>({
  model: Approval,
  name: "within",
  where: "true",
  filters: { status: "t.status = :status" },
  order: ["requestedAt"],
  direction: "desc",
});

/** The officers' own doors. Every look at a taxpayer is decided, and leaves an entry the taxpayer sees. */
@Resolver(() => TaxpayerRecord)
export class OfficerResolver {
  @Reads(() => TaxpayerRecord, {
    zh: "税务人员查看一个纳税人的档案。税务所限所管户，县（区）局限本辖区；市局以上须有案件编号（请求头 Case-Number）。每次查看都有记录，纳税人可以看到。",
    en: "A taxpayer's record for an officer: a station sees its own taxpayers, a county its own area; city and above name a case (the header Case-Number). Every look is recorded, and the taxpayer sees it.",
    scope: "officer:taxpayer",
    nullable: true,
    refuses: [
      access.JURISDICTION_DENIED,
      access.PURPOSE_REQUIRED,
      access.CONFLICT_OF_INTEREST,
      access.POST_ENDED,
    ],
  })
  taxpayerForOfficer(
    @Ctx() context: Context,
    @Arg("id", () => ID) id: string,
  ): Promise<TaxpayerRecord | null> {
    return taxpayerRecord(context, id);
  }

  @Reads(() => TaxpayerListConnection, {
    zh: "本辖区的纳税人，只有名称和识别号。市局以上不列名单，请以案件编号逐户查询。",
    en: "The taxpayers of the own area, name and number alone. City and above list none: they look at one, with a case.",
    scope: "officer:taxpayer",
    refuses: [access.PURPOSE_REQUIRED, access.POST_ENDED],
  })
  async taxpayersForOfficer(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg("search", () => String, { nullable: true, description: "名称的一部分，或完整的纳税人识别号。" })
    search?: string | null,
  ) {
    const { level } = await officerOf(context);
    check(!["COUNTY", "STATION"].includes(level) && access.PURPOSE_REQUIRED);
    return taxpayersWithin(context, page, { search: search?.trim() || null });
  }

  @Reads(() => [OfficerPost], {
    zh: "本人的岗位。",
    en: "The officer's own posts.",
    scope: "officer:office",
    max: 20,
  })
  myPosts(@Ctx() context: Context): Promise<OfficerPost[]> {
    return postsOfPerson(context, { person: context.caller.personId ?? "" });
  }

  @Reads(() => ApprovalConnection, {
    zh: "本辖区的双人审批，最新的在前。",
    en: "What takes two persons in the own area, the newest first.",
    scope: "officer:office",
  })
  approvals(@Ctx() context: Context, @Args(() => PageArgs) page: PageArgs) {
    return approvalsWithin(context, page, {});
  }

  @Writes(() => Approval, {
    zh: "申请查看敏感个人信息，由另一人在 72 小时内批准。",
    en: "Requests to see sensitive personal data; a second person approves within 72 hours.",
    scope: "officer:taxpayer",
    audit: "ACCESS_REQUESTED",
    refuses: [approvals.APPROVAL_REASON_REQUIRED],
  })
  requestAccess(
    @Ctx() context: Context,
    @Arg("input", () => RequestAccessInput) input: RequestAccessInput,
  ): Promise<Approval> {
    return requestAccess(context, input);
  }

  @Writes(() => Approval, {
    zh: "批准另一人的申请。申请人和经办人不得批准。",
    en: "Approves another's request. Neither the requester nor the handler may.",
    scope: "officer:taxpayer",
    audit: "ACCESS_APPROVED",
    refuses: Object.values(approvals),
  })
  approveAccess(
    @Ctx() context: Context,
    @Arg("input", () => DecideAccessInput) { approvalId }: DecideAccessInput,
  ): Promise<Approval> {
    return decideApproval(context, approvalId, true);
  }

  @Writes(() => Approval, {
    zh: "不批准另一人的申请。",
    en: "Refuses another's request.",
    scope: "officer:taxpayer",
    audit: "ACCESS_REFUSED",
    refuses: Object.values(approvals),
  })
  refuseAccess(
    @Ctx() context: Context,
    @Arg("input", () => DecideAccessInput) { approvalId }: DecideAccessInput,
  ): Promise<Approval> {
    return decideApproval(context, approvalId, false);
  }

  @Writes(() => DeclaredConflict, {
    zh: "申报与一个纳税人的利害关系，此后不能再查看其档案。",
    en: "Declares a conflict of interest with a taxpayer, whose record is closed to the officer from then on.",
    scope: "officer:office",
    audit: "CONFLICT_DECLARED",
  })
  declareConflict(
    @Ctx() context: Context,
    @Arg("input", () => DeclareConflictInput) input: DeclareConflictInput,
  ): Promise<DeclaredConflict> {
    return declareConflict(context, input);
  }

  @Writes(() => OfficerPost, {
    zh: "签退：结束本次办公登录，令牌立即失效。",
    en: "Signs out of the post: the tokens end at once.",
    scope: "officer:office",
    audit: "OFFICE_LEFT",
    as: "officerPost",
  })
  leaveOffice(
    @Ctx() context: Context,
    @Arg("input", () => LeaveOfficeInput) _: LeaveOfficeInput,
  ): Promise<OfficerPost> {
    return leaveOffice(context);
  }

  @Derived(() => [RecordedPerson], "现任办税人员，已脱敏。", "The people in office, masked.", {
    class: "C4",
    scope: "officer:taxpayer",
    max: 50,
  })
  people(@Parent() record: TaxpayerRecord, @Ctx() context: Context): Promise<RecordedPerson[]> {
    return peopleOf(context, record);
  }

  @Derived(
    () => [PersonalRecord],
    "现任办税人员的敏感个人信息，未脱敏：县（区）局须有检查证和案件编号，市局以上还须另一人批准；税务所不能查看。",
    "Sensitive personal data of the people in office, in clear: a county needs the certificate and a case, city and above also a second person's approval; a station never sees it.",
    { class: "C4", scope: "officer:taxpayer", nullable: true, max: 50 },
  )
  personalData(@Parent() { id }: TaxpayerRecord, @Ctx() context: Context): Promise<PersonalRecord[]> {
    return personalRecords(context, id);
  }
}

@Resolver(() => OfficerPost)
export class OfficerPostResolver {
  @Derived(() => [String], "岗位的权限。", "The scopes of the post.", { class: "C1", max: 40 })
  scopes(@Parent() { scopes }: OfficerPost): string[] {
    return scopes;
  }
}
