import type { Pool } from "pg";
import { refuse as access } from "../platform/access.ts";
import type { Context } from "../platform/context.ts";
import { newId } from "../platform/id.ts";
import { publish } from "../platform/outbox.ts";
import { at, check } from "../platform/refusal.ts";
import { inTransaction, type Queryable } from "../platform/transaction.ts";
import { reasonIsGiven } from "./life.rules.ts";
import { look } from "./officer.service.ts";
import { ruleBooks } from "./rules/rule-book.ts";
import { refuse as standing } from "./standing.rules.ts";
import type {
  ChooseVatCycleInput,
  EndTaxTypeInput,
  SetGeneralTaxpayerInput,
  SetTaxTypeInput,
} from "./tax-type-registration.inputs.ts";
import {
  firstOfNextQuarter,
  overlap,
  rateIsSound,
  refuse,
  spanIsSound,
  whyNotChoose,
  whyNotGeneral,
} from "./tax-type-registration.rules.ts";
import { FilingCycle, type TaxTypeRegistration } from "./tax-type-registration.ts";
import type { VatStatusChange } from "./vat-status-change.ts";

const COLUMNS = `id, taxpayer_id as "taxpayerId", tax_type_code as "taxTypeCode", levy_method as "levyMethod", rate::text as rate, cycle,
  valid_from::text as "validFrom", valid_to::text as "validTo"`;
const VAT = "10101";
/** What is filed with VAT: its surcharges. */
const WITH_VAT = [VAT, "10109", "30203", "30216"];

const registrationsOf = async (pool: Pool, taxpayerId: string): Promise<TaxTypeRegistration[]> =>
  (
    await pool.query<TaxTypeRegistration>({
      name: "registry:tax-types-of",
      text: `select ${COLUMNS} from tax_type_registration where taxpayer_id = $1 order by tax_type_code, valid_from`,
      values: [taxpayerId],
    })
  ).rows;

/** The taxpayer, where the calling officer may decide about it: of the own area, looked at on the record. */
async function within(context: Context, taxpayerId: string, operation: string) {
  const found = await look(context, taxpayerId, "C2", operation);
  check(!found && standing.TAXPAYER_NOT_FOUND);
  check(found!.fields !== "all" && access.JURISDICTION_DENIED);
  return found!.taxpayer;
}

const add = async (sql: Queryable, row: Omit<TaxTypeRegistration, "id">): Promise<TaxTypeRegistration> =>
  (
    await sql.query<TaxTypeRegistration>(`select ${COLUMNS} from sealed.add_tax_type($1::jsonb)`, [
      JSON.stringify({
        id: newId("ttr"),
        taxpayer_id: row.taxpayerId,
        tax_type_code: row.taxTypeCode,
        levy_method: row.levyMethod,
        rate: row.rate,
        cycle: row.cycle,
        valid_from: row.validFrom,
        valid_to: row.validTo,
      }),
    ])
  ).rows[0]!;

const end = async (sql: Queryable, id: string, validTo: string): Promise<TaxTypeRegistration | undefined> =>
  (
    await sql.query<TaxTypeRegistration>(`select ${COLUMNS} from sealed.end_tax_type($1::text, $2::date)`, [
      id,
      validTo,
    ])
  ).rows[0];

const tell = (context: Context, { id, taxpayerId, taxTypeCode, validFrom, validTo }: TaxTypeRegistration) =>
  publish(inTransaction(context), {
    type: "taxpayer.tax_type_changed",
    taxpayerId,
    appId: context.caller.appId,
    subject: taxpayerId,
    data: { registrationId: id, taxTypeCode, validFrom, validTo },
  });

/** One at a time for a taxpayer, so that two at once do not both find the time free. */
const alone = (sql: Queryable, taxpayerId: string) =>
  sql.query("select pg_advisory_xact_lock(hashtextextended($1, 24))", [`tax types ${taxpayerId}`]);

/** An officer registers a taxpayer for a tax. Two registrations for one tax never share a day. */
export async function setTaxType(context: Context, input: SetTaxTypeInput): Promise<TaxTypeRegistration> {
  const { taxpayerId, taxTypeCode, levyMethod, cycle, validFrom } = input;
  const { id } = await within(context, taxpayerId, "setTaxType");
  const sql = inTransaction(context);
  await alone(sql, id);
  const pool = context.environment.database.reader;
  const span = { validFrom, validTo: input.validTo ?? null };
  const rate = input.rate ?? null;
  const known = await pool.query("select 1 from tax_type where code = $1", [taxTypeCode]);
  const taken = (await registrationsOf(pool, id)).some(
    (before) => before.taxTypeCode === taxTypeCode && overlap(before, span),
  );
  check(
    !known.rowCount && at(refuse.TAX_TYPE_UNKNOWN, ["input", "taxTypeCode"]),
    spanIsSound(span),
    rateIsSound(levyMethod, rate),
    taken && at(refuse.TAX_TYPE_OVERLAP, ["input", "validFrom"]),
  );
  const added = await add(sql, { taxpayerId: id, taxTypeCode, levyMethod, rate, cycle, ...span });
  await tell(context, added);
  return added;
}

/** An officer ends a registration for a tax. */
export async function endTaxType(
  context: Context,
  { taxpayerId, registrationId, validTo }: EndTaxTypeInput,
): Promise<TaxTypeRegistration> {
  const { id } = await within(context, taxpayerId, "endTaxType");
  const sql = inTransaction(context);
  await alone(sql, id);
  const found = (await registrationsOf(context.environment.database.reader, id)).find(
    (registration) => registration.id === registrationId,
  );
  check(!found && refuse.TAX_TYPE_REGISTRATION_NOT_FOUND);
  const { validFrom, validTo: before } = found!;
  check(
    (validTo < validFrom || (before !== null && validTo > before)) &&
      at(refuse.TAX_TYPE_PERIOD, ["input", "validTo"]),
  );
  const ended = await end(sql, registrationId, validTo);
  check(!ended && refuse.TAX_TYPE_REGISTRATION_NOT_FOUND);
  await tell(context, ended!);
  return ended!;
}

/** What is filed from a day on in another rhythm: the registrations in force then end, and others begin. */
async function inRhythm(
  context: Context,
  taxpayerId: string,
  codes: readonly string[],
  cycle: FilingCycle,
  from: string,
): Promise<TaxTypeRegistration[]> {
  const sql = inTransaction(context);
  const current = (await registrationsOf(context.environment.database.reader, taxpayerId)).filter(
    ({ taxTypeCode, validTo }) => codes.includes(taxTypeCode) && (validTo === null || validTo > from),
  );
  const begun: TaxTypeRegistration[] = [];
  for (const before of current) {
    if (before.cycle === cycle) continue;
    const start = before.validFrom > from ? before.validFrom : from;
    await end(sql, before.id, start);
    const next = await add(sql, { ...before, cycle, validFrom: start });
    await tell(context, next);
    begun.push(next);
  }
  return begun;
}

/** A small-scale taxpayer chooses to file VAT by month or by quarter, from the next quarter on. */
export async function chooseVatCycle(
  context: Context,
  { cycle }: ChooseVatCycleInput,
): Promise<TaxTypeRegistration> {
  const { caller, today, environment } = context;
  const taxpayerId = caller.taxpayerId!;
  const pool = environment.database.reader;
  await alone(inTransaction(context), taxpayerId);
  const { rows } = await pool.query<{ vatStatus: string | null }>(
    'select vat_status as "vatStatus" from taxpayer where id = $1',
    [taxpayerId],
  );
  const vat = (await registrationsOf(pool, taxpayerId)).filter(
    ({ taxTypeCode, validFrom, validTo }) => taxTypeCode === VAT && validFrom !== validTo,
  );
  const from = firstOfNextQuarter(today);
  check(
    vat.length === 0 && standing.TAX_TYPE_NOT_REGISTERED,
    cycle !== FilingCycle.MONTH &&
      cycle !== FilingCycle.QUARTER &&
      at(refuse.VAT_CYCLE_SAME, ["input", "cycle"]),
  );
  check(...whyNotChoose(cycle as "MONTH" | "QUARTER", from, rows[0]?.vatStatus ?? null, vat));
  const begun = await inRhythm(context, taxpayerId, WITH_VAT, cycle, from);
  const chosen = begun.find(({ taxTypeCode }) => taxTypeCode === VAT);
  check(!chosen && standing.TAX_TYPE_NOT_REGISTERED);
  return chosen!;
}

/**
 * An officer makes a taxpayer a general one, at its wish or because its sales exceeded the limit: from the first of this
 * month or the next, and VAT is filed by month from then on.
 */
export async function setGeneralTaxpayer(
  context: Context,
  { taxpayerId, effectiveOn, ground, sales, reason }: SetGeneralTaxpayerInput,
): Promise<VatStatusChange> {
  const { today, environment, now } = context;
  const taxpayer = await within(context, taxpayerId, "setGeneralTaxpayer");
  const pool = environment.database.reader;
  const limit = (await ruleBooks.of(pool)).on(today, taxpayer.authorityCode).amount("vat.general.limit");
  const { kind, vatStatus } = taxpayer;
  check(
    ...whyNotGeneral({ kind, vatStatus, effectiveOn, today, sales: sales ?? null, limit, ground }),
    reasonIsGiven(reason),
  );
  const sql = inTransaction(context);
  await alone(sql, taxpayerId);
  const change = {
    id: newId("vsc"),
    taxpayer_id: taxpayerId,
    from_status: "SMALL_SCALE",
    from_since: taxpayer.vatStatusFrom,
    to_status: "GENERAL",
    effective_on: effectiveOn,
    ground,
    reason: reason.trim(),
    changed_at: now,
  };
  const { rows } = await sql.query<VatStatusChange>(
    `select id, taxpayer_id as "taxpayerId", from_status as "fromStatus", from_since::text as "fromSince", to_status as "toStatus",
       effective_on::text as "effectiveOn", ground, reason, changed_at as "changedAt" from sealed.change_vat_status($1::jsonb, $2::date)`,
    [JSON.stringify(change), today],
  );
  const [made] = rows;
  check(!made && refuse.VAT_ALREADY_GENERAL);
  await inRhythm(context, taxpayerId, WITH_VAT, FilingCycle.MONTH, effectiveOn);
  await publish(sql, {
    type: "taxpayer.vat_status_changed",
    taxpayerId,
    subject: taxpayerId,
    data: { changeId: made!.id, to: "GENERAL", effectiveOn },
  });
  return made!;
}
