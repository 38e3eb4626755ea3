import { type ExecutionResult, GraphQLError, type GraphQLSchema, getVariableValues } from "graphql";
import { refuse } from "../platform/access.ts";
import type { Caller } from "../platform/caller.ts";
import { Context, type Environment } from "../platform/context.ts";
import { at, type Problem } from "../platform/refusal.ts";
import { withNulls } from "../platform/scope-nulls.ts";
import { type Answer, formatError, type Log, outageStatus } from "./answer.ts";
import type { KnownDocument, KnownOperation } from "./documents.ts";
import type { Limits, Throttle } from "./limits.ts";
import { pageProblems } from "./page-sizes.ts";
import { reject } from "./refusals.ts";
import { invalidDocument, refusalError } from "./request-errors.ts";
import { deniedProblem, type ScopedDocument } from "./scopes.ts";
import { type Endable, endable } from "./streams.ts";
import { hasUnstorableText } from "./unstorable-text.ts";

type Values = Record<string, unknown>;
type Executed = ExecutionResult | AsyncIterable<ExecutionResult>;

/** The federated graph as the pipeline needs it; `gateway/execution.ts` makes one. */
export interface GraphExecutor<Prepared = unknown> {
  schema: GraphQLSchema;
  prepare(document: NonNullable<KnownDocument["document"]>, operationName?: string): Prepared;
  execute(prepared: Prepared, variables: Values, context: Context): Executed | Promise<Executed>;
}

/** A request for one operation of a known document, by a known caller. */
export interface OperationRequest {
  caller: Caller;
  known: KnownDocument;
  operationName?: string | undefined;
  variables?: Values | undefined;
  requestId: string;
}

export interface PipelineOptions {
  environment: Environment;
  executor: GraphExecutor;
  schema: GraphQLSchema;
  limits: Limits;
  log: Log;
  /** How long an operation may take, in milliseconds. */
  timeoutMs?: number;
}

/** An operation that may run: paid for, with what its caller may not select taken out. */
interface Admitted extends OperationRequest {
  operation: KnownOperation;
  scoped: ScopedDocument;
  values: Values;
  requested: number;
}

const NO_VARIABLES: Values = Object.freeze({});
const TIMEOUT_MS = 30_000;
/** A document that cannot run costs this much, so that guessing is not free. */
const INVALID_COST = 5;

/** What every operation goes through, whichever door it came in by: limits, scopes, execution, answer. */
export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #timeoutMs: number;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  }

  /** Runs a query or mutation. Never throws. */
  async run(request: OperationRequest): Promise<Answer> {
    try {
      const admitted = this.#admit(request);
      if (!("scoped" in admitted)) return admitted;
      if (admitted.operation.node.operation === "subscription") {
        return this.#refused(request, [
          refusalError(
            at(reject.NOT_ACCEPTABLE, [], { reason: "subscriptions answer as text/event-stream" }),
          ),
        ]);
      }
      return this.#answer(admitted, (await this.#execute(admitted)) as ExecutionResult);
    } catch (error) {
      return this.#refused(request, [wrapped(error)]);
    }
  }

  /** Starts a subscription: the stream of its answers (`left` is called when it is over), or why there is none. Never throws. */
  async subscribe(request: OperationRequest, left: () => void): Promise<Answer | Endable<Answer>> {
    try {
      const admitted = this.#admit(request);
      if (!("scoped" in admitted)) return admitted;
      const result = await this.#execute(admitted);
      if (!(Symbol.asyncIterator in result)) return this.#answer(admitted, result);
      return endable(
        result[Symbol.asyncIterator](),
        (event) => this.#answer({ ...admitted, requested: 0 }, event),
        left,
      );
    } catch (error) {
      return this.#refused(request, [wrapped(error)]);
    }
  }

  #admit(request: OperationRequest): Admitted | Answer {
    const { known, operationName, variables = {}, caller } = request;
    if (known.errors.length > 0) {
      this.#options.limits.take(caller, INVALID_COST);
      return this.#refused(request, known.errors);
    }
    const operation = known.operation(operationName);
    if (!operation) return this.#refused(request, [noOperation(operationName)]);
    const { coerced, errors = [] } = this.#coerced(operation, variables);
    if (!coerced)
      return this.#refused(
        request,
        errors.map((error) => invalidDocument("BAD_USER_INPUT", error)),
      );
    if (hasUnstorableText(coerced)) return this.#refused(request, [refusalError(reject.TEXT_INVALID)]);
    const [problem, ...problems] = pageProblems(operation.pages, coerced);
    if (problem) return this.#refused(request, [refusalError(problem, ...problems)]);
    const requested = operation.costing.requested(coerced);
    const limited = this.#overLimit(request, requested);
    if (limited) return limited;
    return { ...request, operation, scoped: operation.forScopes(caller.scopes), values: coerced, requested };
  }

  #coerced({ node }: KnownOperation, variables: Values) {
    if (!node.variableDefinitions?.length) return { coerced: NO_VARIABLES };
    return getVariableValues(this.#options.schema, node.variableDefinitions, variables, { maxErrors: 20 });
  }

  #overLimit(request: OperationRequest, requested: number): Answer | undefined {
    const { limits } = this.#options;
    const max = limits.perOperation(request.caller);
    if (requested > max) {
      const problem = at(refuse.QUERY_TOO_COMPLEX, [], { limit: "cost", found: requested, max });
      return this.#refused(request, [refusalError(problem)], {
        requested,
        throttle: limits.take(request.caller, 0),
      });
    }
    const { granted, ...throttle } = limits.take(request.caller, requested);
    if (granted) return undefined;
    return limitedAnswer(
      this.#refused(request, [refusalError(rateLimited(throttle))], { requested, throttle }),
      throttle,
    );
  }

  #execute({ scoped, operation, values, caller, requestId }: Admitted): Executed | Promise<Executed> {
    const { executor, environment } = this.#options;
    if (!scoped.document) return { data: {} };
    scoped.prepared ??= executor.prepare(scoped.document, operation.name);
    const result = executor.execute(scoped.prepared, values, new Context(environment, caller, requestId));
    return result instanceof Promise ? within(this.#timeoutMs, result) : result;
  }

  #answer(
    { scoped, operation, values, caller, requestId, requested }: Admitted,
    result: ExecutionResult,
  ): Answer {
    const { limits, log, schema } = this.#options;
    const actual = Math.min(requested, operation.costing.actual(result.data, values));
    const throttle = limits.giveBack(caller, requested - actual);
    const extensions = { requestId, cost: costReport(requested, actual, throttle) };
    const causes = result.errors ?? [];
    const errors = causes.map((error) => formatError(error, requestId, log));
    let data = (result.data ?? null) as Values | null;
    if (scoped.denied.length > 0) {
      const mended = withNulls(schema, operation.document, operation.name, scoped.denied, data, values);
      data = mended.data;
      for (const { node, path, ...denied } of mended.places) {
        const error = refusalError(deniedProblem({ node, ...denied }));
        errors.push({
          ...formatError(
            new GraphQLError(error.message, { nodes: node, path, originalError: error.originalError }),
            requestId,
            log,
          ),
        });
      }
    }
    if (errors.length === 0) return { data, extensions };
    return { errors, data, extensions, ...outageStatus(errors, causes, data) };
  }

  #refused(
    request: OperationRequest,
    errors: readonly GraphQLError[],
    cost?: { requested: number; throttle: Throttle },
  ): Answer {
    const { requestId } = request;
    const all = errors.map((error) => formatError(error, requestId, this.#options.log));
    const extensions = { requestId, ...(cost ? { cost: costReport(cost.requested, 0, cost.throttle) } : {}) };
    return { errors: all, extensions, ...outageStatus(all, errors, undefined) };
  }
}

const costReport = (requested: number, actual: number, { available, restoreRate, retryAfter }: Throttle) => ({
  requested,
  actual,
  throttle: { available, restoreRate, retryAfter },
});

/** Why a caller without points has to wait. */
export const rateLimited = ({ retryAfter }: Throttle): Problem => ({
  ...refuse.RATE_LIMITED,
  retryAfterSeconds: Math.max(1, Math.ceil(retryAfter)),
});

/** 429 with Retry-After. */
export const limitedAnswer = (answer: Answer, { retryAfter }: Throttle): Answer => ({
  ...answer,
  status: 429,
  headers: { "retry-after": String(Math.max(1, Math.ceil(retryAfter))) },
});

const noOperation = (name: string | undefined): GraphQLError =>
  invalidDocument(
    "OPERATION_RESOLUTION_FAILURE",
    new GraphQLError(
      name === undefined
        ? "Must provide operation name if query contains multiple operations."
        : `Unknown operation named "${name}".`,
    ),
  );

const wrapped = (error: unknown): GraphQLError =>
  error instanceof GraphQLError
    ? error
    : new GraphQLError("unexpected", {
        originalError: error instanceof Error ? error : new Error(String(error)),
      });

/** The result, or SERVICE_UNAVAILABLE after the time. */
function within<T>(milliseconds: number, result: Promise<T>): Promise<T> {
  return new Promise((settle, fail) => {
    const timer = setTimeout(
      () => fail(refusalError({ ...refuse.SERVICE_UNAVAILABLE, retryAfterSeconds: 1 })),
      milliseconds,
    );
    result.then(
      (value) => {
        clearTimeout(timer);
        settle(value);
      },
      (error) => {
        clearTimeout(timer);
        fail(error);
      },
    );
  });
}
