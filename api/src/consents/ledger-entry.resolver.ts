import { Ctx, Int, Resolver } from "type-graphql";
import type { Context } from "../platform/context.ts";
import { Derived } from "../platform/model.ts";
import { Parent } from "../platform/parent.ts";
import { appNameOf, authorityNameOf, fieldsOf, linkOf, taxpayerNameOf } from "./ledger.queries.ts";
import { AccessAgent, AgentKind } from "./ledger-agent.ts";
import { AccessEntry, ActorKind } from "./ledger-entry.ts";

const MANY_FIELDS = 1_000;
const LONGEST_CHAIN = 4;
const C1 = { class: "C1" } as const;

/** What an entry tells beyond its own columns. Each is fetched once for all the entries of a page. */
@Resolver(() => AccessEntry)
export class AccessEntryResolver {
  @Derived(() => String, "应用名称。", "The app's name in Chinese.", {
    ...C1,
    nullable: true,
    needs: ["appId"],
  })
  async appName(@Parent() { appId }: AccessEntry, @Ctx() context: Context): Promise<string | null> {
    return appId ? ((await appNameOf(context, appId))?.zh ?? null) : null;
  }

  @Derived(() => String, "应用英文名称。", "The app's name in English.", {
    ...C1,
    nullable: true,
    needs: ["appId"],
  })
  async appNameEn(@Parent() { appId }: AccessEntry, @Ctx() context: Context): Promise<string | null> {
    return appId ? ((await appNameOf(context, appId))?.en ?? null) : null;
  }

  @Derived(
    () => [String],
    "返回的字段，只有名称，例如 Invoice.total；被拒绝时为空。",
    "The fields that were answered, by name alone, such as Invoice.total; none when it was refused.",
    { ...C1, max: MANY_FIELDS, needs: ["fieldsHash"] },
  )
  async fields(@Parent() { fieldsHash }: AccessEntry, @Ctx() context: Context): Promise<string[]> {
    return fieldsHash ? ((await fieldsOf(context, fieldsHash))?.fields ?? []) : [];
  }

  @Derived(
    () => [AccessAgent],
    "代理链：应用、自然人、涉税专业服务机构、纳税人，依次代表后一方；不依据授权的访问为空。",
    "Who acted on behalf of whom: app, person, tax agency, taxpayer; empty where it rested on no consent.",
    {
      ...C1,
      max: LONGEST_CHAIN,
      needs: ["appId", "consentId", "personId", "actingAs", "agencyId", "taxpayerId"],
    },
  )
  async agentChain(@Parent() entry: AccessEntry, @Ctx() context: Context): Promise<AccessAgent[]> {
    const { appId, consentId, personId, actingAs, agencyId, taxpayerId } = entry;
    if (!consentId || !taxpayerId) return [];
    const party = (kind: AgentKind, id: string | null, name: string | null, role: string | null = null) =>
      id ? [{ kind, id, name, role }] : [];
    const nameOf = async (id: string | null) =>
      id ? ((await taxpayerNameOf(context, id))?.name ?? null) : null;
    const [app, agency, taxpayer] = await Promise.all([
      appId ? appNameOf(context, appId) : null,
      nameOf(agencyId),
      nameOf(taxpayerId),
    ]);
    return [
      ...party(AgentKind.APP, appId, app?.zh ?? null),
      ...party(AgentKind.PERSON, personId, null, actingAs),
      ...party(AgentKind.AGENCY, agencyId, agency),
      ...party(AgentKind.TAXPAYER, taxpayerId, taxpayer),
    ];
  }

  @Derived(() => ActorKind, "访问者的种类。", "Who it was, by kind.", { ...C1, needs: ["callerKind"] })
  actorKind(@Parent() { callerKind }: AccessEntry): ActorKind {
    return callerKind;
  }

  @Derived(() => String, "访问者（中文）。", "Who it was, in Chinese.", {
    ...C1,
    needs: ["callerKind", "appId", "authorityCode", "caseNo"],
  })
  async actorText(@Parent() entry: AccessEntry, @Ctx() context: Context): Promise<string> {
    const { callerKind, appId, authorityCode, caseNo } = entry;
    const app = appId ? ((await appNameOf(context, appId))?.zh ?? appId) : "";
    if (callerKind === ActorKind.OFFICER) {
      const authority = authorityCode ? (await authorityNameOf(context, authorityCode))?.name : undefined;
      return `${authority ?? "税务机关"}的税务人员${caseNo ? `（案件 ${caseNo}）` : ""}`;
    }
    if (callerKind === ActorKind.PLATFORM) return "开放平台";
    if (callerKind === ActorKind.PUBLIC) return "未登录的访客";
    return callerKind === ActorKind.APP ? `${app}（以自己的名义）` : `${app}（依据您的授权）`;
  }

  @Derived(() => String, "访问者（英文）。", "Who it was, in English.", {
    ...C1,
    needs: ["callerKind", "appId", "authorityCode", "caseNo"],
  })
  async actorTextEn(@Parent() entry: AccessEntry, @Ctx() context: Context): Promise<string> {
    const { callerKind, appId, authorityCode, caseNo } = entry;
    const app = appId ? ((await appNameOf(context, appId))?.en ?? appId) : "";
    if (callerKind === ActorKind.OFFICER)
      return `An officer of tax authority ${authorityCode ?? ""}${caseNo ? ` (case ${caseNo})` : ""}`;
    if (callerKind === ActorKind.PLATFORM) return "The platform";
    if (callerKind === ActorKind.PUBLIC) return "A visitor who did not sign in";
    return callerKind === ActorKind.APP ? `${app} (in its own name)` : `${app} (under your consent)`;
  }

  @Derived(() => Boolean, "是否已封存入链。", "Whether it is sealed in the chain.", { ...C1, needs: ["id"] })
  async sealed(@Parent() { id }: AccessEntry, @Ctx() context: Context): Promise<boolean> {
    return (await linkOf(context, id)) !== null;
  }

  @Derived(
    () => String,
    "封存于哪一天的链（北京时间）。",
    "The day whose chain it is sealed in (China time).",
    { ...C1, nullable: true, needs: ["id"] },
  )
  async sealedDay(@Parent() { id }: AccessEntry, @Ctx() context: Context): Promise<string | null> {
    return (await linkOf(context, id))?.day ?? null;
  }

  @Derived(() => Int, "当日链上的序号。", "Its place in that day's chain.", {
    ...C1,
    nullable: true,
    needs: ["id"],
  })
  async seq(@Parent() { id }: AccessEntry, @Ctx() context: Context): Promise<number | null> {
    return (await linkOf(context, id))?.seq ?? null;
  }
}
