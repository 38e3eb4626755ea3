import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  parse,
  ValuesOfCorrectTypeRule,
  validate,
} from "graphql";
import { LRUCache } from "lru-cache";
import { type AskedFields, askedFields } from "./asked-fields.ts";
import type { Caller } from "./caller.ts";
import type { Context } from "./context.ts";
import type { Execute } from "./execution.ts";
import { Refusal } from "./refusal.ts";
import { deniedProblem, filterByScopes } from "./scope-filter.ts";

const SOURCES = 1_000;

/** Stands for a consent that goes by scopes alone. */
const EVERY_FIELD: readonly string[] = [];

/** Why a document may not run for holders of these scopes, under a consent to these fields: empty when it may. */
type Verdict = readonly GraphQLError[];

/**
 * A subgraph's execution that trusts no gateway: a document with a field whose scopes the caller lacks, or beyond the
 * fields consented to, is refused whole, `_entities` included. A gateway that filtered the document, as ours does, never meets this. The verdict is
 * kept for each document, set of scopes and list of fields, so a request costs a few look-ups.
 */
export function guarded(schema: GraphQLSchema, execute: Execute<Context>): Execute<Context> {
  const sources = new LRUCache<string, DocumentNode>({ max: SOURCES });
  const verdicts = new WeakMap<
    DocumentNode,
    WeakMap<readonly string[], WeakMap<readonly string[], Map<string, Verdict>>>
  >();

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
    { scopes, fields }: Caller,
  ): Verdict => {
    let byScopes = verdicts.get(document);
    if (!byScopes) verdicts.set(document, (byScopes = new WeakMap()));
    let byFields = byScopes.get(scopes);
    if (!byFields) byScopes.set(scopes, (byFields = new WeakMap()));
    let byName = byFields.get(fields ?? EVERY_FIELD);
    if (!byName) byFields.set(fields ?? EVERY_FIELD, (byName = new Map()));
    let verdict = byName.get(operationName ?? "");
    if (!verdict)
      byName.set(operationName ?? "", (verdict = judge(schema, document, operationName, scopes, fields)));
    return verdict;
  };

  return (request) => {
    const document = request.document ?? documentOf(request.source ?? "");
    const errors = verdictOn(document, request.operationName, request.context.caller);
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
  fields: readonly string[] | undefined,
): Verdict {
  const malformed = validate(schema, document, [ValuesOfCorrectTypeRule]);
  if (malformed.length > 0) return malformed;
  return filterByScopes(schema, document, operationName, scopes, fields).denied.map((denied) => {
    const refusal = new Refusal([deniedProblem(denied)]);
    return new GraphQLError(refusal.message, { nodes: denied.node, extensions: refusal.extensions });
  });
}
