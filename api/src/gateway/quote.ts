import { type GraphQLError, type GraphQLSchema, OperationTypeNode } from "graphql";
import { refuse } from "../platform/access.ts";
import type { Quoted, Quoting } from "../platform/quoting.ts";
import { at, type Problem, Refusal } from "../platform/refusal.ts";
import { deniedProblem } from "../platform/scope-filter.ts";
import { assess } from "./assessment.ts";
import type { Documents } from "./documents.ts";
import type { Limits } from "./limits.ts";

const KINDS = {
  [OperationTypeNode.QUERY]: "QUERY",
  [OperationTypeNode.MUTATION]: "MUTATION",
  [OperationTypeNode.SUBSCRIPTION]: "SUBSCRIPTION",
} as const;

/** Quotes of a gateway: the same documents, limits and costing that it runs operations by. */
export function quoting(schema: GraphQLSchema, documents: Documents, limits: Limits): Quoting {
  return ({ document, operationName, variables }, caller) => {
    const known = documents.lookUp(document);
    const perOperation = limits.perOperation(caller);
    const { available, restoreRate } = limits.standing(caller);
    const quote = { hash: known.hash, perOperation, available, restoreRate };
    const refused = (problems: Problem[]): Quoted => ({
      ...quote,
      operationName: null,
      kind: null,
      requested: null,
      allowed: false,
      problems,
    });
    let assessed: ReturnType<typeof assess>;
    try {
      assessed = assess(schema, { known, operationName, variables });
    } catch (error) {
      if (error instanceof Refusal) return refused([...error.problems]);
      throw error;
    }
    if ("errors" in assessed) return refused(assessed.errors.flatMap(problemsOf));
    const { operation, requested } = assessed;
    const tooMuch = at(refuse.QUERY_TOO_COMPLEX, [], { limit: "cost", found: requested, max: perOperation });
    return {
      ...quote,
      operationName: operation.name ?? null,
      kind: KINDS[operation.node.operation],
      requested,
      allowed: requested <= perOperation,
      problems: [
        ...(requested > perOperation ? [tooMuch] : []),
        ...operation.forScopes(caller.scopes, caller.fields).denied.map(deniedProblem),
      ],
    };
  };
}

const problemsOf = ({ originalError }: GraphQLError): readonly Problem[] =>
  originalError instanceof Refusal ? originalError.problems : [refuse.INTERNAL];
