import { ID } from "type-graphql";
import { ownUse } from "../consents/facts.ts";
import { refuse as access } from "../platform/access.ts";
import type { Context } from "../platform/context.ts";
import { announce } from "../platform/events.ts";
import { newId } from "../platform/id.ts";
import { IdempotencyKey, InputOf, Takes } from "../platform/model.ts";
import { notify } from "../platform/notice.ts";
import { readAnyone } from "../platform/read.ts";
import { check } from "../platform/refusal.ts";
import { inTransaction, type Queryable } from "../platform/transaction.ts";
import { EntityRole, Person, PersonRole, type RoleStatus } from "./person.ts";
import {
  isAppointable,
  isReallyNamed,
  mayAppoint,
  mayBecome,
  mayEnd,
  mustConfirm,
  refuse,
} from "./role.rules.ts";

@InputOf({ zh: "任命一名办税人员。", en: "Appoints a person to act for the taxpayer." })
export class AppointPersonInput {
  @Takes(
    () => EntityRole,
    "身份：财务负责人、办税员或开票员。",
    "The role: financial officer, tax handler or invoicer.",
  )
  role!: EntityRole;

  @Takes(() => String, "被任命人的姓名。", "The person's name.", { max: 50 })
  name!: string;

  @Takes(() => String, "被任命人的证件号码。", "The number of the person's identity document.", { max: 30 })
  idNo!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "确认或解除一项任职。", en: "Confirms or ends an appointment." })
export class AppointmentInput {
  @Takes(() => ID, "任职。", "The appointment.")
  roleId!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

/** What other processes hear when a role ends. */
const ROLE_ENDED = "roleEnded";

const COLUMNS = `id, person_id as "personId", taxpayer_id as "taxpayerId", role, status, valid_from as "validFrom", valid_to as "validTo"`;

const ownRole = readAnyone<PersonRole, { id: string }>(
  PersonRole,
  "own",
  "t.id = :id and t.person_id = :caller.personId",
  "the statement itself goes by the person who signed in",
);
const personsByNumber = readAnyone<Person, { idNo: string; name: string }>(
  Person,
  "by-number",
  "t.id_no = :idNo and t.name = :name",
  "whoever appoints a person knows the name and the number already and learns nothing more",
);

/** People are appointed by people, in the platform's own portal; no app does it for them. */
const inPortal = ({ caller }: Context) => caller.purpose !== ownUse() && access.ROLE_DENIED;

async function rolesOfCaller(
  sql: Queryable,
  { caller, today }: Context,
  taxpayerId: string,
): Promise<EntityRole[]> {
  const { rows } = await sql.query<{ role: EntityRole }>(
    `select role from person_role where person_id = $1 and taxpayer_id = $2 and status = 'ACTIVE'
       and valid_from <= $3::date and (valid_to is null or valid_to > $3::date)`,
    [caller.personId ?? "", taxpayerId, today],
  );
  return rows.map(({ role }) => role);
}

/** Appoints a person; a financial officer holds the role once that person confirms it. */
export async function appointPerson(
  context: Context,
  { role, name, idNo }: AppointPersonInput,
): Promise<PersonRole> {
  const sql = inTransaction(context);
  const { caller, today } = context;
  const taxpayerId = caller.taxpayerId!;
  check(isAppointable(role));
  check(
    inPortal(context) ||
      (!mayAppoint(await rolesOfCaller(sql, context, taxpayerId), role) && access.ROLE_DENIED),
  );
  const [person] = await personsByNumber(context, { idNo: idNo.trim().toUpperCase(), name: name.trim() });
  check(!person && refuse.APPOINTMENT_PERSON_UNKNOWN);
  check(isReallyNamed(person!.realNameLevel));
  await sql.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [
    `role ${person!.id} ${taxpayerId}`,
  ]);
  const { rowCount: there } = await sql.query(
    `select 1 from person_role where person_id = $1 and taxpayer_id = $2 and role = $3 and status <> 'ENDED'
       and (valid_to is null or valid_to > $4::date)`,
    [person!.id, taxpayerId, role, today],
  );
  check(Boolean(there) && refuse.APPOINTMENT_EXISTS);
  const { rows } = await sql.query<PersonRole>(
    `insert into person_role (id, person_id, taxpayer_id, role, status, valid_from) values ($1, $2, $3, $4, $5, $6::date) returning ${COLUMNS}`,
    [newId("pr"), person!.id, taxpayerId, role, mustConfirm(role) ? "PENDING_CONFIRM" : "ACTIVE", today],
  );
  return rows[0]!;
}

/** Ends a role of somebody in the caller's own taxpayer. */
async function endByEntity(sql: Queryable, context: Context, roleId: string): Promise<PersonRole> {
  const { rows } = await sql.query<PersonRole>(
    `select ${COLUMNS} from person_role where id = $1 and taxpayer_id = $2 for update`,
    [roleId, context.caller.taxpayerId],
  );
  const [role] = rows;
  check(!role && refuse.APPOINTMENT_NOT_FOUND);
  check(isAppointable(role!.role));
  const held = await rolesOfCaller(sql, context, role!.taxpayerId);
  check(!mayEnd(held, role!.role, role!.personId === context.caller.personId) && access.ROLE_DENIED);
  check(!mayBecome(role!.status, "ENDED") && refuse.APPOINTMENT_STATE);
  const { rows: ended } = await sql.query<PersonRole>(
    `update person_role set status = 'ENDED', valid_to = $2::date where id = $1 returning ${COLUMNS}`,
    [roleId, context.today],
  );
  return ended[0]!;
}

/** Confirms or gives up the caller's own role, in whatever taxpayer it is; nothing when it is not the caller's or not in a state for it. */
async function changeOwn(
  sql: Queryable,
  { today }: Context,
  roleId: string,
  next: `${RoleStatus}`,
): Promise<PersonRole | undefined> {
  const { rows } = await sql.query<PersonRole>(
    `select ${COLUMNS} from sealed.change_own_role($1::text, $2::text, $3::date)`,
    [roleId, next, today],
  );
  return rows[0];
}

/** The appointed person accepts; whoever else tries finds nothing. */
export async function confirmAppointment(
  context: Context,
  { roleId }: AppointmentInput,
): Promise<PersonRole> {
  const sql = inTransaction(context);
  check(inPortal(context));
  const [role] = await ownRole(context, { id: roleId });
  check(!role && refuse.APPOINTMENT_NOT_FOUND);
  check(
    (role!.status !== "PENDING_CONFIRM" || !mayBecome(role!.status, "ACTIVE")) && refuse.APPOINTMENT_STATE,
  );
  const confirmed = await changeOwn(sql, context, roleId, "ACTIVE");
  check(!confirmed && refuse.APPOINTMENT_STATE);
  return confirmed!;
}

/**
 * Ends a role from today. The consents the person gave stay – they belong to the entity – and the entity is told, so
 * that it looks them through.
 */
export async function endAppointment(context: Context, { roleId }: AppointmentInput): Promise<PersonRole> {
  const sql = inTransaction(context);
  check(inPortal(context));
  const [own] = await ownRole(context, { id: roleId });
  if (own) check(isAppointable(own.role), !mayBecome(own.status, "ENDED") && refuse.APPOINTMENT_STATE);
  const ended = own
    ? await changeOwn(sql, context, roleId, "ENDED")
    : await endByEntity(sql, context, roleId);
  if (!ended) return check(refuse.APPOINTMENT_STATE) as never;
  const { personId, taxpayerId } = ended;
  await announce(sql, { topic: ROLE_ENDED, roleId, personId, taxpayerId });
  await notify(sql, context.now, {
    taxpayerId,
    kind: "ROLE_ENDED",
    about: roleId,
    zh: "一名办税人员的身份已解除。此人以前给出的授权仍然有效，请检查是否继续保留。",
    en: "A person no longer acts for you. The consents that person gave stay in force; look through them.",
  });
  return ended;
}
