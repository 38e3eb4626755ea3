import { QueryPlanner } from "@graphql-hive/router-query-planner";
import {
  buildASTSchema,
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
} from "graphql";
import { refuse } from "../platform/access.ts";
import { conditionsOf } from "../platform/execution.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Fetch, Gathering, Graph } from "./fetch.ts";
import { isData } from "./graph-data.ts";
import { introspect, type Parts, partsOf } from "./introspection.ts";
import { type CompiledPlan, compilePlan } from "./plan.ts";
import { type Projection, projection } from "./projection.ts";
import { publicSchema } from "./public-schema.ts";
import { mapped } from "./stream.ts";
import { isStream, type SubgraphExecutor, serviceUnavailable } from "./subgraph-executor.ts";

type Answer = ExecutionResult | Promise<ExecutionResult | AsyncIterable<ExecutionResult>>;

/** One operation of a valid document: planned when first executed, then kept with everything compiled for it. */
export interface Prepared {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/** The federated graph, executable. */
export interface Executor<C = unknown> {
  /** What clients see: for validation, cost and introspection. */
  schema: GraphQLSchema;
  /** Takes a document that is valid for `schema`. The same document and name give the same object. Throws a GraphQLError when there is no such operation. */
  prepare(document: DocumentNode, operationName?: string | null): Prepared;
  /** Plans ahead, so that the first caller does not wait. Rejects when the document cannot be planned. */
  plan(prepared: Prepared): Promise<void>;
  /** The answer; a subscription's is a stream. It never throws: whatever fails is in `errors`. */
  execute(
    prepared: Prepared,
    variables: Readonly<Record<string, unknown>> | null | undefined,
    context: C,
  ): Answer;
}

/** Makes a supergraph executable over its subgraphs, each reached by its own executor. */
export function createExecutor<C = unknown>({
  supergraphSdl,
  subgraphs,
}: {
  supergraphSdl: string;
  subgraphs: ReadonlyMap<string, SubgraphExecutor<C>>;
}): Executor<C> {
  const { schema } = publicSchema(supergraphSdl);
  const graph: Graph = {
    schema: buildASTSchema(parse(supergraphSdl, { noLocation: true }), { assumeValidSDL: true }),
    subgraphs: subgraphs as ReadonlyMap<string, SubgraphExecutor>,
  };
  const planner = new QueryPlanner(supergraphSdl);
  const prepared = new WeakMap<DocumentNode, Map<string, PreparedOperation>>();
  return {
    schema,
    prepare(document, operationName) {
      let named = prepared.get(document);
      if (!named) prepared.set(document, (named = new Map()));
      const name = operationName ?? "";
      let operation = named.get(name);
      if (!operation)
        named.set(name, (operation = new PreparedOperation(schema, graph, planner, document, operationName)));
      return operation;
    },
    plan: (operation) => Promise.resolve((operation as PreparedOperation).plan()).then(() => undefined),
    execute: (operation, variables, context) =>
      (operation as PreparedOperation).execute(variables ?? {}, context),
  };
}

const NO_LABELS = new Set<string>();

class PreparedOperation implements Prepared {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Record<string, FragmentDefinitionNode> = {};
  readonly #schema: GraphQLSchema;
  readonly #graph: Graph;
  readonly #planner: QueryPlanner;
  readonly #parts: Parts;
  readonly #conditions: readonly string[];
  readonly #projections = new Map<string, Projection>();
  #plan: CompiledPlan | Promise<CompiledPlan> | undefined;

  constructor(
    schema: GraphQLSchema,
    graph: Graph,
    planner: QueryPlanner,
    document: DocumentNode,
    name: string | null | undefined,
  ) {
    this.#schema = schema;
    this.#graph = graph;
    this.#planner = planner;
    this.document = document;
    this.operation = operationOf(document, name);
    for (const node of document.definitions) {
      if (node.kind === Kind.FRAGMENT_DEFINITION) this.fragments[node.name.value] = node;
    }
    this.#parts = partsOf(this.operation, this.fragments);
    this.#conditions = conditionsOf(document);
  }

  /** One planning for all who wait for it; a failed one is tried again by the next. */
  plan(): CompiledPlan | Promise<CompiledPlan> {
    if (this.#plan) return this.#plan;
    const { data } = this.#parts;
    if (!data) return (this.#plan = compilePlan(this.#graph, { kind: "QueryPlan" }));
    const fragments = data === this.operation ? Object.values(this.fragments) : [];
    const source = print({ kind: Kind.DOCUMENT, definitions: [data, ...fragments] });
    this.#plan = this.#planner.planAsync(source, data.name?.value, NO_LABELS, 0).then(
      (plan) => (this.#plan = compilePlan(this.#graph, plan)),
      (error) => {
        this.#plan = undefined;
        throw error;
      },
    );
    return this.#plan;
  }

  execute(inputs: Readonly<Record<string, unknown>>, context: unknown): Answer {
    let variables: Record<string, unknown> = {};
    if (this.operation.variableDefinitions?.length) {
      const { coerced, errors } = getVariableValues(
        this.#schema,
        this.operation.variableDefinitions,
        inputs,
        { maxErrors: 50 },
      );
      if (!coerced) return { errors: errors ?? [] };
      variables = coerced;
    }
    const gathering: Gathering = { variables, context, errors: [], data: {} };
    try {
      const plan = this.plan();
      if (plan instanceof Promise) return plan.then((ready) => this.#run(ready, gathering)).catch(defect);
      const answer = this.#run(plan, gathering);
      return answer instanceof Promise ? answer.catch(defect) : answer;
    } catch (error) {
      return defect(error);
    }
  }

  #run(plan: CompiledPlan, gathering: Gathering): Answer {
    if (plan.events) return this.#subscribe(plan, gathering);
    const pending = plan.gather(gathering);
    return pending ? pending.then(() => this.#answer(gathering)) : this.#answer(gathering);
  }

  #answer({ data, errors, variables }: Gathering): ExecutionResult {
    const { meta } = this.#parts;
    const introspected = meta ? introspect(this.#schema, meta, this.fragments, variables) : undefined;
    const projected = this.#projection(variables)(introspected ? { ...data, ...introspected } : data);
    return errors.length ? { data: projected, errors } : { data: projected };
  }

  async #subscribe(
    plan: CompiledPlan,
    first: Gathering,
  ): Promise<ExecutionResult | AsyncIterable<ExecutionResult>> {
    const source = plan.events as Fetch;
    const events = await source.call(first);
    if (!isStream(events)) return events;
    const answer = async (event: ExecutionResult): Promise<ExecutionResult> => {
      const gathering: Gathering = {
        ...first,
        errors: [...(event.errors ?? [])],
        data: isData(event.data) ? event.data : {},
      };
      await plan.gather(gathering);
      return this.#answer(gathering);
    };
    const broken = (error: unknown): ExecutionResult => ({
      errors: [serviceUnavailable(source.service, error)],
      data: null,
    });
    return mapped(events, (event) => answer(event).catch(defect), broken);
  }

  #projection(variables: Record<string, unknown>): Projection {
    const key =
      this.#conditions.length === 0
        ? ""
        : this.#conditions.map((name) => (variables[name] ? "1" : "0")).join("");
    let found = this.#projections.get(key);
    if (!found) {
      found = projection({ schema: this.#schema, fragments: this.fragments, variables }, this.operation);
      if (this.#projections.size < 16) this.#projections.set(key, found);
    }
    return found;
  }
}

function operationOf(document: DocumentNode, name: string | null | undefined): OperationDefinitionNode {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [only, another] = name ? operations.filter((node) => node.name?.value === name) : operations;
  if (only && !another) return only;
  if (name) throw new GraphQLError(`Unknown operation named "${name}".`);
  throw new GraphQLError(
    only
      ? "Must provide operation name if query contains multiple operations."
      : "Must provide an operation.",
  );
}

/** What should not have happened, for example a plan that could not be made. Logged whole by who answers; shown as INTERNAL. */
function defect(error: unknown): ExecutionResult {
  if (error instanceof GraphQLError) return { errors: [error], data: null };
  const { message, extensions } = new Refusal([refuse.INTERNAL]);
  const originalError = error instanceof Error ? error : new Error(String(error));
  return { errors: [new GraphQLError(message, { extensions, originalError })], data: null };
}
