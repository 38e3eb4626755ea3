import {
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  valueFromASTUntyped,
} from "graphql";
import { weightOf } from "./cost-directives.ts";

export type Variables = Readonly<Record<string, unknown>>;

/** The value an argument will have: given, by variable, or its default. */
export function argumentOf(
  field: GraphQLField<unknown, unknown> | undefined,
  node: FieldNode,
  name: string,
  variables: Variables,
): unknown {
  const given = node.arguments?.find((argument) => argument.name.value === name);
  const value = given && valueFromASTUntyped(given.value, variables as Record<string, unknown>);
  return value === undefined ? field?.args.find((argument) => argument.name === name)?.defaultValue : value;
}

/** What the arguments of one field cost: their own `@cost` and that of each input field given. Nothing where the schema weighs none. */
export function argumentCost(
  field: GraphQLField<unknown, unknown> | undefined,
  nodes: readonly FieldNode[],
  variables: Variables,
): number {
  const [node] = nodes;
  if (!field || !node) return 0;
  let cost = 0;
  for (const argument of weighed(field)) {
    const value = argumentOf(field, node, argument.name, variables);
    if (value !== undefined) cost += (weightOf(argument) ?? 0) + inputCost(argument.type, value);
  }
  return cost;
}

function inputCost(type: GraphQLInputType, value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (Array.isArray(value)) return value.reduce<number>((total, item) => total + inputCost(type, item), 0);
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return weightOf(named) ?? 0;
  const fields = Object.entries(named.getFields()).filter(
    ([name]) => (value as Record<string, unknown>)[name] !== undefined,
  );
  return fields.reduce(
    (total, [name, field]) =>
      total + (weightOf(field) ?? 0) + inputCost(field.type, (value as Record<string, unknown>)[name]),
    weightOf(named) ?? 0,
  );
}

const cache = new WeakMap<GraphQLField<unknown, unknown>, readonly GraphQLArgument[]>();

/** The arguments that can cost anything at all; most fields have none, and cost no look. */
export function weighed(field: GraphQLField<unknown, unknown>): readonly GraphQLArgument[] {
  let found = cache.get(field);
  if (!found) {
    found = field.args.filter(
      (argument) => weightOf(argument) !== undefined || weighs(argument.type, new Set()),
    );
    cache.set(field, found);
  }
  return found;
}

function weighs(type: GraphQLInputType, seen: Set<unknown>): boolean {
  const named = getNamedType(type);
  if (weightOf(named) !== undefined) return true;
  if (!isInputObjectType(named) || seen.has(named)) return false;
  seen.add(named);
  return Object.values(named.getFields()).some(
    (field) => weightOf(field) !== undefined || weighs(field.type, seen),
  );
}
