import { Arg, Args, Ctx, ID, Resolver } from "type-graphql";
import { Connection, PageArgs } from "../platform/connection.ts";
import type { Context } from "../platform/context.ts";
import { DateScalar } from "../platform/scalars.ts";
import { AccessDispute, DisownAccessInput } from "./access-dispute.ts";
import { exportPage } from "./data-export.queries.ts";
import { DataExport } from "./data-export.ts";
import { accessLog, checkpoints, sharesLog } from "./ledger.queries.ts";
import { refuse } from "./ledger.rules.ts";
import { disown } from "./ledger.service.ts";
import { AccessEntry, LedgerCheckpoint } from "./ledger-entry.ts";
import { Reads, Writes } from "./operations.ts";

const AccessEntryConnection = Connection(AccessEntry);
const LedgerCheckpointConnection = Connection(LedgerCheckpoint);

const EITHER = [["consent:manage"], ["profile:read"]] as const;
const DAY = { nullable: true } as const;

@Resolver(() => AccessEntry)
export class LedgerResolver {
  @Reads(() => AccessEntryConnection, {
    zh: "一项授权之下的全部访问，最新的在前。应用只看到自己的。",
    en: "Every access under one consent, the newest first. An app sees its own.",
    scopes: EITHER,
    consent: true,
  })
  consentAccessLog(
    @Ctx() context: Context,
    @Arg("consentId", () => ID) consentId: string,
    @Args(() => PageArgs) page: PageArgs,
  ) {
    return accessLog(context, page, { consentId, ownUse: true });
  }

  @Reads(() => AccessEntryConnection, {
    zh: "对本纳税人的全部访问，最新的在前；不含本人在门户中的查看。应用只看到自己的。",
    en: "Every access to the taxpayer, the newest first, without what its own people looked at in the portal. An app sees its own.",
    scopes: EITHER,
    consent: true,
  })
  myAccessLog(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg("appId", () => ID, { nullable: true, description: "只列出这个应用的。" }) appId?: string,
    @Arg("consentId", () => ID, { nullable: true, description: "只列出这项授权之下的。" }) consentId?: string,
    @Arg("from", () => DateScalar, { ...DAY, description: "自这一天起（北京时间）。" }) from?: string,
    @Arg("to", () => DateScalar, { ...DAY, description: "至这一天止（北京时间，含）。" }) to?: string,
    @Arg("ownUse", () => Boolean, { nullable: true, description: "也列出本人在门户中的查看。" })
    ownUse?: boolean,
  ) {
    return accessLog(context, page, { appId, consentId, from, to, ownUse: ownUse ?? false });
  }

  @Reads(() => AccessEntryConnection, {
    zh: "不依据授权的访问：税务人员、机构、法定职责，最新的在前。",
    en: "Accesses that rested on no consent: officers, institutions, legal duty, the newest first.",
    scope: "consent:manage",
    consent: true,
  })
  sharesAboutMe(@Ctx() context: Context, @Args(() => PageArgs) page: PageArgs) {
    return sharesLog(context, page);
  }

  @Reads(() => DataExport, {
    zh: "本纳税人的副本：全部授权、回执和访问记录，逐页取得，每行一个 JSON。",
    en: "The taxpayer's copy: all consents, receipts and entries of the access ledger, page by page, one JSON a line.",
    scope: "consent:manage",
    consent: true,
    cost: 10,
  })
  exportMyData(@Ctx() context: Context, @Args(() => PageArgs) page: PageArgs): Promise<DataExport> {
    return exportPage(context, page);
  }

  @Reads(() => LedgerCheckpointConnection, {
    zh: "访问记录的检查点，最新的在前。任何人都可查询，用公布的公钥即可验证。",
    en: "The checkpoints of the access ledger, the newest first. For anybody, verifiable with the published key.",
    scope: "public:read",
  })
  ledgerCheckpoints(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg("day", () => DateScalar, { ...DAY, description: "只列出这一天的。" }) day?: string,
  ) {
    return checkpoints(context, page, { day });
  }

  @Writes(() => AccessDispute, {
    zh: "“这不是我”：暂停该次访问所依据的授权，并立案核查。",
    en: "“This was not me”: suspends the consent the access rested on and opens a case.",
    scope: "consent:manage",
    consent: true,
    as: "accessCase",
    audit: "ACCESS_DISOWNED",
    refuses: [refuse.ACCESS_ENTRY_NOT_FOUND],
  })
  disownAccess(
    @Ctx() context: Context,
    @Arg("input", () => DisownAccessInput) input: DisownAccessInput,
  ): Promise<AccessDispute> {
    return disown(context, input);
  }
}
