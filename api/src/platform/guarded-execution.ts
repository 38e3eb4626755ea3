import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  parse,
  ValuesOfCorrectTypeRule,
  validate,
} from "graphql";
import { LRUCache } from "lru-cache";
import { refuse } from "./access.ts";
import { type AskedFields, askedFields } from "./asked-fields.ts";
import type { Context } from "./context.ts";
import type { Execute } from "./execution.ts";
import { Refusal } from "./refusal.ts";
import { filterByScopes } from "./scope-filter.ts";

const SOURCES = 1_000;

/** Why a document may not run for holders of these scopes: empty when it may. */
type Verdict = readonly GraphQLError[];

/**
 * A subgraph's execution that trusts no gateway: a document with a field whose scopes the caller lacks is refused
 * whole, `_entities` included. A gateway that filtered the document, as ours does, never meets this. The verdict is
 * kept for each document and set of scopes, so a request costs two look-ups.
 */
export function guarded(schema: GraphQLSchema, execute: Execute<Context>): Execute<Context> {
  const sources = new LRUCache<string, DocumentNode>({ max: SOURCES });
  const verdicts = new WeakMap<DocumentNode, WeakMap<readonly string[], Map<string, Verdict>>>();

  const asked = new WeakMap<DocumentNode, AskedFields>();

  const documentOf = (source: string): DocumentNode => {
    let document = sources.get(source);
    if (!document) sources.set(source, (document = parse(source, { noLocation: true })));
    return document;
  };

  const askedBy = (document: DocumentNode): AskedFields => {
    let fields = asked.get(document);
    if (!fields) asked.set(document, (fields = askedFields(schema, document)));
    return fields;
  };

  const verdictOn = (
    document: DocumentNode,
    operationName: string | undefined,
    scopes: readonly string[],
  ): Verdict => {
    let byScopes = verdicts.get(document);
    if (!byScopes) verdicts.set(document, (byScopes = new WeakMap()));
    let byName = byScopes.get(scopes);
    if (!byName) byScopes.set(scopes, (byName = new Map()));
    let verdict = byName.get(operationName ?? "");
    if (!verdict) byName.set(operationName ?? "", (verdict = judge(schema, document, operationName, scopes)));
    return verdict;
  };

  return (request) => {
    const document = request.document ?? documentOf(request.source ?? "");
    const errors = verdictOn(document, request.operationName, request.context.caller.scopes);
    if (errors.length > 0) return { data: null, errors };
    request.context.ask(askedBy(document));
    return execute(request.document ? request : { ...request, document });
  };
}

/** A value written into the document is checked here, so that a wrong one is refused with the code of its scalar. */
function judge(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  scopes: readonly string[],
): Verdict {
  const malformed = validate(schema, document, [ValuesOfCorrectTypeRule]);
  if (malformed.length > 0) return malformed;
  return filterByScopes(schema, document, operationName, scopes).denied.map(
    ({ node, coordinate, scopes: needed }) => {
      const refusal = new Refusal([
        { ...refuse.FORBIDDEN_SCOPE, details: { field: coordinate, scopes: needed } },
      ]);
      return new GraphQLError(refusal.message, { nodes: node, extensions: refusal.extensions });
    },
  );
}
