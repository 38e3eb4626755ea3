import {
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { type Planted, VICTIM } from "./audit-tenancy-canaries.ts";

/*
 * Documents made from a schema: each asks for one field by the shortest way from one root, with arguments that point to
 * the planted rows. What is not reached by any of them is not reachable.
 */

/** A document that asks for one field. */
export interface FieldDocument {
  /** `Query.invoice`, or `_entities.Invoice`. */
  root: string;
  /** `Invoice.total`. */
  coordinate: string;
  kind: "query" | "mutation" | "subscription";
  source: string;
  variables?: Record<string, unknown>;
}

type Fields = ReturnType<GraphQLObjectType["getFields"]>;
type Step = { object: GraphQLObjectType; opened: (inner: string) => string };

const MAX_DEPTH = 6;

/** A document for each root and each field that can be reached from it. */
export function fieldDocuments(schema: GraphQLSchema, planted: Planted): FieldDocument[] {
  const documents: FieldDocument[] = [];
  for (const kind of ["query", "mutation", "subscription"] as const) {
    const root = {
      query: schema.getQueryType(),
      mutation: schema.getMutationType(),
      subscription: schema.getSubscriptionType(),
    }[kind];
    for (const field of Object.values(root?.getFields() ?? {})) {
      if (field.name.startsWith("_")) continue;
      const target = getNamedType(field.type);
      const named = `${root!.name}.${field.name}`;
      for (const args of variants(field.args, target.name, planted)) {
        const opened = (inner: string) => `${kind} { ${field.name}${args}${inner ? ` { ${inner} }` : ""} }`;
        if (isLeafType(target)) documents.push({ root: named, coordinate: named, kind, source: opened("") });
        else if (isObjectType(target)) {
          documents.push({ root: named, coordinate: named, kind, source: opened("__typename") });
          for (const { coordinate, source } of below({ object: target, opened }, planted))
            documents.push({ root: named, coordinate, kind, source });
        }
      }
    }
  }
  return documents;
}

/** The same for each record that other subgraphs, or whoever pretends to be one, can ask for by its key. */
export function entityDocuments(schema: GraphQLSchema, planted: Planted): FieldDocument[] {
  return [...planted.keys].flatMap(([name, id]) => {
    const object = schema.getType(name);
    const union = schema.getType("_Entity");
    if (!isObjectType(object) || !union || !("getTypes" in union) || !union.getTypes().includes(object))
      return [];
    const opened = (inner: string) =>
      `query ($of: [_Any!]!) { _entities(representations: $of) { __typename ... on ${name} { ${inner} } } }`;
    return below({ object, opened }, planted).map(({ coordinate, source }) => ({
      root: `_entities.${name}`,
      coordinate,
      kind: "query" as const,
      source,
      variables: { of: [{ __typename: name, id }] },
    }));
  });
}

/** Every field below a place, breadth first: the first way to it is the shortest. */
function below(start: Step, planted: Planted): { coordinate: string; source: string }[] {
  const found: { coordinate: string; source: string }[] = [];
  const seen = new Set([start.object.name]);
  let level = [start];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth += 1) {
    const next: Step[] = [];
    for (const { object, opened } of level)
      for (const field of Object.values(object.getFields() as Fields)) {
        const target = getNamedType(field.type);
        const coordinate = `${object.name}.${field.name}`;
        const [args] = variants(field.args, target.name, planted);
        const here = `${field.name}${args}`;
        if (isLeafType(target)) found.push({ coordinate, source: opened(here) });
        else if (isObjectType(target)) {
          found.push({ coordinate, source: opened(`${here} { __typename }`) });
          if (seen.has(target.name)) continue;
          seen.add(target.name);
          next.push({ object: target, opened: (inner) => opened(`${here} { ${inner} }`) });
        }
      }
    level = next;
  }
  return found;
}

/** The arguments of a field as text: with everything given, and with only what is demanded. */
function variants(args: readonly GraphQLArgument[], returns: string, planted: Planted): string[] {
  const of = (chosen: readonly GraphQLArgument[], whole: boolean) =>
    chosen.length === 0
      ? ""
      : `(${chosen.map(({ name, type }) => `${name}: ${literal(type, name, returns, planted, whole)}`).join(", ")})`;
  return [
    ...new Set([
      of(
        args.filter(({ type }) => isNonNullType(type)),
        false,
      ),
      of(
        args.filter(({ name }) => name !== "after"),
        true,
      ),
    ]),
  ];
}

function literal(
  type: GraphQLInputType,
  name: string,
  returns: string,
  planted: Planted,
  whole: boolean,
): string {
  if (isNonNullType(type)) return literal(type.ofType, name, returns, planted, whole);
  if (isListType(type)) return `[${literal(type.ofType, name, returns, planted, whole)}]`;
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type))
    return `{ ${Object.values(type.getFields())
      .filter((field) => whole || isNonNullType(field.type))
      .map((field) => `${field.name}: ${literal(field.type, field.name, returns, planted, whole)}`)
      .join(", ")} }`;
  return scalar(getNamedType(type).name, name, returns, planted);
}

const text = (value: string) => JSON.stringify(value);

function scalar(type: string, name: string, returns: string, { keys, scalars }: Planted): string {
  if (name === "idempotencyKey") return text(crypto.randomUUID());
  if (type === "ID") return text(idFor(name, returns, keys));
  const known = scalars.get(type) ?? SCALARS[type];
  if (known)
    return /^(true|false|\d+)$/.test(known) && type !== "InvoiceNumber" && type !== "InvoiceCode"
      ? known
      : text(known);
  return text(SAMPLES[name] ?? VICTIM.taxpayerId);
}

/** The id of the planted row an argument asks for: `id` is one of what the field returns, `consentId` of that model. */
function idFor(name: string, returns: string, keys: ReadonlyMap<string, string>): string {
  const model = name === "id" ? returns.replace(/Connection$|Payload$/, "") : name.replace(/Ids?$/, "");
  const capital = model.charAt(0).toUpperCase() + model.slice(1);
  if (name === "appId") return VICTIM.appId;
  return keys.get(capital) ?? [...keys].find(([key]) => returns.includes(key))?.[1] ?? VICTIM.taxpayerId;
}

const SCALARS: Record<string, string> = {
  Int: "5",
  Boolean: "true",
  Date: "2026-10-15",
  DateTime: "2026-10-15T02:00:00Z",
  CNY: "1.00",
  Rate: "0.13",
};
const SAMPLES: Record<string, string> = {
  reason: "核查",
  note: "核查",
  tin: "91330106MA2DEM0A7X",
  code: "13301060000",
  number: "8888",
};
