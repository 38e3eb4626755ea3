import type { DocumentNode, GraphQLSchema } from "graphql";
import { type DeniedField, filterByScopes } from "../platform/scope-filter.ts";

/** What of a document runs for the holders of one set of scopes, under a consent to some fields or to none in particular. */
export interface ScopedDocument {
  /** Null when nothing of it may run. */
  document: DocumentNode | null;
  denied: readonly DeniedField[];
  /** The executor's plan, made when it first runs. */
  prepared?: unknown;
}

/** Stands for a consent that goes by scopes alone. */
const EVERY_FIELD: readonly string[] = [];
/** Apps differ in what was consented to, but the combinations are few. */
const KEPT_SCOPE_SETS = 200;

/** One operation, filtered once for each set of scopes and list of consented fields that asks for it. */
export class ScopedDocuments {
  readonly #schema: GraphQLSchema;
  readonly #document: DocumentNode;
  readonly #operationName: string | undefined;
  readonly #bySet = new Map<string, ScopedDocument>();
  /** For everybody from whom nothing is kept: one plan for all of them. */
  readonly #whole: ScopedDocument;
  /** Callers are cached whole, so the same arrays come again and again: by the scopes, then by the fields. */
  readonly #byArray = new WeakMap<readonly string[], WeakMap<readonly string[], ScopedDocument>>();

  constructor(schema: GraphQLSchema, document: DocumentNode, operationName: string | undefined) {
    this.#schema = schema;
    this.#document = document;
    this.#operationName = operationName;
    this.#whole = { document, denied: [] };
  }

  for(scopes: readonly string[], fields?: readonly string[]): ScopedDocument {
    let byFields = this.#byArray.get(scopes);
    const known = byFields?.get(fields ?? EVERY_FIELD);
    if (known) return known;
    if (!byFields) this.#byArray.set(scopes, (byFields = new WeakMap()));
    const held = [...new Set(scopes)].sort().join(" ");
    const key = fields ? `${held}\n${[...fields].sort().join(" ")}` : held;
    let scoped = this.#bySet.get(key);
    if (!scoped) {
      const filtered = filterByScopes(this.#schema, this.#document, this.#operationName, scopes, fields);
      scoped = filtered.denied.length === 0 ? this.#whole : { ...filtered };
      if (this.#bySet.size >= KEPT_SCOPE_SETS) this.#bySet.clear();
      this.#bySet.set(key, scoped);
    }
    byFields.set(fields ?? EVERY_FIELD, scoped);
    return scoped;
  }
}
