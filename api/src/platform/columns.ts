import type { AskedFields } from "./asked-fields.ts";
import type { Context } from "./context.ts";
import type { AttributeMeta, ModelMeta } from "./model.ts";
import { alternatives } from "./owner.ts";
import { snake } from "./snake.ts";

/** How many sets of columns a read is prepared for; a request for yet another set gets all columns. */
const MAX_VARIANTS = 64;

/** Columns as a SELECT lists them, each under its property's name. The table is `t`. */
export const listed = (columns: readonly AttributeMeta[]) =>
  columns.map(({ property }) => `t.${snake(property)} as "${property}"`).join(", ");

/** Turns the driver's values into the properties', in place. */
export function decoder<T>(columns: readonly AttributeMeta[]): (rows: T[]) => T[] {
  const decoders = columns.flatMap(({ property, decode }) => (decode ? [{ property, decode }] : []));
  if (decoders.length === 0) return (rows) => rows;
  return (rows) => {
    for (const row of rows as Record<string, unknown>[])
      for (const { property, decode } of decoders) {
        const raw = row[property];
        if (raw !== null && raw !== undefined) row[property] = decode(raw as string);
      }
    return rows;
  };
}

export const allColumns = (meta: ModelMeta) => [...meta.attributes.values()].filter(({ stored }) => stored);

/**
 * One thing per set of columns, made when first needed: `variants(meta, make)(context)` gives the one for what this
 * request's documents ask of the model. `suffix` tells the sets apart; it is empty for all columns.
 */
export function variants<V>(meta: ModelMeta, make: (columns: readonly AttributeMeta[], suffix: string) => V) {
  const whole = allColumns(meta);
  const full = make(whole, "");
  const made = new Map<string, V>();
  const known = new WeakMap<AskedFields, V>();

  const forDocuments = (documents: readonly AskedFields[]): V => {
    const properties = propertiesFor(meta, documents);
    const columns = properties ? whole.filter(({ property }) => properties.has(property)) : whole;
    if (columns.length === whole.length) return full;
    const key = columns.map(({ property }) => property).join(" ");
    const there = made.get(key);
    if (there !== undefined) return there;
    if (made.size >= MAX_VARIANTS) return full;
    const variant = make(columns, `#${made.size + 1}`);
    made.set(key, variant);
    return variant;
  };

  return {
    full,
    asked(context: Context): V {
      const documents = context.askedOf(meta.name);
      const [document] = documents;
      if (!document) return full;
      if (documents.length > 1) return forDocuments(documents);
      let variant = known.get(document);
      if (variant === undefined) known.set(document, (variant = forDocuments(documents)));
      return variant;
    },
  };
}

const fieldsOf = (type: string, documents: readonly AskedFields[]) =>
  new Set(
    documents.flatMap((asked) => [...(asked.get(type) ?? [])]).filter((field) => field !== "__typename"),
  );

/** What has to be read to answer the documents: nothing where one of their fields may need every column. */
function propertiesFor(meta: ModelMeta, documents: readonly AskedFields[]): Set<string> | undefined {
  const owners = meta.owner ? alternatives(meta.owner).map(({ property }) => property) : [];
  const properties = new Set([meta.key, ...owners]);
  for (const field of fieldsOf(meta.name, documents)) {
    const needed = neededBy(field, meta, documents);
    if (!needed) return undefined;
    for (const property of needed) properties.add(property);
  }
  return properties;
}

function neededBy(
  field: string,
  meta: ModelMeta,
  documents: readonly AskedFields[],
): readonly string[] | undefined {
  const derived = meta.derived.get(field);
  if (!derived) return meta.attributes.get(field)?.stored ? [field] : undefined;
  const { needs, type } = derived;
  if (Array.isArray(needs)) return needs;
  const parts = [...fieldsOf(type, documents)].map(
    (part) => (needs as Readonly<Record<string, readonly string[]>>)[part],
  );
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
}
