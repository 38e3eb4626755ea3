import { type DocumentNode, type ExecutionResult, GraphQLError, type OperationTypeNode } from "graphql";
import { refuse } from "../platform/access.ts";
import { Refusal } from "../platform/refusal.ts";

/** One document of a plan, on its way to one subgraph. The same fetch of the same plan is always the same `document`. */
export interface SubgraphRequest<C = unknown> {
  document: DocumentNode;
  /** The document's text. */
  source: string;
  variables?: Record<string, unknown>;
  operationName?: string;
  operationType: OperationTypeNode;
  context: C;
}

type MaybePromise<T> = T | Promise<T>;
export type SubgraphAnswer = MaybePromise<ExecutionResult | AsyncIterable<ExecutionResult>>;
/** How a subgraph is reached: in this process or over HTTP. Both answer the same. */
export type SubgraphExecutor<C = unknown> = (request: SubgraphRequest<C>) => SubgraphAnswer;

/** How long a subgraph may take, in milliseconds. */
export const SUBGRAPH_TIMEOUT_MS = 10_000;

/** The one error a client sees, whatever was wrong with a subgraph. The cause is for the log. */
export function serviceUnavailable(service: string, cause: unknown): GraphQLError {
  const refusal = new Refusal([{ ...refuse.SERVICE_UNAVAILABLE, details: { service } }]);
  return new GraphQLError(refusal.message, {
    originalError: new Error(`the subgraph ${service} did not answer`, { cause }),
    extensions: { ...refusal.extensions, service },
  });
}

export const isStream = (answer: unknown): answer is AsyncIterable<ExecutionResult> =>
  typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer;

/** The executor with failure and slowness turned into the typed error, so that the rest of the answer survives. */
export function bounded<C>(
  service: string,
  executor: SubgraphExecutor<C>,
  timeoutMs = SUBGRAPH_TIMEOUT_MS,
): SubgraphExecutor<C> {
  const unavailable = (cause: unknown): ExecutionResult => ({ errors: [serviceUnavailable(service, cause)] });
  return (request) => {
    try {
      const answer = executor(request);
      if (!(answer instanceof Promise)) return answer;
      return new Promise((settle) => {
        const timer = setTimeout(
          () => settle(unavailable(new Error(`no answer within ${timeoutMs} ms`))),
          timeoutMs,
        );
        answer.then(
          (result) => {
            clearTimeout(timer);
            settle(result);
          },
          (error) => {
            clearTimeout(timer);
            settle(unavailable(error));
          },
        );
      });
    } catch (error) {
      return unavailable(error);
    }
  };
}
