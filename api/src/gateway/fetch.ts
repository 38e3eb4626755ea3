import type { BatchFetchNode, FetchNode } from "@graphql-hive/router-query-planner";
import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationTypeNode,
  parse,
} from "graphql";
import { type Data, isData, merge, type Path } from "./graph-data.ts";
import { rewriter } from "./representations.ts";
import {
  isStream,
  type SubgraphAnswer,
  type SubgraphExecutor,
  serviceUnavailable,
} from "./subgraph-executor.ts";

/** One execution of a plan: what has been gathered so far. */
export interface Gathering {
  readonly variables: Record<string, unknown>;
  readonly context: unknown;
  readonly errors: GraphQLError[];
  data: Data;
}

/** A step of a plan. It adds to the gathering; it never throws. */
export type Step = (gathering: Gathering) => void | Promise<void>;

/** What the steps of a plan are compiled for. */
export interface Graph {
  /** The whole supergraph, inaccessible elements included. */
  schema: GraphQLSchema;
  subgraphs: ReadonlyMap<string, SubgraphExecutor>;
}

/** A request to one subgraph, ready but for the values of its variables. */
export class Fetch {
  readonly service: string;
  readonly #executor: SubgraphExecutor;
  readonly #document: DocumentNode;
  readonly #source: string;
  readonly #operationName: string | undefined;
  readonly #operationType: OperationTypeNode;
  readonly #usages: readonly string[];

  constructor(graph: Graph, node: FetchNode | BatchFetchNode) {
    this.service = node.serviceName;
    this.#executor = graph.subgraphs.get(node.serviceName) ?? absent(node.serviceName);
    this.#source = node.operation;
    this.#document = parse(node.operation, { noLocation: true });
    this.#operationName = node.operationName;
    this.#operationType = (node.operationKind ?? "query") as OperationTypeNode;
    this.#usages = node.variableUsages ?? [];
  }

  /** The response key that an error without a path belongs to. */
  get firstKey(): Path {
    const [operation] = this.#document.definitions;
    const [field] = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections : [];
    return field?.kind === Kind.FIELD ? [field.alias?.value ?? field.name.value] : [];
  }

  call({ variables: all, context }: Gathering, more?: Record<string, unknown>): SubgraphAnswer {
    const variables: Record<string, unknown> = more ?? {};
    for (const name of this.#usages) if (name in all) variables[name] = all[name];
    return this.#executor({
      document: this.#document,
      source: this.#source,
      variables,
      operationType: this.#operationType,
      context,
      ...(this.#operationName ? { operationName: this.#operationName } : {}),
    });
  }

  /** Calls, and hands the answer on at once when it is there already. */
  ask(
    gathering: Gathering,
    more: Record<string, unknown> | undefined,
    use: (result: ExecutionResult) => void,
  ): void | Promise<void> {
    const answer = this.call(gathering, more);
    const settled = (result: Awaited<SubgraphAnswer>) =>
      use(
        isStream(result)
          ? { errors: [serviceUnavailable(this.service, new Error("a stream where one answer was due"))] }
          : result,
      );
    return answer instanceof Promise ? answer.then(settled) : settled(answer);
  }
}

const absent =
  (service: string): SubgraphExecutor =>
  () => ({
    errors: [serviceUnavailable(service, new Error("there is no such subgraph"))],
  });

/** The error at the client's path. What a subgraph's own document looks like is no concern of the client: no locations. */
export const moved = (error: GraphQLError, path: Path): GraphQLError =>
  new GraphQLError(error.message, {
    path,
    originalError: error.originalError ?? null,
    extensions: error.extensions ?? {},
  });

/** A fetch of root fields. */
export function rootFetch(graph: Graph, node: FetchNode): Step {
  const fetch = new Fetch(graph, node);
  const rewrite = rewriter(graph.schema, node.outputRewrites);
  const { firstKey } = fetch;
  return (gathering) =>
    fetch.ask(gathering, undefined, ({ data, errors }) => {
      for (const error of errors ?? []) gathering.errors.push(moved(error, error.path ?? firstKey));
      if (isData(data)) gathering.data = gathered(gathering.data, (rewrite ? rewrite(data) : data) as Data);
    });
}

const gathered = (there: Data, brought: Data): Data => {
  for (const _key in there) return merge(there, brought);
  return brought;
};
