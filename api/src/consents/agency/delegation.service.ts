import { randomBytes } from "node:crypto";
import { ID } from "type-graphql";
import { refuse as access } from "../../platform/access.ts";
import type { Context } from "../../platform/context.ts";
import { IdempotencyKey, InputOf, Takes } from "../../platform/model.ts";
import { notify } from "../../platform/notice.ts";
import { check } from "../../platform/refusal.ts";
import { inTransaction } from "../../platform/transaction.ts";
import { rolesIn } from "../../registry/facts.ts";
import { refuse as agencies, isInForce, mayBind } from "./agreement.rules.ts";
import { AgencyAgreement, AgencySide } from "./agreement.ts";
import { tellRevoked } from "./delegation.commands.ts";
import { daysLater, hashOfToken, INVITATION_DAYS, invitationIsOpen, refuse } from "./delegation.rules.ts";
import { AgentDelegation, DelegationStatus } from "./delegation.ts";

@InputOf({ zh: "邀请委托人接受一项代理授权。", en: "Invites a client to accept a delegation." })
export class InviteDelegationInput {
  @Takes(() => ID, "生效的代理协议。", "The agency agreement in force.")
  agreementId!: string;

  @Takes(() => ID, "要使用的应用。", "The app to be used.")
  appId!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "接受邀请。", en: "Accepts an invitation." })
export class AcceptDelegationInput {
  @Takes(() => String, "邀请链接中的令牌。", "The token in the invitation link.", { max: 100 })
  token!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "撤销一项代理授权。", en: "Revokes a delegation." })
export class RevokeDelegationInput {
  @Takes(() => ID, "代理授权。", "The delegation.")
  delegationId!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

const rolesOfCaller = ({ environment, caller, today }: Context): Promise<string[]> =>
  rolesIn(environment.database.reader, caller.personId ?? "", caller.taxpayerId!, today);

const shownOnce = (id: string) => `delegation-token ${id}`;

/** The address the client opens; known only in the answer to the invitation itself. The token stands behind `#`, which no server is sent. */
export function linkOf(context: Context, { id }: AgentDelegation): string | null {
  const token = context.once<string | null>(shownOnce(id), () => null);
  const { origin } = new URL(context.environment.issuer);
  return token ? `${origin}/delegation?environment=${context.environment.name}#${token}` : null;
}

/** An agent named in the agreement, or one who may bind the agency, invites the client. The token is kept as a hash. */
export async function inviteDelegation(
  context: Context,
  { agreementId, appId }: InviteDelegationInput,
): Promise<AgentDelegation> {
  const { em, caller, today, now, environment } = context;
  const sql = inTransaction(context);
  const agreement = await em.findOne(AgencyAgreement, { id: agreementId, agencyId: caller.taxpayerId! });
  if (!agreement) return check(agencies.AGENCY_NOT_FOUND) as never;
  const { agencyId, clientId, minorService } = agreement;
  const named = agreement.agentIds.includes(caller.personId ?? "");
  check(!named && !mayBind(await rolesOfCaller(context)) && access.ROLE_DENIED);
  const { rowCount: known } = await environment.database.writer.query(
    "select 1 from oauth_client where id = $1 and status = 'ACTIVE' and not first_party",
    [appId],
  );
  check(!isInForce(agreement, today) && agencies.AGENCY_REQUIRED, !known && refuse.DELEGATION_APP_UNKNOWN);
  await sql.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [
    `delegation ${agencyId} ${clientId}`,
  ]);
  const open = await em.find(AgentDelegation, {
    agencyId,
    clientId,
    minorService,
    appId,
    status: { $in: [DelegationStatus.ACTIVE, DelegationStatus.INVITED] },
  });
  check(open.some(({ status }) => status === DelegationStatus.ACTIVE) && refuse.DELEGATION_EXISTS);
  for (const earlier of open)
    Object.assign(earlier, {
      status: DelegationStatus.REVOKED,
      revokedAt: now,
      revokedBy: AgencySide.AGENCY,
    });
  const token = randomBytes(24).toString("base64url");
  const delegation = em.create(AgentDelegation, {
    agreementId,
    agencyId,
    clientId,
    minorService,
    appId,
    status: DelegationStatus.INVITED,
    tokenHash: hashOfToken(token),
    invitedAt: now,
    inviteUntil: daysLater(now, INVITATION_DAYS),
    invitedById: caller.personId!,
    acceptedAt: null,
    acceptedById: null,
    revokedAt: null,
    revokedBy: null,
  } as never);
  await em.flush();
  context.once(shownOnce(delegation.id), () => token);
  await notify(sql, now, {
    taxpayerId: clientId,
    kind: "DELEGATION_INVITED",
    about: delegation.id,
    zh: `代理机构邀请您接受一项代理授权（${minorService}），7 日内有效。`,
    en: "Your agency invites you to accept a delegation, within 7 days.",
  });
  return delegation;
}

/** The invitation a token opens, for the client it is meant for; nothing otherwise. */
export async function invitationFor(context: Context, token: string): Promise<AgentDelegation | null> {
  const found = await context.em.findOne(AgentDelegation, { tokenHash: hashOfToken(token) });
  return invitationIsOpen(found, context.caller.taxpayerId!, context.now) ? null : found;
}

/** The client accepts, once. Delegations of other agencies stay as they are. */
export async function acceptDelegation(
  context: Context,
  { token }: AcceptDelegationInput,
): Promise<AgentDelegation> {
  const { em, caller, now, today } = context;
  const delegation = await em.findOne(
    AgentDelegation,
    { tokenHash: hashOfToken(token) },
    { lockMode: 4, refresh: true },
  );
  check(invitationIsOpen(delegation, caller.taxpayerId!, now));
  check(!mayBind(await rolesOfCaller(context)) && access.ROLE_DENIED);
  const agreement = await em.findOne(AgencyAgreement, { id: delegation!.agreementId });
  check((!agreement || !isInForce(agreement, today)) && agencies.AGENCY_REQUIRED);
  Object.assign(delegation!, {
    status: DelegationStatus.ACTIVE,
    acceptedAt: now,
    acceptedById: caller.personId ?? null,
  });
  await em.flush();
  const { id, agencyId, clientId } = delegation!;
  for (const taxpayerId of [agencyId, clientId])
    await notify(inTransaction(context), now, {
      taxpayerId,
      kind: "DELEGATION_ACCEPTED",
      about: id,
      zh: "一项代理授权已生效。",
      en: "A delegation to an agency is in force.",
    });
  return delegation!;
}

/** Either side ends a delegation, also one that was not accepted yet; both are told. */
export async function revokeDelegation(
  context: Context,
  { delegationId }: RevokeDelegationInput,
): Promise<AgentDelegation> {
  const { em, caller, now } = context;
  const delegation = await em.findOne(AgentDelegation, { id: delegationId }, { lockMode: 4, refresh: true });
  if (!delegation) return check(refuse.DELEGATION_NOT_FOUND) as never;
  check(!mayBind(await rolesOfCaller(context)) && access.ROLE_DENIED);
  check(delegation.status === DelegationStatus.REVOKED && refuse.DELEGATION_STATE);
  const side = delegation.agencyId === caller.taxpayerId ? AgencySide.AGENCY : AgencySide.CLIENT;
  Object.assign(delegation, { status: DelegationStatus.REVOKED, revokedAt: now, revokedBy: side });
  await em.flush();
  await tellRevoked(inTransaction(context), delegation, { side, by: caller.personId ?? "", now });
  return delegation;
}
