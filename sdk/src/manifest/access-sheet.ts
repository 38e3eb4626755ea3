import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode, parse } from "graphql";
import { appliedDirective } from "./applied-directive.ts";
import { manifestOf } from "./manifest.ts";
import { type TouchedField, touchedFields } from "./touched-fields.ts";
import { worstCost } from "./worst-case.ts";

/** C0 public · C1 ordinary · C2 internal to the relation · C3 confidential tax information · C4 sensitive personal information. */
export type DataClass = "C0" | "C1" | "C2" | "C3" | "C4";

/** One operation an app runs. */
export interface SheetOperation {
  /** Empty for an operation without a name. */
  name: string;
  kind: "query" | "mutation" | "subscription";
  /** Of the document it stands in. */
  hash: string;
  /** Points it costs at most, whatever its variables are. */
  cost: number;
  /** Coordinates, as `Invoice.total`. */
  fields: string[];
  /** Every scope that one of its fields names, in whatever alternative; the fields say exactly which suffice. */
  scopes: string[];
}

/** One field an app reads, or an input it can give. */
export interface SheetField {
  coordinate: string;
  class: DataClass;
  mask?: string;
  /** Alternatives, each a set of scopes that belong together; none where the field is open to everybody. */
  scopes: string[][];
  zh: string;
  en: string;
  /** Names of the operations that touch it; the hash stands for one without a name. */
  operations: string[];
}

/** What an app can do at most: computed from its documents and the schema, never from what it says of itself. */
export interface AccessSheet {
  formatVersion: 1;
  operations: SheetOperation[];
  fields: SheetField[];
  scopes: { scope: string; operations: string[] }[];
  /** Whether any operation is a mutation. */
  writes: boolean;
  highestClass: DataClass;
  /** Of the dearest operation. */
  cost: number;
}

/** What everybody holds, and no app is asked about. */
const EVERYBODYS = "public:read";

/**
 * The access sheet of documents: the same documents, however ordered, spaced and commented, and the same schema always
 * make the same sheet, byte by byte. The documents must be valid. `english` holds the English descriptions by coordinate
 * (`schema/descriptions.en.json`), since a schema has room for one language. Throws GraphQLError and TooManyTypes.
 */
export function accessSheet(
  documents: readonly { text: string }[],
  schema: GraphQLSchema,
  english: Readonly<Record<string, string>> = {},
): AccessSheet {
  const operations: SheetOperation[] = [];
  const touched = new Map<string, { field: TouchedField; operations: Set<string> }>();
  const scopes = new Map<string, Set<string>>();
  for (const { hash, text } of manifestOf(documents).documents) {
    const document = parse(text, { noLocation: true });
    for (const node of operationsOf(document)) {
      const name = node.name?.value ?? "";
      const fields = [...touchedFields(schema, document, node).values()];
      const needed = [...new Set(fields.flatMap((field) => scopesOf(field).flat()))].sort();
      for (const field of fields) {
        const known = touched.get(field.coordinate) ?? { field, operations: new Set() };
        touched.set(field.coordinate, known);
        known.operations.add(name || hash);
      }
      for (const scope of needed)
        scopes.set(scope, (scopes.get(scope) ?? new Set<string>()).add(name || hash));
      operations.push({
        name,
        kind: node.operation,
        hash,
        cost: worstCost(schema, document, node),
        fields: fields.map(({ coordinate }) => coordinate).sort(),
        scopes: needed,
      });
    }
  }
  operations.sort((a, b) => order(a.name, b.name) || order(a.hash, b.hash));
  const fields = [...touched.values()]
    .map(({ field, operations: by }) => sheetField(field, by, english))
    .sort((a, b) => order(a.coordinate, b.coordinate));
  return {
    formatVersion: 1,
    operations,
    fields,
    scopes: [...scopes]
      .map(([scope, by]) => ({ scope, operations: [...by].sort() }))
      .sort((a, b) => order(a.scope, b.scope)),
    writes: operations.some(({ kind }) => kind === "mutation"),
    highestClass: fields.reduce<DataClass>((most, field) => (field.class > most ? field.class : most), "C0"),
    cost: Math.max(0, ...operations.map(({ cost }) => cost)),
  };
}

const operationsOf = ({ definitions }: DocumentNode): OperationDefinitionNode[] =>
  definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);

function sheetField(
  touched: TouchedField,
  operations: ReadonlySet<string>,
  english: Readonly<Record<string, string>>,
): SheetField {
  const { coordinate, field } = touched;
  const mask = appliedDirective(field, "mask")?.rule;
  return {
    coordinate,
    class: classOf(field),
    ...(typeof mask === "string" ? { mask } : {}),
    scopes: scopesOf(touched),
    zh: field.description ?? "",
    en: english[coordinate] ?? "",
    operations: [...operations].sort(),
  };
}

/** The alternatives beyond what everybody holds, in one order. */
function scopesOf({ scopes }: TouchedField): string[][] {
  const alternatives = (scopes ?? []).map((all) => all.filter((scope) => scope !== EVERYBODYS).sort());
  if (alternatives.some((all) => all.length === 0)) return [];
  const unique = new Map(alternatives.map((all) => [all.join(" "), all]));
  return [...unique.keys()].sort().map((key) => unique.get(key) as string[]);
}

/** The class the schema gives a field: C0 where it gives none. */
export const classOf = (field: TouchedField["field"]): DataClass =>
  (appliedDirective(field, "class")?.level as DataClass | undefined) ?? "C0";

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
