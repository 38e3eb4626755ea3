import { type Costing, costing as costed, TooManyTypes } from "@open-tax/sdk/manifest/cost";
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from "graphql";
import { refuse } from "../platform/access.ts";
import { at, Refusal } from "../platform/refusal.ts";

/** The cost of one operation, by the function that access sheets and quotes are made with. Throws QUERY_TOO_COMPLEX when even costing it would take too long. */
export function costing(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Costing {
  try {
    return costed(schema, document, operation);
  } catch (error) {
    if (!(error instanceof TooManyTypes)) throw error;
    throw new Refusal([at(refuse.QUERY_TOO_COMPLEX, [], { limit: "possible types", max: error.max })]);
  }
}
