import type { Pool } from "pg";
import { authorityCodeOf } from "../identifiers/authority-code.ts";
import { checkIndustryCode } from "../identifiers/industry-code.ts";
import { normaliseUscc } from "../identifiers/uscc.ts";
import type { Context } from "../platform/context.ts";
import { newId } from "../platform/id.ts";
import { publish } from "../platform/outbox.ts";
import { at, check, type Problem } from "../platform/refusal.ts";
import { inTransaction } from "../platform/transaction.ts";
import { codeIsInUse } from "./code-items.ts";
import type { ChangeRegistrationInput, RegisterTaxpayerInput } from "./registration.inputs.ts";
import { refuse, whyNotChangeRegistration, whyNotRegister } from "./registration.rules.ts";
import { refuse as standing } from "./standing.rules.ts";
import { Taxpayer } from "./taxpayer.ts";

/** A county in use on a day. */
async function countyIsInUse(pool: Pool, code: string, day: string): Promise<Problem | undefined> {
  const { rowCount } = await pool.query({
    name: "registry:county-in-use",
    text: `select 1 from region where code = $1 and level = 'COUNTY'
             and (valid_from is null or valid_from <= $2::date) and (valid_to is null or valid_to > $2::date)`,
    values: [code, day],
  });
  return rowCount ? undefined : at(refuse.REGION_UNKNOWN, ["input", "regionCode"]);
}

const industryIsKnown = async (pool: Pool, code: string, day: string): Promise<Problem | undefined> =>
  checkIndustryCode(code) || !(await codeIsInUse(pool, "INDUSTRY", code, day))
    ? at(refuse.INDUSTRY_UNKNOWN, ["input", "industryCode"])
    : undefined;

const typeIsKnown = async (pool: Pool, code: string, day: string): Promise<Problem | undefined> =>
  (await codeIsInUse(pool, "REGISTRATION_TYPE", code, day))
    ? undefined
    : at(refuse.REGISTRATION_TYPE_UNKNOWN, ["input", "registrationType"]);

/** Registers a taxpayer with its legal representative; it begins as NORMAL, small-scale for VAT, under the bureau of its county. */
export async function registerTaxpayer(context: Context, input: RegisterTaxpayerInput): Promise<Taxpayer> {
  const { environment, caller, today, now } = context;
  const pool = environment.database.reader;
  const uscc = normaliseUscc(input.uscc);
  const legalRepIdType = input.legalRepIdType ?? "201";
  const legalRepIdNo = input.legalRepIdNo.trim().toUpperCase();
  const { kind, name, registrationType, industryCode, regionCode } = input;
  check(
    ...whyNotRegister({ uscc, kind, name, legalRepIdType, legalRepIdNo }),
    await countyIsInUse(pool, regionCode, today),
    await industryIsKnown(pool, industryCode, today),
    await typeIsKnown(pool, registrationType, today),
  );
  const sql = inTransaction(context);
  const id = newId("tp");
  const taxpayer = {
    id,
    tin: uscc,
    uscc,
    uscc_check_waived: false,
    name,
    kind,
    vat_status: "SMALL_SCALE",
    vat_status_from: today,
    industry_code: industryCode,
    registration_type: registrationType,
    region_code: regionCode,
    address: input.address.trim(),
    authority_code: authorityCodeOf(regionCode),
    status: "NORMAL",
    export_class: null,
  };
  const legalRep = {
    id: newId("pn"),
    name: input.legalRepName.trim(),
    id_type: legalRepIdType,
    id_no: legalRepIdNo,
    phone: input.legalRepPhone.trim(),
    real_name_level: "L1",
  };
  const change = {
    id: newId("tsc"),
    taxpayer_id: id,
    from_status: null,
    to_status: "NORMAL",
    effective_on: today,
    actor: caller.kind === "OFFICER" ? "OFFICER" : "SYSTEM",
    authority_code: caller.authorityCode ?? null,
    person_id: caller.personId ?? null,
    reason: "设立登记",
    changed_at: now,
  };
  const { rows } = await sql.query<{ problem: "TAXPAYER_EXISTS" | "TAXPAYER_NAME_TAKEN" | null }>(
    "select sealed.register_taxpayer($1::jsonb, $2::jsonb, $3::text, $4::jsonb) as problem",
    [JSON.stringify(taxpayer), JSON.stringify(legalRep), newId("pr"), JSON.stringify(change)],
  );
  const { problem } = rows[0]!;
  check(problem && at(refuse[problem], ["input", problem === "TAXPAYER_EXISTS" ? "uscc" : "name"]));
  await publish(sql, {
    type: "taxpayer.registered",
    taxpayerId: id,
    appId: caller.appId,
    subject: id,
    data: { status: "NORMAL" },
  });
  return {
    id,
    tin: uscc,
    uscc,
    usccCheckWaived: false,
    name,
    kind,
    vatStatus: "SMALL_SCALE",
    vatStatusFrom: today,
    industryCode,
    registrationType,
    regionCode,
    address: taxpayer.address,
    authorityCode: taxpayer.authority_code,
    status: "NORMAL",
    exportClass: null,
  } as Taxpayer;
}

/** The taxpayer changes its name, address or industry. Its number, county and authority stay. */
export async function changeRegistration(
  context: Context,
  input: ChangeRegistrationInput,
): Promise<Taxpayer> {
  const { caller, today, em, environment } = context;
  const pool = environment.database.reader;
  const taxpayer = await em.findOne(Taxpayer, { id: caller.taxpayerId! }, { lockMode: 4, refresh: true });
  if (!taxpayer) return check(standing.TAXPAYER_NOT_FOUND) as never;
  const { name, address, industryCode } = input;
  check(
    ...whyNotChangeRegistration(input, taxpayer),
    industryCode ? await industryIsKnown(pool, industryCode, today) : undefined,
  );
  const sql = inTransaction(context);
  if (name && name !== taxpayer.name) {
    const { rows } = await sql.query<{ taken: boolean }>(
      "select sealed.name_is_taken($1::text, $2::text, $3::text) as taken",
      [name, taxpayer.regionCode, taxpayer.id],
    );
    check(rows[0]!.taken && at(refuse.TAXPAYER_NAME_TAKEN, ["input", "name"]));
    taxpayer.name = name;
  }
  if (address) taxpayer.address = address.trim();
  if (industryCode) taxpayer.industryCode = industryCode;
  await em.flush();
  await publish(sql, {
    type: "taxpayer.registration_changed",
    taxpayerId: taxpayer.id,
    appId: caller.appId,
    subject: taxpayer.id,
    data: { name: Boolean(name), address: Boolean(address), industry: Boolean(industryCode) },
  });
  return taxpayer;
}
