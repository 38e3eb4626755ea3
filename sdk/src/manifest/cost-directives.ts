import type { GraphQLArgument, GraphQLField, GraphQLInputField, GraphQLNamedType } from "graphql";
import { appliedDirective } from "./applied-directive.ts";

/** `@listSize`: how long a list can get. */
export interface ListSize {
  assumedSize?: number;
  slicingArguments: readonly string[];
  /** The lists inside the answer that the slicing arguments size, as the `nodes` and `edges` of a connection. */
  sizedFields: readonly string[];
  requireOneSlicingArgument: boolean;
}

/** The weight `@cost` gives, a number or (as the specification has it) the text of one; never less than nothing. */
export function weightOf(
  element: GraphQLField<unknown, unknown> | GraphQLNamedType | GraphQLArgument | GraphQLInputField,
): number | undefined {
  const weight = Number(appliedDirective(element, "cost")?.weight ?? Number.NaN);
  return Number.isFinite(weight) ? Math.max(0, weight) : undefined;
}

export function listSizeOf(field: GraphQLField<unknown, unknown>): ListSize | undefined {
  const given = appliedDirective(field, "listSize") as Partial<ListSize> | undefined;
  if (!given) return undefined;
  const { assumedSize, slicingArguments = [], sizedFields = [], requireOneSlicingArgument = true } = given;
  const whole = assumedSize === undefined || assumedSize === null ? {} : { assumedSize: Number(assumedSize) };
  return {
    ...whole,
    slicingArguments: slicingArguments ?? [],
    sizedFields: sizedFields ?? [],
    requireOneSlicingArgument: requireOneSlicingArgument !== false,
  };
}
