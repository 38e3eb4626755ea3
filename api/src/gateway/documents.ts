import { hash } from "node:crypto";
import type { Costing } from "@open-tax/sdk/manifest/cost";
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from "graphql";
import { LRUCache } from "lru-cache";
import { refuse } from "../platform/access.ts";
import { at, Refusal } from "../platform/refusal.ts";
import { operationOf } from "../platform/scope-filter.ts";
import { costing } from "./cost.ts";
import { DOCUMENT_LIMITS, documentProblems, exhausted } from "./document-limits.ts";
import { type PageSizes, pageSizes } from "./page-sizes.ts";
import { invalidDocument } from "./request-errors.ts";
import { type ScopedDocument, ScopedDocuments } from "./scopes.ts";

/** A document and all that follows from its text alone, found out once. */
export interface KnownDocument {
  /** sha256 of the text, in hex. */
  hash: string;
  text: string;
  /** Absent when the text does not parse. */
  document?: DocumentNode;
  /** Why it may not run; empty when it may. */
  errors: readonly GraphQLError[];
  /** The operation a request names, or the only one. Throws QUERY_TOO_COMPLEX. */
  operation(name: string | undefined): KnownOperation | undefined;
}

/** One operation of a known document. */
export interface KnownOperation {
  node: OperationDefinitionNode;
  /** The name to run it by. */
  name: string | undefined;
  document: DocumentNode;
  costing: Costing;
  pages: PageSizes;
  /** What of it runs for a caller with these scopes, and a consent to these fields where it names them. */
  forScopes(scopes: readonly string[], fields?: readonly string[]): ScopedDocument;
}

export const sha256 = (text: string): string => hash("sha256", text, "hex");

/** With its plan and all that is compiled for it a document takes about this many bytes for each character of its text [measured: 162]. */
const BYTES_PER_CHARACTER = 165;
/** What is wrong with one weighs more than the text: each error holds its stack and its place [measured: 179 KB for 20 in 390 characters]. */
const BYTES_PER_ERROR = 7_000;
const CACHED_BYTES = 64 * 1024 * 1024;
const MAX_ERRORS = 20;

/**
 * The documents of a graph, by the sha256 of their text. Parsing, validating, costing and filtering happen once for
 * each; the memory is bounded. Documents registered (of published releases, of the portal) stay and answer to their
 * hash alone; others must come with their text, so that nobody can teach the graph a document.
 */
export class Documents {
  readonly schema: GraphQLSchema;
  readonly #seen: LRUCache<string, KnownDocument>;
  readonly #registered = new Map<string, KnownDocument>();

  constructor(schema: GraphQLSchema, cachedBytes = CACHED_BYTES) {
    this.schema = schema;
    this.#seen = new LRUCache({
      maxSize: cachedBytes,
      sizeCalculation: ({ text, errors }) =>
        1000 + text.length * BYTES_PER_CHARACTER + errors.length * BYTES_PER_ERROR,
    });
  }

  /** The document of this hash, if it was registered. */
  registered(sha: string): KnownDocument | undefined {
    return this.#registered.get(sha);
  }

  /** The document of this hash, if its text came along before or it was registered. */
  seen(sha: string): KnownDocument | undefined {
    return this.#registered.get(sha) ?? this.#seen.get(sha);
  }

  /** Registers a document under the sha256 of its text. Throws when it does not fit the schema. */
  register(text: string): KnownDocument {
    const known = this.#study(text, sha256(text));
    if (known.errors[0]) throw known.errors[0];
    this.#registered.set(known.hash, known);
    return known;
  }

  /** Studies a document, or remembers it. Whatever is wrong with it is in its `errors`. */
  lookUp(text: string, parsed?: DocumentNode): KnownDocument {
    const sha = sha256(text);
    const seen = this.seen(sha);
    if (seen) return seen;
    const known = this.#study(text, sha, parsed);
    this.#seen.set(sha, known);
    return known;
  }

  #study(text: string, sha: string, parsed?: DocumentNode): KnownDocument {
    const refused = (errors: readonly GraphQLError[], document?: DocumentNode): KnownDocument => ({
      hash: sha,
      text,
      ...(document ? { document } : {}),
      errors,
      operation: () => undefined,
    });
    let document: DocumentNode;
    try {
      document = parsed ?? parse(text, { maxTokens: DOCUMENT_LIMITS.tokens });
    } catch (error) {
      const limit = exhausted((error as Error).message);
      if (limit) return refused([refusedAs(new Refusal([at(refuse.QUERY_TOO_COMPLEX, [], limit)]))]);
      return refused([invalidDocument("GRAPHQL_PARSE_FAILED", error as GraphQLError)]);
    }
    const [problem, ...problems] = documentProblems(document);
    if (problem) return refused([refusedAs(new Refusal([problem, ...problems]))], document);
    const invalid = validate(this.schema, document, undefined, { maxErrors: MAX_ERRORS });
    const pages = invalid.length > 0 ? undefined : pageSizes(this.schema, document);
    const wrong = [...invalid, ...(pages?.errors ?? [])];
    if (wrong.length > 0 || !pages) {
      return refused(
        wrong.map((error) => invalidDocument("GRAPHQL_VALIDATION_FAILED", error)),
        document,
      );
    }
    const [tooLarge, ...others] = pages.problems;
    if (tooLarge) return refused([refusedAs(new Refusal([tooLarge, ...others]))], document);
    return { hash: sha, text, document, errors: [], operation: this.#operations(document, pages) };
  }

  #operations(document: DocumentNode, pages: PageSizes): KnownDocument["operation"] {
    const operations = new Map<OperationDefinitionNode, KnownOperation>();
    const only = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length === 1;
    let first: KnownOperation | undefined;
    return (name) => {
      if (only && first && (name === undefined || name === first.name)) return first;
      const node = operationOf(document, name);
      const known = node && operations.get(node);
      if (known || !node) return known;
      const scoped = new ScopedDocuments(this.schema, document, node.name?.value);
      const operation: KnownOperation = {
        node,
        name: node.name?.value,
        document,
        costing: costing(this.schema, document, node),
        pages,
        forScopes: (scopes, fields) => scoped.for(scopes, fields),
      };
      operations.set(node, operation);
      first ??= operation;
      return operation;
    };
  }
}

const refusedAs = (refusal: Refusal): GraphQLError =>
  new GraphQLError(refusal.message, { originalError: refusal });
