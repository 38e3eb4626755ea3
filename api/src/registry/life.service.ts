import type { Pool } from "pg";
import { refuse as access } from "../platform/access.ts";
import type { Context } from "../platform/context.ts";
import { newId } from "../platform/id.ts";
import { publish } from "../platform/outbox.ts";
import { check, type Problem } from "../platform/refusal.ts";
import { inTransaction } from "../platform/transaction.ts";
import { tellWithinArea } from "./area-notice.ts";
import type { LifeStepInput, RequestSuspensionInput, SetTaxpayerStatusInput } from "./life.inputs.ts";
import { refuse, whyNotChange, whyNotDecide, whyNotSuspend } from "./life.rules.ts";
import { openWith } from "./obligations.ts";
import { look, officerOf } from "./officer.service.ts";
import { refuse as standing } from "./standing.rules.ts";
import { TaxpayerStatus } from "./taxpayer.ts";
import { StatusActor, type TaxpayerStatusChange } from "./taxpayer-status-change.ts";

export const STATUS_CHANGE = `id, taxpayer_id as "taxpayerId", from_status as "fromStatus", to_status as "toStatus", effective_on::text as "effectiveOn",
  until::text as until, actor, authority_code as "authorityCode", person_id as "personId", case_no as "caseNo", reason, changed_at as "changedAt"`;

/** What the law asks about a taxpayer before its state changes. */
interface Life {
  kind: string;
  status: TaxpayerStatus;
  /** The day from which the present state holds; nothing while it never changed. */
  since: string | null;
  assessed: boolean;
}

async function lifeOf(pool: Pool, taxpayerId: string, today: string): Promise<Life> {
  const { rows } = await pool.query<Life>({
    name: "registry:life-of",
    text: `select t.kind, t.status,
             (select max(c.effective_on)::text from taxpayer_status_change c where c.taxpayer_id = t.id) as since,
             exists (select from tax_type_registration r where r.taxpayer_id = t.id and r.levy_method = 'ASSESSED'
               and r.valid_from <= $2::date and (r.valid_to is null or r.valid_to > $2::date)) as assessed
           from taxpayer t where t.id = $1`,
    values: [taxpayerId, today],
  });
  check(!rows[0] && standing.TAXPAYER_NOT_FOUND);
  return rows[0]!;
}

interface Step {
  taxpayerId: string;
  to: TaxpayerStatus;
  actor: StatusActor;
  reason: string;
  effectiveOn: string;
  until?: string;
}

/** Takes one step: the state, its history, the event and the notice, all of them or none. */
async function step(
  context: Context,
  life: Life,
  { to, taxpayerId, actor, ...rest }: Step,
): Promise<TaxpayerStatusChange> {
  const sql = inTransaction(context);
  const { caller, now } = context;
  const { rows } = await sql.query<TaxpayerStatusChange>(
    `select ${STATUS_CHANGE} from sealed.change_taxpayer_status($1::jsonb)`,
    [
      JSON.stringify({
        id: newId("tsc"),
        taxpayer_id: taxpayerId,
        from_status: life.status,
        to_status: to,
        effective_on: rest.effectiveOn,
        until: rest.until ?? null,
        actor,
        authority_code: caller.authorityCode ?? null,
        person_id: caller.personId ?? null,
        case_no: caller.caseNo ?? null,
        reason: rest.reason.trim(),
        changed_at: now,
      }),
    ],
  );
  const [change] = rows;
  // Another step was taken meanwhile.
  check(!change && { ...refuse.STATUS_TRANSITION, details: { from: life.status, to } });
  await publish(sql, {
    type: "taxpayer.status_changed",
    taxpayerId,
    appId: caller.appId,
    subject: taxpayerId,
    data: { changeId: change!.id, from: life.status, to, effectiveOn: rest.effectiveOn },
  });
  if (actor === StatusActor.OFFICER)
    await tellWithinArea(sql, now, {
      taxpayerId,
      kind: "TAXPAYER_STATUS_CHANGED",
      about: change!.id,
      zh: "主管税务机关变更了登记状态，请查看变更记录；有异议的可以联系主管税务机关。",
      en: "The tax authority changed the state of your registration. See the record; contact the authority if you object.",
    });
  return change!;
}

/** A step the taxpayer takes itself, from today. */
async function own(
  context: Context,
  to: TaxpayerStatus,
  { reason, until }: { reason: string; until?: string },
  also: (life: Life) => Problem[] = () => [],
): Promise<TaxpayerStatusChange> {
  const { caller, today, environment } = context;
  const taxpayerId = caller.taxpayerId!;
  const pool = environment.database.reader;
  const life = await lifeOf(pool, taxpayerId, today);
  const actor = StatusActor.TAXPAYER;
  const open = to === "DEREGISTERING" ? await openWith(pool, taxpayerId) : [];
  check(
    ...whyNotChange({
      from: life.status,
      to,
      actor,
      reason,
      effectiveOn: today,
      since: life.since,
      today,
      open,
    }),
    ...also(life),
  );
  return step(context, life, {
    taxpayerId,
    to,
    actor,
    reason,
    effectiveOn: today,
    ...(until ? { until } : {}),
  });
}

/** An assessed individual business closes for a time (停业登记). */
export const requestSuspension = (
  context: Context,
  { until, reason }: RequestSuspensionInput,
): Promise<TaxpayerStatusChange> =>
  own(context, TaxpayerStatus.SUSPENDED, { reason, until }, (life) =>
    whyNotSuspend(life, until, context.today),
  );

/** It opens again, or goes on instead of being deregistered. */
export const resumeBusiness = (context: Context, { reason }: LifeStepInput): Promise<TaxpayerStatusChange> =>
  own(context, TaxpayerStatus.NORMAL, { reason });

/** It asks for its taxes to be cleared (清税). The authority deregisters it. */
export const requestDeregistration = (
  context: Context,
  { reason }: LifeStepInput,
): Promise<TaxpayerStatusChange> => own(context, TaxpayerStatus.DEREGISTERING, { reason });

/** An officer of the taxpayer's own line of authorities changes its state. */
export async function setTaxpayerStatus(
  context: Context,
  { taxpayerId, status: to, reason, effectiveOn: asked }: SetTaxpayerStatusInput,
): Promise<TaxpayerStatusChange> {
  const { caller, today, environment } = context;
  const officer = await officerOf(context);
  const found = await look(context, taxpayerId, "C2", "setTaxpayerStatus");
  check(!found && standing.TAXPAYER_NOT_FOUND);
  // Another area's case opens fields to be seen; it gives no say.
  check(found!.fields !== "all" && access.JURISDICTION_DENIED);
  const pool = environment.database.reader;
  const life = await lifeOf(pool, taxpayerId, today);
  const from = life.status;
  const actor = StatusActor.OFFICER;
  const effectiveOn = asked ?? today;
  const open = await openWith(pool, taxpayerId);
  check(
    ...whyNotDecide({ from, to }, officer, caller.caseNo),
    ...whyNotChange({ from, to, actor, reason, effectiveOn, since: life.since, today, open }),
  );
  return step(context, life, { taxpayerId, to, actor, reason, effectiveOn });
}
