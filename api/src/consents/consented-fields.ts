import { createHash } from "node:crypto";
import type { DataClass } from "../platform/model.ts";
import type { Queryable } from "../platform/transaction.ts";

/** A field of the graph that a consent names: `Invoice.total`. */
export interface ConsentedField {
  coordinate: string;
  zh: string;
  en: string;
  class: DataClass;
  /** The scopes it needs: alternatives, each a set that belongs together; none for public fields. */
  scopes: readonly (readonly string[])[];
}

/** The coordinates in their one order. */
export const listOf = (fields: readonly ConsentedField[]): string[] =>
  [...new Set(fields.map(({ coordinate }) => coordinate))].sort();

/** The hash that names a list of fields, in tokens and receipts: SHA-256 (hex) of the sorted coordinates, one a line. */
export const fieldsHash = (coordinates: readonly string[]): string =>
  createHash("sha256")
    .update([...coordinates].sort().join("\n"))
    .digest("hex");

/** Those of the fields that somebody with these scopes may read. */
export const fieldsUnder = <Field extends Pick<ConsentedField, "scopes">>(
  fields: readonly Field[],
  scopes: readonly string[],
): Field[] =>
  fields.filter(
    ({ scopes: alternatives }) =>
      alternatives.length === 0 ||
      alternatives.some((all) => all.every((scope) => scope === "public:read" || scopes.includes(scope))),
  );

/** Keeps a list under its hash; the same list is kept once. Answers the hash. */
export async function keepFields(client: Queryable, fields: readonly ConsentedField[]): Promise<string> {
  const list = listOf(fields);
  const hash = fieldsHash(list);
  await client.query(
    "insert into consent_fields (hash, fields, words) values ($1, $2::text[], $3::jsonb) on conflict do nothing",
    [hash, list, JSON.stringify(fields)],
  );
  return hash;
}

/** The fields kept under a hash, with their words. */
export async function keptFields(
  client: Queryable,
  hash: string | null,
): Promise<ConsentedField[] | undefined> {
  if (hash === null) return undefined;
  const { rows } = await client.query<{ words: ConsentedField[] }>(
    "select words from consent_fields where hash = $1",
    [hash],
  );
  return rows[0]?.words;
}
