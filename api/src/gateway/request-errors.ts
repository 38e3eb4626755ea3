import { GraphQLError } from "graphql";
import { type Problem, Refusal } from "../platform/refusal.ts";
import { reject } from "./refusals.ts";

/** A GraphQL error of graphql-js as one of ours: the code, both languages, and where in the document. */
export function invalidDocument(
  code: keyof typeof reject,
  { message, nodes, source, positions }: GraphQLError,
): GraphQLError {
  const problem = reject[code];
  const refusal = new Refusal([
    { ...problem, message: `${problem.message}：${message}`, messageEn: message },
  ]);
  return new GraphQLError(refusal.message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    originalError: refusal,
  });
}

/** A refusal as a GraphQL error. */
export function refusalError(first: Problem, ...rest: Problem[]): GraphQLError {
  const refusal = new Refusal([first, ...rest]);
  return new GraphQLError(refusal.message, { originalError: refusal });
}

/** The operation that a request names is not in its document, or it names none of several. */
export const noOperation = (name: string | undefined): GraphQLError =>
  invalidDocument(
    "OPERATION_RESOLUTION_FAILURE",
    new GraphQLError(
      name === undefined
        ? "Must provide operation name if query contains multiple operations."
        : `Unknown operation named "${name}".`,
    ),
  );

/** Anything thrown, as a GraphQL error. */
export const wrapped = (error: unknown): GraphQLError =>
  error instanceof GraphQLError
    ? error
    : new GraphQLError("unexpected", {
        originalError: error instanceof Error ? error : new Error(String(error)),
      });
