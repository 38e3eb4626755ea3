import { ID } from "type-graphql";
import { refuse as access } from "../platform/access.ts";
import type { Context } from "../platform/context.ts";
import { announce } from "../platform/events.ts";
import { newId } from "../platform/id.ts";
import { inJurisdiction } from "../platform/jurisdiction.ts";
import { IdempotencyKey, InputOf, Takes } from "../platform/model.ts";
import { publish } from "../platform/outbox.ts";
import { check } from "../platform/refusal.ts";
import { inTransaction } from "../platform/transaction.ts";
import { tellWithinArea } from "./area-notice.ts";
import { refuse, turns18On, whyNotGuardian } from "./guardian.rules.ts";
import { officerOf } from "./officer.service.ts";
import type { PersonRole } from "./person.ts";
import { refuse as appointments, isReallyNamed } from "./role.rules.ts";

@InputOf({
  zh: "在办税服务厅登记未成年人的监护人。",
  en: "Registers, at the tax hall, the guardian of a minor.",
})
export class RegisterGuardianInput {
  @Takes(() => ID, "未成年人（自然人纳税人）。", "The minor, a natural person.")
  childTaxpayerId!: string;

  @Takes(() => String, "监护人姓名。", "The guardian's name.", { max: 50 })
  name!: string;

  @Takes(() => String, "监护人证件号码。", "The number of the guardian's identity document.", { max: 30 })
  idNo!: string;

  @Takes(() => String, "监护关系的依据，5 至 200 字。", "On what it rests, in 5 to 200 characters.", {
    max: 200,
  })
  ground!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "终止监护登记。", en: "Ends a guardianship." })
export class EndGuardianInput {
  @Takes(() => ID, "监护登记。", "The guardianship.")
  roleId!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

const COLUMNS = `id, person_id as "personId", taxpayer_id as "taxpayerId", role, status, valid_from::text as "validFrom", valid_to::text as "validTo"`;

/** Guardians are registered where the child is. An unknown taxpayer looks like one of another area. */
async function withinArea(context: Context, taxpayerId: string): Promise<void> {
  const officer = await officerOf(context);
  const { rows } = await context.environment.database.reader.query<{ code: string }>(
    "select authority_code as code from taxpayer where id = $1",
    [taxpayerId],
  );
  check((!rows[0] || !inJurisdiction(rows[0].code, officer.authorityCode)) && access.JURISDICTION_DENIED);
}

/** Registers a child's guardian until the child's eighteenth birthday. The hall has seen the papers. */
export async function registerGuardian(
  context: Context,
  { childTaxpayerId, name, idNo, ground }: RegisterGuardianInput,
): Promise<PersonRole> {
  const { environment, today, now } = context;
  await withinArea(context, childTaxpayerId);
  const pool = environment.database.reader;
  const { rows: children } = await pool.query<{ idNo: string }>(
    `select p.id_no as "idNo" from person_role r join person p on p.id = r.person_id
     where r.taxpayer_id = $1 and r.role = 'SELF' and r.status = 'ACTIVE' and p.id_type = '201'`,
    [childTaxpayerId],
  );
  const number = idNo.trim().toUpperCase();
  const { rows: persons } = await pool.query<{ id: string; realNameLevel: "L1" | "L2" | "L3" }>(
    'select id, real_name_level as "realNameLevel" from person where id_no = $1 and name = $2',
    [number, name.trim()],
  );
  const childIdNo = children[0]?.idNo ?? null;
  check(
    ...whyNotGuardian({ childIdNo, guardianIdNo: number, ground, today }),
    !persons[0] && appointments.APPOINTMENT_PERSON_UNKNOWN,
    persons[0] && isReallyNamed(persons[0].realNameLevel),
  );
  const sql = inTransaction(context);
  const row = {
    id: newId("pr"),
    person_id: persons[0]!.id,
    taxpayer_id: childTaxpayerId,
    role: "GUARDIAN",
    status: "ACTIVE",
    valid_from: today,
    valid_to: turns18On(childIdNo!),
  };
  const { rows } = await sql.query<PersonRole>(
    `select ${COLUMNS} from sealed.register_guardian($1::jsonb, $2::date)`,
    [JSON.stringify(row), today],
  );
  check(!rows[0] && refuse.GUARDIAN_EXISTS);
  await publish(sql, {
    type: "taxpayer.guardian_registered",
    taxpayerId: childTaxpayerId,
    subject: row.id,
  });
  await tellWithinArea(sql, now, {
    taxpayerId: childTaxpayerId,
    kind: "GUARDIAN_REGISTERED",
    about: row.id,
    zh: "已登记监护人，可代为办理涉税事项，直至满十八周岁；满十四周岁前，个人信息的授权由监护人作出。",
    en: "A guardian is registered, who acts in tax matters until the age of eighteen and gives consents until the age of fourteen.",
  });
  return rows[0]!;
}

/** Ends a guardianship from today: the papers say that it is over. */
export async function endGuardian(context: Context, { roleId }: EndGuardianInput): Promise<PersonRole> {
  const { today, now, environment } = context;
  const { rows: roles } = await environment.database.reader.query<{ taxpayerId: string }>(
    `select taxpayer_id as "taxpayerId" from person_role where id = $1 and role = 'GUARDIAN'`,
    [roleId],
  );
  check(!roles[0] && refuse.GUARDIAN_NOT_FOUND);
  await withinArea(context, roles[0]!.taxpayerId);
  const sql = inTransaction(context);
  const { rows } = await sql.query<PersonRole>(
    `select ${COLUMNS} from sealed.end_guardian($1::text, $2::date)`,
    [roleId, today],
  );
  const [ended] = rows;
  check(!ended && refuse.GUARDIAN_NOT_FOUND);
  const { personId, taxpayerId } = ended!;
  await announce(sql, { topic: "roleEnded", roleId, personId, taxpayerId });
  await tellWithinArea(sql, now, {
    taxpayerId,
    kind: "ROLE_ENDED",
    about: roleId,
    zh: "监护登记已终止。",
    en: "The guardianship has ended.",
  });
  return ended!;
}
