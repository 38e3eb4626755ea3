import {
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { isEnvelope, type RootField } from "./plan.ts";

/** An operation a reader can paste, and the variables it takes. */
export interface Example {
  document: string;
  variables: Record<string, unknown>;
}

const LEAVES = 6;

/** Values that look like the real thing; a scalar that is missing here gets a string. */
const SAMPLES: Record<string, unknown> = {
  AuthorityCode: "13301060000",
  Boolean: true,
  CNY: "113.00",
  CheckCode6: "012345",
  Date: "2026-11-23",
  DateTime: "2026-11-23T12:00:00+08:00",
  Float: 1,
  ID: "018f0000-0000-7000-8000-000000000001",
  Int: 1,
  InvoiceNumber: "26332000000000000001",
  JSON: {},
  Rate: "0.13",
  RegionCode: "330106",
  Tin: "91330106MA2DEM017U",
  Uscc: "91330106MA2DEM017U",
};

function sample(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return sample(type.ofType);
  if (isListType(type)) return [sample(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const wanted = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return Object.fromEntries(wanted.map((field) => [field.name, sample(field.type)]));
  }
  return type.name in SAMPLES ? SAMPLES[type.name] : "…";
}

const needsArguments = (field: { args: readonly { type: GraphQLInputType; defaultValue?: unknown }[] }) =>
  field.args.some((argument) => isNonNullType(argument.type) && argument.defaultValue === undefined);

function selection(type: GraphQLNamedType, depth: number): string[] {
  if (!isObjectType(type)) return [];
  const indent = "  ".repeat(depth);
  const fields = Object.values(type.getFields()).filter(
    (field) => !needsArguments(field) && !field.deprecationReason,
  );
  if (isEnvelope(type)) {
    return fields
      .filter((field) => field.name !== "edges" && !/^totalCount/.test(field.name))
      .flatMap((field) => nested(field.name, getNamedType(field.type), depth));
  }
  const leaves = fields.filter((field) => isLeafType(getNamedType(field.type))).slice(0, LEAVES);
  if (leaves.length > 0) return leaves.map((field) => `${indent}${field.name}`);
  return fields.slice(0, 2).flatMap((field) => nested(field.name, getNamedType(field.type), depth));
}

function nested(name: string, type: GraphQLNamedType, depth: number): string[] {
  const indent = "  ".repeat(depth);
  const inside = selection(type as GraphQLObjectType, depth + 1);
  return isLeafType(type) ? [`${indent}${name}`] : [`${indent}${name} {`, ...inside, `${indent}}`];
}

/** The smallest operation that calls a root field and reads its plain fields. */
export function exampleOf(field: RootField): Example {
  const used = field.args.filter(
    (argument) => isNonNullType(argument.type) || ["first", "input"].includes(argument.name),
  );
  const declared = used.map((argument) => `$${argument.name}: ${String(argument.type)}`).join(", ");
  const passed = used.map((argument) => `${argument.name}: $${argument.name}`).join(", ");
  const name = field.name.replace(/^./, (letter) => letter.toUpperCase());
  const body = nested(`${field.name}${passed && `(${passed})`}`, getNamedType(field.type), 1);
  return {
    document: [`${field.root.toLowerCase()} ${name}${declared && `(${declared})`} {`, ...body, "}"].join(
      "\n",
    ),
    variables: Object.fromEntries(
      used.map((argument) => [argument.name, argument.name === "first" ? 10 : sample(argument.type)]),
    ),
  };
}
