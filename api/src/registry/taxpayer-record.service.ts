import type { Context } from "../platform/context.ts";
import { readAnyone } from "../platform/read.ts";
import { look } from "./officer.service.ts";
import { Person, PersonRole } from "./person.ts";
import type { PersonalRecord, RecordedPerson, TaxpayerRecord } from "./taxpayer-record.ts";
import { holdsOn } from "./validity.rules.ts";

const BEYOND_FACE = ["kind", "status", "vatStatus", "vatStatusFrom", "industryCode", "address"] as const;
const MANY = 50;

const rolesFor = readAnyone<PersonRole, { taxpayer: string }>(
  PersonRole,
  "for-officer",
  "t.taxpayer_id = :taxpayer and t.status = 'ACTIVE'",
  "an officer's look at the taxpayer was decided before",
  { order: "t.id" },
);
const personsFor = readAnyone<Person, { ids: readonly string[] }>(
  Person,
  "for-officer",
  "t.id = any(:ids)",
  "an officer's look at the taxpayer was decided before",
);

/** What the calling officer may see of a taxpayer; nothing where there is none. */
export async function taxpayerRecord(context: Context, id: string): Promise<TaxpayerRecord | null> {
  const found = await look(context, id, "C3");
  if (!found) return null;
  const { taxpayer, fields } = found;
  const { name, tin, authorityCode } = taxpayer;
  const shown = (field: string) => fields === "all" || fields.includes(field);
  const beyond = Object.fromEntries(
    BEYOND_FACE.map((field) => [field, shown(field) ? taxpayer[field] : null]),
  );
  return {
    id,
    name,
    tin,
    authorityCode,
    limitedToCase: fields !== "all",
    fieldsOfCase: fields === "all" ? [] : [...fields],
    ...beyond,
  } as unknown as TaxpayerRecord;
}

async function inOffice(
  context: Context,
  taxpayerId: string,
): Promise<{ role: PersonRole; person: Person }[]> {
  const roles = (await rolesFor(context, { taxpayer: taxpayerId })).filter((role) =>
    holdsOn(role, context.today),
  );
  const persons = await personsFor(context, { ids: roles.map(({ personId }) => personId) });
  const byId = new Map(persons.map((person) => [person.id, person]));
  return roles.slice(0, MANY).flatMap((role) => {
    const person = byId.get(role.personId);
    return person ? [{ role, person }] : [];
  });
}

/** The people in office, masked. Elsewhere they show only when the case opens `people`. */
export async function peopleOf(context: Context, record: TaxpayerRecord): Promise<RecordedPerson[]> {
  const { id, limitedToCase, fieldsOfCase } = record;
  if (limitedToCase && !fieldsOfCase.includes("people")) return [];
  return (await inOffice(context, id)).map(({ role: { role }, person: { name, phone } }) => ({
    role,
    nameMasked: name,
    phoneMasked: phone,
  }));
}

/** The people in office in clear, decided and recorded anew: C4. */
export async function personalRecords(context: Context, taxpayerId: string): Promise<PersonalRecord[]> {
  const found = await look(context, taxpayerId, "C4");
  if (!found || (found.fields !== "all" && !found.fields.includes("personalData"))) return [];
  return (await inOffice(context, taxpayerId)).map(({ role: { role }, person: { name, idNo, phone } }) => ({
    role,
    name,
    idNo,
    phone,
  }));
}
