import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from "graphql";
import type { Random } from "../sample-data/random.ts";

export interface GeneratedRequest {
  query: string;
  variables: Record<string, unknown>;
}

const DEPTH = 5;

/** Values that have broken something somewhere before. */
const ODD = [
  "",
  " ",
  "null",
  "0",
  "-1",
  "1e309",
  "NaN",
  "true",
  "'; drop table invoice; --",
  "\u0000",
  "\ud800",
  "%s%s%n",
  "../../etc/passwd",
  "tp_018f0000-0000-7000-8000-000000000001",
  "tp_018f0000-0000-7000-8000-000000000002",
  "91330106MA00000001",
  "2026-02-30",
  "2026-11-23",
  "0001-01-01",
  "9999-12-31T23:59:59.999Z",
  "99999999999999999999.99",
  "0.001",
  "-0.01",
  "26332000000000000001",
  "𠀀𠀁",
  "ا‎ب",
  '{"a":1}',
  "a".repeat(300),
  "\n\r\t",
  "<script>alert(1)</script>",
  "＇",
  "#{7*7}",
];
const NUMBERS = [
  0, -1, 1, 2, 100, 101, 2147483647, -2147483648, 2147483648, 9007199254740992, 1.5, 1e308, -0,
];

interface Writing {
  random: Random;
  schema: GraphQLSchema;
  variables: Map<string, { type: string; value: unknown }>;
  fragments: Map<string, string>;
}

/** A request over the schema: mostly a valid document with any values, sometimes spoiled. */
export function anyRequest(random: Random, schema: GraphQLSchema): GeneratedRequest {
  const writing: Writing = { random, schema, variables: new Map(), fragments: new Map() };
  const root = random.perMille(200) ? schema.getMutationType() : schema.getQueryType();
  const type = root ?? schema.getQueryType()!;
  const set = selection(writing, type, DEPTH);
  const defined = [...writing.variables].map(([name, { type: of }]) => `$${name}: ${of}`).join(", ");
  const keyword = type === schema.getMutationType() ? "mutation" : "query";
  const text = `${keyword} Any${defined ? `(${defined})` : ""} ${set}\n${[...writing.fragments.values()].join("\n")}`;
  const variables = Object.fromEntries([...writing.variables].map(([name, { value }]) => [name, value]));
  if (random.perMille(50)) variables[`unused${random.int(9)}`] = anyValue(random, 2);
  return { query: random.perMille(150) ? spoiled(random, text) : text, variables };
}

function selection(writing: Writing, type: GraphQLNamedType, depth: number): string {
  const { random, schema, fragments } = writing;
  if (isAbstractType(type)) {
    const members = schema.getPossibleTypes(type);
    return `{ __typename ${members.map((member) => `... on ${member.name} ${selection(writing, member, depth - 1)}`).join(" ")} }`;
  }
  if (!isObjectType(type)) return "";
  const open = Object.values(type.getFields()).filter(
    (field) => depth > 1 || isLeafType(getNamedType(field.type)),
  );
  if (open.length === 0) return "{ __typename }";
  const chosen = Array.from({ length: random.between(1, depth === DEPTH ? 3 : 5) }, (_, index) =>
    fieldText(writing, random.pick(open), depth, index),
  );
  const set = `{ ${chosen.join(" ")}${random.perMille(100) ? " __typename" : ""} }`;
  if (depth < DEPTH && random.perMille(80)) return spread(fragments, type, set);
  return random.perMille(60) ? `{ ... on ${type.name} ${directive(writing)} ${set} }` : set;
}

function spread(fragments: Map<string, string>, type: GraphQLObjectType, set: string): string {
  const name = `F${fragments.size}`;
  fragments.set(name, `fragment ${name} on ${type.name} ${set}`);
  return `{ ...${name} }`;
}

function fieldText(
  writing: Writing,
  field: GraphQLField<unknown, unknown>,
  depth: number,
  index: number,
): string {
  const { random } = writing;
  const alias = random.perMille(300) ? `a${index}_${random.int(3)}: ` : "";
  const args = field.args
    .filter((arg) => isRequiredArgument(arg) || random.perMille(400))
    .map((arg) => `${arg.name}: ${argumentText(writing, arg)}`);
  const inner = selection(writing, getNamedType(field.type), depth - 1);
  return `${alias}${field.name}${args.length ? `(${args.join(", ")})` : ""} ${directive(writing)} ${inner}`;
}

function directive(writing: Writing): string {
  const { random } = writing;
  if (!random.perMille(60)) return "";
  const flag = random.perMille(500)
    ? String(random.perMille(500))
    : variable(writing, "Boolean!", random.perMille(500));
  return `@${random.pick(["include", "skip"])}(if: ${flag})`;
}

function argumentText(writing: Writing, { type }: GraphQLArgument): string {
  const value = fitting(writing.random, type, 3);
  return writing.random.perMille(600) ? variable(writing, String(type), value) : literal(value, type);
}

function variable({ variables }: Writing, type: string, value: unknown): string {
  const name = `v${variables.size}`;
  variables.set(name, { type, value });
  return `$${name}`;
}

/** A value that mostly fits its type. */
function fitting(random: Random, type: GraphQLInputType, depth: number): unknown {
  if (random.perMille(30)) return anyValue(random, 2);
  if (isNonNullType(type)) return fitting(random, type.ofType as GraphQLInputType, depth);
  if (random.perMille(30)) return null;
  if (isListType(type))
    return Array.from({ length: random.int(4) }, () =>
      fitting(random, type.ofType as GraphQLInputType, depth),
    );
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  if (isInputObjectType(type)) {
    if (depth === 0) return {};
    return Object.fromEntries(
      Object.values(type.getFields())
        .filter((field) => isRequiredInputField(field) || random.perMille(500))
        .map((field) => [field.name, fitting(random, field.type, depth - 1)]),
    );
  }
  const name = getNamedType(type).name;
  if (name === "Int" || name === "Float") return random.pick(NUMBERS);
  if (name === "Boolean") return random.perMille(500);
  if (name === "ID" && random.perMille(200)) return crypto.randomUUID();
  return random.pick(ODD);
}

function anyValue(random: Random, depth: number): unknown {
  switch (random.int(depth > 0 ? 7 : 5)) {
    case 0:
      return random.pick(NUMBERS);
    case 1:
      return random.pick(ODD);
    case 2:
      return null;
    case 3:
      return random.perMille(500);
    case 4:
      return random.digits(random.between(1, 40));
    case 5:
      return Array.from({ length: random.int(4) }, () => anyValue(random, depth - 1));
    default:
      return { [random.pick(["id", "input", "__proto__", "constructor", ""])]: anyValue(random, depth - 1) };
  }
}

/** A value as GraphQL writes it in a document. */
function literal(value: unknown, type: GraphQLInputType): string {
  const named = getNamedType(type);
  if (isEnumType(named) && typeof value === "string" && /^[A-Z_]+$/.test(value)) return value;
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, type)).join(", ")}]`;
  if (value !== null && typeof value === "object")
    return `{ ${Object.entries(value)
      .filter(([key]) => /^\w+$/.test(key))
      .map(([key, item]) => {
        const field = isInputObjectType(named) ? named.getFields()[key] : undefined;
        return `${key}: ${literal(item, field?.type ?? type)}`;
      })
      .join(", ")} }`;
  return JSON.stringify(value) ?? "null";
}

const TOKENS = [
  "{",
  "}",
  "(",
  ")",
  "[",
  "]",
  "$",
  "@",
  "...",
  ":",
  "!",
  '"',
  '"""',
  "#",
  "query",
  "fragment F0 on",
  "null",
  "__schema { types { name } }",
  "\u0000",
  "\ufeff",
  "1",
  "name",
  "...F0",
  "&",
  "|",
];

/** A document with something cut out, put in, doubled, or nested out of reason. */
function spoiled(random: Random, text: string): string {
  const at = random.int(text.length);
  switch (random.int(7)) {
    case 0:
      return text.slice(0, at) + text.slice(at + random.between(1, 20));
    case 1:
      return text.slice(0, at) + random.pick(TOKENS) + text.slice(at);
    case 2:
      return text.slice(0, at);
    case 3:
      return `${text}\n${text}`;
    case 4:
      return `{ ${Array.from({ length: random.between(20, 400) }, (_, index) => `a${index}: __typename`).join(" ")} }`;
    case 5: {
      const depth = random.between(10, 3_000);
      return `{ taxpayer ${"{ a ".repeat(depth)}${"}".repeat(depth)} }`;
    }
    default:
      return `query ($a: ${"[".repeat(random.between(1, 500))}Int) { __typename }`;
  }
}
