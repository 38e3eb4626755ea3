import type { DocumentTypeDecoration } from "@graphql-typed-document-node/core";

/**
 * The text of a GraphQL operation that knows the types of its answer and its variables. A `TypedDocumentString` of
 * graphql-codegen is one too, and so is a plain string, whose answer is then `unknown`.
 */
export interface TypedDocument<Result, Variables> extends DocumentTypeDecoration<Result, Variables> {
  toString(): string;
}

/** The answer of a document. */
export type ResultOf<Document> = Document extends TypedDocument<infer Result, never> ? Result : never;

/** The operations of your app by their text: `scripts/generate.mjs` adds those it finds in your sources. Types only. */
export interface Documents {
  /** The smallest operation there is: does the graph answer? */
  "{ __typename }": TypedDocument<{ __typename: "Query" }, Record<string, never>>;
}

/**
 * Marks a GraphQL operation in your source. It costs nothing at run time: the text stays as it is, the generated types
 * say what it answers, and the tools that collect your app's operations find it by this name.
 *
 * @example const Viewer = graphql(`query Viewer { viewer { id } }`);
 */
export const graphql = <const Source extends string>(
  source: Source,
): Source extends keyof Documents ? Documents[Source] : TypedDocument<unknown, Record<string, unknown>> =>
  source as never;
