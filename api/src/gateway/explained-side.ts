import { type GraphQLSchema, getArgumentValues, Kind, type OperationDefinitionNode } from "graphql";
import { partOf, purposeMismatch } from "../consents/facts.ts";
import type { Problem } from "../platform/refusal.ts";
import type { DeniedField } from "../platform/scope-filter.ts";

/** The argument that says on which side of an invoice the taxpayer is. */
const SIDE = "direction";

/** Fields at the top of an operation that ask for the side of invoices which the purpose does not leave. */
export function otherSide(
  schema: GraphQLSchema,
  { operation, selectionSet }: OperationDefinitionNode,
  values: Readonly<Record<string, unknown>>,
  asked: readonly DeniedField[],
  purpose: string,
): Problem[] {
  const root = schema.getRootType(operation);
  return selectionSet.selections.flatMap((selection) => {
    if (!root || selection.kind !== Kind.FIELD) return [];
    const coordinate = `${root.name}.${selection.name.value}`;
    const field = root.getFields()[selection.name.value];
    const scopes = asked.find((each) => each.coordinate === coordinate)?.scopes;
    if (!scopes || !field?.args.some(({ name }) => name === SIDE)) return [];
    const side = getArgumentValues(field, selection, values)[SIDE];
    const parts = scopes.flat().map((scope) => partOf(purpose, scope));
    const other =
      typeof side === "string" && parts.some((part) => part && part !== "MONTHS" && part !== side);
    return other
      ? [{ ...purposeMismatch, details: { field: coordinate, scopes, purpose, [SIDE]: side } }]
      : [];
  });
}
