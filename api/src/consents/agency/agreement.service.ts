import { ID } from "type-graphql";
import { TinScalar } from "../../identifiers/tin.ts";
import { refuse as access } from "../../platform/access.ts";
import type { Context } from "../../platform/context.ts";
import { IdempotencyKey, InputOf, Takes } from "../../platform/model.ts";
import { notify } from "../../platform/notice.ts";
import { check } from "../../platform/refusal.ts";
import { DateScalar } from "../../platform/scalars.ts";
import { inTransaction } from "../../platform/transaction.ts";
import { rolesIn, taxpayerByTin } from "../../registry/facts.ts";
import { mayBind, mayStep, periodIsSound, refuse, serviceFits } from "./agreement.rules.ts";
import { AgencyAgreement, AgencySide, AgreementStatus } from "./agreement.ts";
import { endDelegations, endSignIns } from "./delegation.commands.ts";
import { AgencyService } from "./services.ts";

@InputOf({ zh: "发起一份代理协议。", en: "Starts an agency agreement." })
export class StartAgencyInput {
  @Takes(() => AgencySide, "本纳税人是哪一方。", "Which side the taxpayer is.")
  side!: AgencySide;

  @Takes(() => TinScalar, "另一方的纳税人识别号。", "The taxpayer identification number of the other side.")
  otherTin!: string;

  @Takes(() => AgencyService, "业务大类。", "The major category of service.")
  service!: AgencyService;

  @Takes(() => String, "业务中类。", "The minor category of service.", { max: 40 })
  minorService!: string;

  @Takes(() => DateScalar, "委托起始日。", "The first day.")
  periodFrom!: string;

  @Takes(() => DateScalar, "委托终止日（含），最长 3 年。", "The last day; 3 years at most.")
  periodTo!: string;

  @Takes(
    () => [ID],
    "代理人员；委托人发起时可为空，由机构确认时指定。",
    "The agents; a client may leave them to the agency's confirmation.",
    { nullable: true },
  )
  agentIds?: string[] | null;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "对一份代理协议作出决定。", en: "Takes a step with an agency agreement." })
export class AgencyStepInput {
  @Takes(() => ID, "代理协议。", "The agreement.")
  agreementId!: string;

  @Takes(() => [ID], "机构确认时指定的代理人员。", "The agents, where the agency confirms.", {
    nullable: true,
  })
  agentIds?: string[] | null;

  @IdempotencyKey()
  idempotencyKey!: string;
}

const MOST_AGENTS = 20;

/** Agreements are made by people of the two sides in the portal, who may bind their side. */
async function mustBind({ environment, caller, today }: Context): Promise<void> {
  const roles = await rolesIn(environment.database.reader, caller.personId ?? "", caller.taxpayerId!, today);
  check(!mayBind(roles) && access.ROLE_DENIED);
}

async function mustBeAgents({ environment, today }: Context, agencyId: string, agentIds: readonly string[]) {
  check(agentIds.length === 0 && refuse.AGENT_REQUIRED);
  for (const agentId of agentIds)
    check(
      (await rolesIn(environment.database.reader, agentId, agencyId, today)).length === 0 &&
        refuse.AGENT_NOT_OF_AGENCY,
    );
}

const isAgency = async ({ environment }: Context, taxpayerId: string) =>
  Boolean(
    (await environment.database.reader.query("select 1 from agency where taxpayer_id = $1", [taxpayerId]))
      .rowCount,
  );

/** One side starts; the other is told and decides. */
export async function startAgency(context: Context, input: StartAgencyInput): Promise<AgencyAgreement> {
  const { em, caller, today, now, environment } = context;
  const { side, service, minorService, periodFrom, periodTo } = input;
  const agentIds = [...new Set(input.agentIds ?? [])].slice(0, MOST_AGENTS);
  await mustBind(context);
  const mine = caller.taxpayerId!;
  const other = await taxpayerByTin(environment.database.reader, input.otherTin);
  check(
    !other && refuse.AGENCY_OTHER_UNKNOWN,
    other?.id === mine && refuse.AGENCY_WITH_ITSELF,
    serviceFits(service, minorService),
    periodIsSound(periodFrom, periodTo, today),
  );
  const [agencyId, clientId] = side === "AGENCY" ? [mine, other!.id] : [other!.id, mine];
  check(!(await isAgency(context, agencyId)) && refuse.AGENCY_NOT_REGISTERED);
  if (side === "AGENCY" || agentIds.length > 0) await mustBeAgents(context, agencyId, agentIds);
  const sql = inTransaction(context);
  await sql.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [
    `agency ${agencyId} ${clientId}`,
  ]);
  const there = await em.count(AgencyAgreement, {
    agencyId,
    clientId,
    minorService,
    status: { $in: [AgreementStatus.PENDING_CONFIRM, AgreementStatus.ACTIVE] },
    periodTo: { $gte: today },
  });
  check(there > 0 && refuse.AGENCY_EXISTS);
  const agreement = em.create(AgencyAgreement, {
    agencyId,
    clientId,
    service,
    minorService,
    periodFrom,
    periodTo,
    agentIds,
    startedBy: side,
    status: AgreementStatus.PENDING_CONFIRM,
    startedAt: now,
    confirmedAt: null,
    confirmedById: null,
    endedAt: null,
    endedBy: null,
  } as never);
  await em.flush();
  await notify(sql, now, {
    taxpayerId: other!.id,
    kind: "AGENCY_STARTED",
    about: agreement.id,
    zh: `有一份代理协议（${minorService}）待您确认。`,
    en: "An agency agreement waits for your confirmation.",
  });
  return agreement;
}

const WORDS = {
  ACTIVE: ["AGENCY_CONFIRMED", "代理协议已生效。", "The agency agreement is in force."],
  REFUSED: ["AGENCY_REFUSED", "对方未同意代理协议。", "The other side declined the agency agreement."],
  WITHDRAWN: ["AGENCY_WITHDRAWN", "对方撤回了代理协议。", "The other side withdrew the agency agreement."],
  ENDED: ["AGENCY_ENDED", "代理协议已终止。", "The agency agreement has ended."],
} as const;

/** Takes an agreement a step on: confirm, decline, withdraw, end. The other side is told. */
export async function stepAgency(
  context: Context,
  { agreementId, agentIds }: AgencyStepInput,
  to: keyof typeof WORDS,
): Promise<AgencyAgreement> {
  const { em, caller, now, today, environment } = context;
  await mustBind(context);
  const agreement = await em.findOne(AgencyAgreement, { id: agreementId }, { lockMode: 4, refresh: true });
  if (!agreement) return check(refuse.AGENCY_NOT_FOUND) as never;
  const side = agreement.agencyId === caller.taxpayerId ? AgencySide.AGENCY : AgencySide.CLIENT;
  check(!mayStep(agreement, to, side) && refuse.AGENCY_STATE);
  if (to === "ACTIVE") {
    check(agreement.periodTo < today && refuse.AGENCY_PERIOD);
    if (side === "AGENCY" && agentIds?.length)
      agreement.agentIds = [...new Set(agentIds)].slice(0, MOST_AGENTS);
    await mustBeAgents(context, agreement.agencyId, agreement.agentIds);
    agreement.confirmedAt = now;
    agreement.confirmedById = caller.personId ?? null;
  } else {
    agreement.endedAt = now;
    agreement.endedBy = side;
  }
  agreement.status = AgreementStatus[to];
  await em.flush();
  const sql = inTransaction(context);
  if (to === "ENDED") {
    const ending = { side, by: caller.personId ?? "", now };
    await endDelegations(sql, agreement, ending);
    await endSignIns(environment.database.writer, agreement, ending);
  }
  const [kind, zh, en] = WORDS[to];
  const told = side === "AGENCY" ? agreement.clientId : agreement.agencyId;
  await notify(sql, now, { taxpayerId: told, kind, about: agreement.id, zh, en });
  return agreement;
}
