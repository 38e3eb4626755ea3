import { type GraphQLError, type GraphQLSchema, getVariableValues } from "graphql";
import type { KnownDocument, KnownOperation } from "./documents.ts";
import { pageProblems } from "./page-sizes.ts";
import { reject } from "./refusals.ts";
import { invalidDocument, noOperation, refusalError } from "./request-errors.ts";
import { hasUnstorableText } from "./unstorable-text.ts";

type Values = Record<string, unknown>;

/** An operation that fits the schema, with its variables, and the most it can cost. */
export interface Assessed {
  operation: KnownOperation;
  values: Values;
  requested: number;
}

/** What is asked for: an operation of a known document. */
export interface Asked {
  known: KnownDocument;
  operationName?: string | undefined;
  variables?: Values | undefined;
}

const NO_VARIABLES: Values = Object.freeze({});

/** What an operation is and costs, whoever asks for it; or everything that is wrong with it. */
export function assess(
  schema: GraphQLSchema,
  { known, operationName, variables = {} }: Asked,
): Assessed | { errors: readonly GraphQLError[] } {
  if (known.errors.length > 0) return known;
  const operation = known.operation(operationName);
  if (!operation) return { errors: [noOperation(operationName)] };
  const { coerced, errors = [] } = coercedBy(schema, operation, variables);
  if (!coerced) return { errors: errors.map((error) => invalidDocument("BAD_USER_INPUT", error)) };
  if (hasUnstorableText(coerced)) return { errors: [refusalError(reject.TEXT_INVALID)] };
  const [problem, ...problems] = pageProblems(operation.pages, coerced);
  if (problem) return { errors: [refusalError(problem, ...problems)] };
  return { operation, values: coerced, requested: operation.costing.requested(coerced) };
}

function coercedBy(schema: GraphQLSchema, { node }: KnownOperation, variables: Values) {
  if (!node.variableDefinitions?.length) return { coerced: NO_VARIABLES };
  return getVariableValues(schema, node.variableDefinitions, variables, { maxErrors: 20 });
}
