import type { EntityMetadata, EntityProperty } from "@mikro-orm/core";
import type { Database } from "../platform/context.ts";
import { type AttributeMeta, type Class, type ModelMeta, metaOf } from "../platform/model.ts";
import { yuan } from "../platform/money.ts";
import { alternatives } from "../platform/owner.ts";
import { snake } from "../platform/snake.ts";

/*
 * Rows of one taxpayer, each confidential column of which holds a value that occurs nowhere else. Made from the models
 * alone: a new column is planted without anybody thinking of it.
 */

/** The taxpayer whose rows nobody else may see, and what else its rows point to. */
export const VICTIM = {
  taxpayerId: "tp_018f0000-0000-7000-8000-0000000000a1",
  personId: "pn_018f0000-0000-7000-8000-0000000000a1",
  appId: "app_018f0000-0000-7000-8000-0000000000a1",
  authorityCode: "13301060000",
} as const;

/** A planted value: where it is, and what to look for. */
export interface Canary {
  /** `Invoice.sellerPhone`. */
  column: string;
  /** What an answer would contain if it held the value, whole or in part. */
  trace: string;
  /** A field of the schema shows it whole to its owner. */
  shown: boolean;
  /** A mask lies over it for everybody. */
  masked: boolean;
}

export interface Planted {
  canaries: Canary[];
  /** By the name of the model: the key of the row planted. */
  keys: ReadonlyMap<string, string>;
  /** By the name of a scalar: a value that the planted rows hold, for arguments. */
  scalars: ReadonlyMap<string, string>;
}

/** A value that looks right to the scalar; the trace is the part of it that nothing else has. */
const LOOKS_RIGHT: Record<string, (n: number) => { value: string; trace: string }> = {
  InvoiceNumber: (n) => ({ value: `26332000000091${7_700 + n}00`, trace: `91${7_700 + n}00` }),
  InvoiceCode: (n) => ({ value: `0330${n + 10}7731`.padEnd(12, "7").slice(0, 12), trace: `${n + 10}7731` }),
};

/** A text with a trace in its middle, where no mask lets anything show. */
const text = (n: number, max: number) => {
  const trace = `Ж${n}Ж`;
  return { value: max < 14 ? trace : `林林林${trace}0000`, trace };
};

const inMinorUnits = (n: number) => 613_900_000_00n + BigInt(n) * 10_037n;

/** Whether nobody but the owner may know the column: by its class, or because it is no part of the schema. */
const isConfidential = (attribute: AttributeMeta) =>
  attribute.type === undefined || (attribute.class !== undefined && attribute.class !== "C0");

/** Stores one row of the victim in the table of every model that has an owner, and one part of each that has parts. */
export async function plant({ orm, owner }: Database, models: readonly Class[]): Promise<Planted> {
  const canaries: Canary[] = [];
  const keys = new Map<string, string>();
  const scalars = new Map<string, string>();
  const own = models.map(metaOf).filter(({ owner, partOf }) => owner || partOf);
  for (const { name, prefix } of own.filter(({ owner }) => owner))
    keys.set(name, KNOWN[name] ?? `${prefix}_018f0000-0000-7000-8000-0000000000a1`);
  const client = await owner();
  for (const meta of own.sort((a, b) => Number(Boolean(a.partOf)) - Number(Boolean(b.partOf)))) {
    const entity = orm.getMetadata().getByClassName(meta.name as never) as unknown as EntityMetadata;
    const columns: string[] = [];
    const values: unknown[] = [];
    for (const property of entity.props) {
      if (property.generated) continue;
      const attribute = meta.attributes.get(property.name);
      if (!attribute) continue;
      const fixed = fixedValue(meta, property, keys);
      const planted =
        fixed === undefined && isConfidential(attribute)
          ? canary(property, attribute, canaries.length)
          : undefined;
      if (planted)
        canaries.push({
          column: `${meta.name}.${property.name}`,
          trace: planted.trace,
          shown: attribute.type !== undefined && !attribute.mask,
          masked: attribute.mask !== undefined,
        });
      const scalar = planted && (attribute.type?.() as { name?: string } | undefined)?.name;
      if (scalar && LOOKS_RIGHT[scalar]) scalars.set(scalar, String(planted.value));
      columns.push(`"${snake(property.name)}"`);
      values.push(fixed !== undefined ? fixed : (planted?.value ?? plainValue(property)));
    }
    await client.query(
      `insert into ${meta.table} (${columns.join(", ")}) values (${values.map((_, i) => `$${i + 1}`).join(", ")})`,
      values,
    );
  }
  await client.end();
  return { canaries, keys, scalars };
}

/** Columns that take certain words alone. */
const WORDS: Record<string, string> = {
  "RedConfirmation.state": "AWAITING_BUYER",
  "InvoiceRequest.state": "ISSUED",
};

const KNOWN: Record<string, string> = { Taxpayer: VICTIM.taxpayerId, Person: VICTIM.personId };

/** Keys, owners and what points to other rows. */
function fixedValue(meta: ModelMeta, { name }: EntityProperty, keys: ReadonlyMap<string, string>): unknown {
  if (name === meta.key) return keys.get(meta.name);
  const word = WORDS[`${meta.name}.${name}`];
  if (word) return word;
  if (name === meta.partOf) return keys.get(name.charAt(0).toUpperCase() + name.slice(1).replace(/Id$/, ""));
  // What points to a consent points to the planted one: lists that go by it find the row.
  if (name === "consentId") return keys.get("Consent");
  const owner = meta.owner ? alternatives(meta.owner).find(({ property }) => property === name) : undefined;
  if (owner) return VICTIM[owner.callerKey as keyof typeof VICTIM];
  return { ...VICTIM, tin: "91330106MA2DEM0A7X", status: undefined }[name as keyof typeof VICTIM];
}

function canary(
  { type, columnTypes, items }: EntityProperty,
  attribute: AttributeMeta,
  n: number,
): { value: unknown; trace: string } | undefined {
  const column = columnTypes?.[0] ?? String(type);
  const scalar = (attribute.type?.() as { name?: string } | undefined)?.name ?? "";
  if (items) return undefined;
  if (LOOKS_RIGHT[scalar]) return LOOKS_RIGHT[scalar](n);
  if (column.startsWith("numeric(18,2)")) {
    const value = yuan(inMinorUnits(n));
    return { value, trace: value };
  }
  if (column.startsWith("numeric(30")) return { value: `61803398.${n}7`, trace: `61803398.${n}7` };
  if (column !== "text") return undefined;
  return scalar === "String" || scalar === "" ? text(n, attribute.max ?? 100) : undefined;
}

/** A value that is none of anybody's secrets. */
function plainValue({ type, columnTypes, items, nullable, name }: EntityProperty): unknown {
  const column = columnTypes?.[0] ?? String(type);
  if (items) return chosen(items as readonly unknown[], name);
  if (column === "text[]") return [];
  if (column === "jsonb") return name === "separateConsents" ? "[]" : "{}";
  if (column === "boolean") return false;
  if (column === "date") return nullable && /To$|end/i.test(name) ? null : "2026-10-15";
  if (column.startsWith("timestamptz")) return nullable ? null : new Date(expires(name));
  if (column.startsWith("int")) return nullable ? null : 1;
  if (column.startsWith("numeric")) return "0.13";
  return nullable ? null : (PLAIN[name] ?? "公开");
}

const chosen = (items: readonly unknown[], name: string) =>
  ["ACTIVE", "NORMAL", "LEGAL_REP", "PENDING"].find((item) => items.includes(item) && name !== "grade") ??
  items[0];
/** An entry of the ledger is the newest there will be: what the audit itself leaves does not push it off the first page. */
const expires = (name: string) =>
  name === "at"
    ? "2099-01-01T00:00:00Z"
    : /expires|until|By$/.test(name)
      ? "2027-06-01T00:00:00Z"
      : "2026-10-15T02:00:00Z";

const PLAIN: Record<string, string> = {
  regionCode: "330106",
  taxTypeCode: "10101",
  purposeCode: "BOOKKEEPING",
  industryCode: "6513",
};
