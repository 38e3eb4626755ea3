import type { DocumentNode, GraphQLSchema } from "graphql";
import { refuse } from "../platform/access.ts";
import type { Problem } from "../platform/refusal.ts";
import { type DeniedField, filterByScopes } from "../platform/scope-filter.ts";

/** What of a document runs for the holders of one set of scopes. */
export interface ScopedDocument {
  /** Null when nothing of it may run. */
  document: DocumentNode | null;
  denied: readonly DeniedField[];
  /** The executor's plan, made when it first runs. */
  prepared?: unknown;
}

/** Apps differ in what was consented to, but the combinations are few. */
const KEPT_SCOPE_SETS = 200;

/** One operation, filtered once for each set of scopes that asks for it. */
export class ScopedDocuments {
  readonly #schema: GraphQLSchema;
  readonly #document: DocumentNode;
  readonly #operationName: string | undefined;
  readonly #bySet = new Map<string, ScopedDocument>();
  /** For everybody from whom nothing is kept: one plan for all of them. */
  readonly #whole: ScopedDocument;
  /** Callers are cached whole, so the same array comes again and again. */
  readonly #byArray = new WeakMap<readonly string[], ScopedDocument>();

  constructor(schema: GraphQLSchema, document: DocumentNode, operationName: string | undefined) {
    this.#schema = schema;
    this.#document = document;
    this.#operationName = operationName;
    this.#whole = { document, denied: [] };
  }

  for(scopes: readonly string[]): ScopedDocument {
    const known = this.#byArray.get(scopes);
    if (known) return known;
    const key = [...new Set(scopes)].sort().join(" ");
    let scoped = this.#bySet.get(key);
    if (!scoped) {
      const filtered = filterByScopes(this.#schema, this.#document, this.#operationName, scopes);
      scoped = filtered.denied.length === 0 ? this.#whole : { ...filtered };
      if (this.#bySet.size >= KEPT_SCOPE_SETS) this.#bySet.clear();
      this.#bySet.set(key, scoped);
    }
    this.#byArray.set(scopes, scoped);
    return scoped;
  }
}

/** What a caller is told of a field that was denied. */
export const deniedProblem = ({ coordinate, scopes }: DeniedField): Problem => ({
  ...refuse.FORBIDDEN_SCOPE,
  details: { field: coordinate, scopes },
});
