import { GraphQLError, GraphQLScalarType, Kind } from "graphql";
import { type Problem, Refusal } from "../platform/refusal.ts";

/** How one kind of identifier is read: made uniform, then checked. Checks are pure; they answer with a problem or nothing. */
export interface Identifier {
  /** The GraphQL scalar's name. */
  name: string;
  zh: string;
  en: string;
  /** Input as people type it, made uniform (spaces, case). It never refuses. */
  normalise(value: string): string;
  /** What is wrong with a normalised value. */
  check(value: string): Problem | undefined;
  /** The problem to answer with when the value is no text at all. */
  otherwise: Problem;
}

const refusal = (problem: Problem) =>
  new GraphQLError(problem.message, { extensions: new Refusal([problem]).extensions });

/**
 * The scalar of an identifier. What comes in is normalised and checked, and a wrong one is refused with the problem's
 * code in `extensions`; what goes out is as stored, because rows older than the check exist.
 */
export function identifierScalar({
  name,
  zh,
  en,
  normalise,
  check,
  otherwise,
}: Identifier): GraphQLScalarType<string, string> {
  const read = (value: unknown): string => {
    if (typeof value !== "string") throw refusal(otherwise);
    const normal = normalise(value);
    const problem = check(normal);
    if (problem) throw refusal(problem);
    return normal;
  };
  return new GraphQLScalarType<string, string>({
    name,
    description: zh,
    extensions: { en },
    serialize: String,
    parseValue: read,
    parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : undefined),
  });
}

/** Outer and inner spaces removed, letters in upper case: right for every identifier made of letters and digits. */
export const compact = (value: string): string => value.replace(/\s+/gu, "").toUpperCase();
