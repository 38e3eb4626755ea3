import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
} from "graphql";
import { type Costing, costing } from "./cost.ts";

/** The largest page the platform gives, and so the most a size given by variable can come to. */
export const LARGEST_PAGE = 100;

/**
 * The most one operation can cost whatever its variables are: every page the largest, every input given in full. A list
 * in an input counts as one item, since no schema bounds it. Throws TooManyTypes.
 */
export const worstCost = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): number => costing(schema, document, operation).requested(largestVariables(schema, operation));

/** What one operation costs at most with these variables, in points: what a request is charged before it runs. */
export const quoted = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Parameters<Costing["requested"]>[0],
): number => costing(schema, document, operation).requested(variables);

function largestVariables(schema: GraphQLSchema, { variableDefinitions }: OperationDefinitionNode) {
  const values: Record<string, unknown> = {};
  for (const { variable, type } of variableDefinitions ?? []) {
    const input = typeFromAST(schema, type as never) as GraphQLInputType | undefined;
    if (input) values[variable.name.value] = largest(input, new Set());
  }
  return values;
}

function largest(type: GraphQLInputType, within: ReadonlySet<unknown>): unknown {
  if (isNonNullType(type)) return largest(type.ofType, within);
  if (isListType(type)) return [largest(type.ofType, within)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (!isInputObjectType(type)) return LARGEST_PAGE;
  if (within.has(type)) return null;
  const inside = new Set([...within, type]);
  return Object.fromEntries(
    Object.entries(type.getFields()).map(([name, field]) => [name, largest(field.type, inside)]),
  );
}
