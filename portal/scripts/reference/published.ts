import fs from "node:fs";
import path from "node:path";
import {
  buildSchema,
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isSpecifiedScalarType,
  Kind,
  parse,
  valueFromASTUntyped,
} from "graphql";

/** A problem as `schema/problems.json` holds it. */
export interface ProblemEntry {
  code: string;
  message: string;
  messageEn: string;
  actor: "APP" | "TAXPAYER" | "USER" | "PLATFORM";
  retryable: boolean;
}

/** A scope as `schema/scopes.json` holds it, with its name. */
export interface ScopeEntry {
  name: string;
  zh: string;
  en: string;
  class?: string;
}

/** What the folder `schema/` publishes, read once. */
export interface Published {
  schema: GraphQLSchema;
  sdl: string;
  english: Record<string, string>;
  scopes: ScopeEntry[];
  problems: ProblemEntry[];
  /** The subgraph that answers for a type or, as `Query.name`, for a root field. */
  ownerOf(name: string): string | undefined;
}

const EMPTY = "type Query { _empty: Boolean }";
const ROOTS = ["Query", "Mutation", "Subscription"];

/** Reads the published schema. In a draft (development only) a missing file counts as empty; else it is an error. */
export function readPublished(folder: string, draft = false): Published {
  const read = (name: string, empty: string) => {
    const file = path.join(folder, name);
    if (fs.existsSync(file)) return fs.readFileSync(file, "utf8");
    if (draft) return empty;
    throw new Error(`${file} is missing; run "npm run schema" first`);
  };
  const sdl = read("api.graphql", EMPTY);
  const scopes = JSON.parse(read("scopes.json", "{}")) as
    | ScopeEntry[]
    | Record<string, Omit<ScopeEntry, "name">>;
  return {
    sdl,
    schema: buildSchema(sdl, { assumeValidSDL: true }),
    english: JSON.parse(read("descriptions.en.json", "{}")),
    problems: JSON.parse(read("problems.json", "[]")),
    scopes: Array.isArray(scopes)
      ? scopes
      : Object.entries(scopes).map(([name, scope]) => ({ name, ...scope })),
    ownerOf: owners(folder),
  };
}

/** A type belongs to the subgraph that says most about it: the others hold a reference with its key alone. */
function owners(folder: string): (name: string) => string | undefined {
  const said = new Map<string, { subgraph: string; weight: number }>();
  const claim = (name: string, subgraph: string, weight: number) => {
    if (weight > (said.get(name)?.weight ?? 0)) said.set(name, { subgraph, weight });
  };
  const files = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
  for (const file of files) {
    if (!file.endsWith(".graphql") || file === "api.graphql" || file === "supergraph.graphql") continue;
    const subgraph = path.basename(file, ".graphql");
    for (const node of parse(fs.readFileSync(path.join(folder, file), "utf8")).definitions) {
      if (!("name" in node) || !node.name || node.kind === Kind.DIRECTIVE_DEFINITION) continue;
      const { value: name } = node.name;
      if (!("fields" in node) || !node.fields) {
        claim(name, subgraph, 1);
      } else if (ROOTS.includes(name)) {
        for (const field of node.fields) claim(`${name}.${field.name.value}`, subgraph, 1);
      } else {
        claim(name, subgraph, node.fields.length);
      }
    }
  }
  return (name) => said.get(name)?.subgraph;
}

/** The fields of an object or an input; none of other types. */
export function fieldsOf(type: GraphQLNamedType): Array<GraphQLField<unknown, unknown> | GraphQLInputField> {
  return isObjectType(type) || isInputObjectType(type) ? Object.values(type.getFields()) : [];
}

/** The types that a field's own type and its arguments name. */
export const namedBy = (field: GraphQLField<unknown, unknown> | GraphQLInputField): GraphQLNamedType[] => [
  getNamedType(field.type),
  ...("args" in field ? field.args.map((argument) => getNamedType(argument.type)) : []),
];

/** The types a reader may meet: those an operation can reach, without the roots and GraphQL's own. */
export function publicTypes(schema: GraphQLSchema): GraphQLNamedType[] {
  const reached = new Set<GraphQLNamedType>();
  const visit = (type: GraphQLNamedType) => {
    if (reached.has(type) || isSpecifiedScalarType(type)) return;
    reached.add(type);
    for (const named of fieldsOf(type).flatMap(namedBy)) visit(named);
  };
  for (const root of ROOTS.flatMap((name) => schema.getType(name) ?? [])) visit(root);
  return Object.values(schema.getTypeMap()).filter((type) => reached.has(type) && !ROOTS.includes(type.name));
}

/** `Type` and `Type.member` of everything that a reader may meet and that therefore needs both languages. */
export function describedNames(schema: GraphQLSchema): string[] {
  const roots = ROOTS.flatMap((name) => schema.getType(name) ?? []);
  const members = (type: GraphQLNamedType) => {
    if (isEnumType(type)) return type.getValues().map((value) => `${type.name}.${value.name}`);
    if (isObjectType(type) || isInputObjectType(type)) {
      return Object.keys(type.getFields()).map((field) => `${type.name}.${field}`);
    }
    return [];
  };
  return [
    ...publicTypes(schema).flatMap((type) => [type.name, ...members(type)]),
    ...roots.flatMap((root) => members(root)),
  ];
}

interface Decorated {
  astNode?: { readonly directives?: readonly ConstDirectiveNode[] } | null;
}

/** The arguments of a directive on a schema element, or nothing when it is not there. */
export function directive(element: Decorated, name: string): Record<string, unknown> | undefined {
  const found = element.astNode?.directives?.find((node) => node.name.value === name);
  if (!found) return undefined;
  return Object.fromEntries(
    found.arguments?.map((node) => [node.name.value, valueFromASTUntyped(node.value)]) ?? [],
  );
}
