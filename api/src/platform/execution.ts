import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  OperationTypeNode,
  parse,
  subscribe,
} from "graphql";
import { LRUCache } from "lru-cache";
import type { Run } from "./completion.ts";
import { rootSelection, type Selection } from "./selection.ts";

/** One operation for one schema. `document` wins over `source`; the same document object is compiled once. */
export interface ExecutionRequest<C = unknown> {
  document?: DocumentNode;
  source?: string;
  variables?: Readonly<Record<string, unknown>> | undefined;
  operationName?: string | undefined;
  context: C;
}

type MaybePromise<T> = T | Promise<T>;
/** The answer, a promise of it, or for a subscription a promise of a stream of answers. */
export type Answer = MaybePromise<ExecutionResult | AsyncIterable<ExecutionResult>>;
export type Execute<C = unknown> = (request: ExecutionRequest<C>) => Answer;

/** Documents given as text: how many are kept parsed. */
const SOURCES = 1_000;
/** How many combinations of `@skip` and `@include` a document may have compiled; the rest runs in graphql-js. */
const VARIANTS = 16;

/**
 * Executes queries with everything that depends on the document alone – fields, fragments, types, directives –
 * worked out once. The answers are those of graphql-js; mutations and subscriptions run in it.
 */
export function compiled<C = unknown>(schema: GraphQLSchema): Execute<C> {
  const documents = new LRUCache<string, DocumentNode>({ max: SOURCES });
  const operations = new WeakMap<DocumentNode, Map<string, Operation>>();

  const parsed = (source: string): DocumentNode => {
    let document = documents.get(source);
    if (!document) documents.set(source, (document = parse(source, { noLocation: true })));
    return document;
  };

  return ({ document: given, source, variables, operationName, context }) => {
    const document = given ?? parsed(source ?? "");
    let named = operations.get(document);
    if (!named) operations.set(document, (named = new Map()));
    const name = operationName ?? "";
    let operation = named.get(name);
    if (!operation) named.set(name, (operation = new Operation(schema, document, operationName)));
    return operation.execute(variables ?? {}, context);
  };
}

class Operation {
  readonly #schema: GraphQLSchema;
  readonly #document: DocumentNode;
  readonly #name: string | undefined;
  readonly #fragments: Record<string, FragmentDefinitionNode> = {};
  readonly #conditions: readonly string[];
  readonly #variants = new Map<string, Selection>();
  readonly #query;
  readonly #subscription: boolean = false;

  constructor(schema: GraphQLSchema, document: DocumentNode, name: string | undefined) {
    this.#schema = schema;
    this.#document = document;
    this.#name = name;
    const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
    for (const node of document.definitions) {
      if (node.kind === Kind.FRAGMENT_DEFINITION) this.#fragments[node.name.value] = node;
    }
    const chosen = name ? operations.filter((node) => node.name?.value === name) : operations;
    const [only] = chosen;
    if (chosen.length === 1 && only?.operation === OperationTypeNode.QUERY) this.#query = only;
    if (only?.operation === OperationTypeNode.SUBSCRIPTION) this.#subscription = true;
    this.#conditions = conditionsOf(document);
  }

  execute(inputs: Readonly<Record<string, unknown>>, context: unknown): Answer {
    const operation = this.#query;
    if (!operation) return this.#plainly(inputs, context);
    let variables: Record<string, unknown> = {};
    if (operation.variableDefinitions?.length) {
      const { coerced, errors } = getVariableValues(this.#schema, operation.variableDefinitions, inputs, {
        maxErrors: 50,
      });
      if (!coerced) return { errors: errors ?? [] };
      variables = coerced;
    }
    const selection = this.#variant(variables);
    if (!selection) return this.#plainly(inputs, context);
    const run: Run = {
      schema: this.#schema,
      fragments: this.#fragments,
      operation,
      variables,
      context,
      errors: [],
    };
    try {
      const data = selection(run);
      return data instanceof Promise
        ? data.then(
            (settled) => answer(run, settled),
            (error) => failed(run, error),
          )
        : answer(run, data);
    } catch (error) {
      return failed(run, error);
    }
  }

  #variant(variables: Record<string, unknown>): Selection | undefined {
    const key =
      this.#conditions.length === 0
        ? ""
        : this.#conditions.map((name) => (variables[name] ? "1" : "0")).join("");
    let selection = this.#variants.get(key);
    if (!selection && this.#query && this.#variants.size < VARIANTS) {
      selection = rootSelection(this.#schema, this.#fragments, this.#query, variables);
      if (selection) this.#variants.set(key, selection);
    }
    return selection;
  }

  #plainly(variableValues: Readonly<Record<string, unknown>>, contextValue: unknown): Answer {
    const request = {
      schema: this.#schema,
      document: this.#document,
      variableValues,
      contextValue,
      operationName: this.#name ?? null,
    };
    return this.#subscription ? subscribe(request) : execute(request);
  }
}

const answer = ({ errors }: Run, data: Record<string, unknown>): ExecutionResult =>
  errors.length ? { errors, data } : { data };

/** A non-null root field had no value: the whole answer is null. */
const failed = ({ errors }: Run, error: unknown): ExecutionResult => ({
  errors: [...errors, error as GraphQLError],
  data: null,
});

/** The variables that decide `@skip` and `@include` anywhere in the document. */
export function conditionsOf(node: unknown, found = new Set<string>()): readonly string[] {
  if (Array.isArray(node)) {
    for (const item of node) conditionsOf(item, found);
  } else if (typeof node === "object" && node !== null && "kind" in node) {
    const {
      kind,
      name,
      arguments: args,
    } = node as {
      kind: string;
      name?: { value: string };
      arguments?: { value: { kind: string; name: { value: string } } }[];
    };
    if (kind === Kind.DIRECTIVE && (name?.value === "skip" || name?.value === "include")) {
      for (const { value } of args ?? []) if (value.kind === Kind.VARIABLE) found.add(value.name.value);
    }
    for (const [key, child] of Object.entries(node)) if (key !== "loc") conditionsOf(child, found);
  }
  return [...found];
}
