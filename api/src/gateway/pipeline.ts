import { type ExecutionResult, GraphQLError, type GraphQLSchema } from "graphql";
import { refuse } from "../platform/access.ts";
import type { Caller } from "../platform/caller.ts";
import { Context, type Environment } from "../platform/context.ts";
import { at } from "../platform/refusal.ts";
import { deniedProblem } from "../platform/scope-filter.ts";
import { withNulls } from "../platform/scope-nulls.ts";
import { type Answer, formatError, type Log, outageStatus, refusedAnswer } from "./answer.ts";
import { assess } from "./assessment.ts";
import type { KnownDocument, KnownOperation } from "./documents.ts";
import { HttpRefusal } from "./http-refusal.ts";
import { isDeadlineLane } from "./lanes.ts";
import type { LedgerEntries } from "./ledger-entries.ts";
import type { Limits, Taking, Throttle } from "./limits.ts";
import { costReport, limitedAnswer, rateLimited } from "./limits-answer.ts";
import type { Overload } from "./overload.ts";
import { overloaded } from "./overload-answer.ts";
import { reject } from "./refusals.ts";
import { refusalError, wrapped } from "./request-errors.ts";
import type { ScopedDocument } from "./scopes.ts";
import { type Endable, endable } from "./streams.ts";
import { within } from "./time-limit.ts";

type Values = Record<string, unknown>;
type Executed = ExecutionResult | AsyncIterable<ExecutionResult>;

/** The federated graph as the pipeline needs it; `gateway/execution.ts` makes one. */
export interface GraphExecutor<Prepared = unknown> {
  schema: GraphQLSchema;
  prepare(document: NonNullable<KnownDocument["document"]>, operationName?: string): Prepared;
  /** Plans ahead, where that can be done. */
  plan?(prepared: Prepared): Promise<void>;
  execute(prepared: Prepared, variables: Values, context: Context): Executed | Promise<Executed>;
}

/** A request for one operation of a known document, by a known caller. */
export interface OperationRequest {
  caller: Caller;
  known: KnownDocument;
  operationName?: string | undefined;
  variables?: Values | undefined;
  requestId: string;
  /** The network address it came from. */
  ip?: string | undefined;
  /** Spends the caller's proof before a write; see `Authenticated`. */
  spendProof?: (() => Promise<void>) | undefined;
}

export interface PipelineOptions {
  environment: Environment;
  executor: GraphExecutor;
  schema: GraphQLSchema;
  limits: Limits;
  /** Keeps a share for filing and payment on deadline days. */
  overload?: Overload;
  /** What is answered leaves entries in the access ledger first. */
  entries?: LedgerEntries;
  /** Resolves when everything that was committed until now is known here: the answer to a write waits for it. */
  settle?: () => Promise<void>;
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

const TIMEOUT_MS = 30_000;
/** What cannot run, for its document or its variables, costs this much, so that guessing is not free. */
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
      const asked = this.#admit(request);
      const admitted = asked instanceof Promise ? await asked : asked;
      const { entries, environment } = this.#options;
      if (!("scoped" in admitted)) return entries?.refused(request, admitted) ?? admitted;
      if (admitted.operation.node.operation === "subscription") {
        return this.#refused(request, [
          refusalError(
            at(reject.NOT_ACCEPTABLE, [], { reason: "subscriptions answer as text/event-stream" }),
          ),
        ]);
      }
      const { node, document } = admitted.operation;
      if (node.operation === "mutation") await request.spendProof?.();
      const { overload, schema } = this.#options;
      const leave = overload?.begin(() => isDeadlineLane(schema, document, node));
      if (overload && !leave) return this.#shed(admitted);
      const context = new Context(environment, request.caller, request.requestId);
      try {
        const keeping = entries?.begin(admitted, context);
        if (keeping) await keeping;
        const answer = this.#answer(admitted, (await this.#execute(admitted, context)) as ExecutionResult);
        if (node.operation === "mutation") await this.#options.settle?.();
        return entries ? await entries.answered(admitted, context, answer) : answer;
      } finally {
        leave?.();
      }
    } catch (error) {
      return this.#failed(request, error);
    }
  }

  /** Starts a subscription: the stream of its answers (`left` is called when it is over), or why there is none. Never throws. */
  async subscribe(request: OperationRequest, left: () => void): Promise<Answer | Endable<Answer>> {
    try {
      const asked = this.#admit(request);
      const admitted = asked instanceof Promise ? await asked : asked;
      const { entries, environment } = this.#options;
      if (!("scoped" in admitted)) return entries?.refused(request, admitted) ?? admitted;
      const context = new Context(environment, request.caller, request.requestId);
      await entries?.begin(admitted, context);
      const result = await this.#execute(admitted, context);
      if (!(Symbol.asyncIterator in result)) {
        const answer = this.#answer(admitted, result);
        return entries ? await entries.answered(admitted, context, answer) : answer;
      }
      const source = beforeEach(result[Symbol.asyncIterator](), entries?.telling(admitted, context));
      const ended = await entries?.subscribed(admitted, context).catch((error: unknown) => {
        void source.return?.();
        throw error;
      });
      let delivered = 0;
      return endable(
        source,
        (event) => {
          delivered += 1;
          return this.#answer({ ...admitted, requested: 0 }, event);
        },
        () => {
          ended?.(delivered);
          left();
        },
      );
    } catch (error) {
      return this.#failed(request, error);
    }
  }

  async #failed(request: OperationRequest, error: unknown): Promise<Answer> {
    if (!(error instanceof HttpRefusal)) return this.#refused(request, [wrapped(error)]);
    await this.#options.entries?.turnedAway(error, request);
    return refusedAnswer(error, request.requestId, { status: error.status, headers: error.headers });
  }

  /** For what is let in last on a deadline day. Its points come back: it has cost nothing. */
  #shed({ caller, requested, ...request }: Admitted): Answer {
    const throttle = this.#options.limits.giveBack(caller, requested);
    const answer = this.#refused({ ...request, caller }, [refusalError(overloaded)], { requested, throttle });
    return limitedAnswer(answer, throttle);
  }

  #admit(request: OperationRequest): Admitted | Answer | Promise<Admitted | Answer> {
    const { caller } = request;
    const assessed = assess(this.#options.schema, request);
    if ("errors" in assessed)
      return then(
        this.#options.limits.take(caller, INVALID_COST),
        (taken) =>
          this.#overLimit(request, INVALID_COST, INVALID_COST, taken) ??
          this.#refused(request, assessed.errors),
      );
    const { operation, values, requested } = assessed;
    const max = this.#options.limits.perOperation(caller);
    const taking = this.#options.limits.take(caller, requested > max ? 0 : requested);
    return then(taking, (taken) => {
      const limited = this.#overLimit(request, requested, max, taken);
      if (limited) return limited;
      return {
        ...request,
        operation,
        scoped: operation.forScopes(caller.scopes, caller.fields),
        values,
        requested,
      };
    });
  }

  #overLimit(request: OperationRequest, requested: number, max: number, taken: Taking): Answer | undefined {
    const cost = { requested, throttle: taken };
    if (requested > max) {
      const problem = at(refuse.QUERY_TOO_COMPLEX, [], { limit: "cost", found: requested, max });
      return this.#refused(request, [refusalError(problem)], cost);
    }
    if (taken.granted) return undefined;
    return limitedAnswer(this.#refused(request, [refusalError(rateLimited(taken))], cost), taken);
  }

  #execute({ scoped, operation, values }: Admitted, context: Context): Executed | Promise<Executed> {
    const { executor } = this.#options;
    if (!scoped.document) return { data: {} };
    scoped.prepared ??= executor.prepare(scoped.document, operation.name);
    const result = executor.execute(scoped.prepared, values, context);
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

/** The source, with something to be done before each of its events goes on. */
const beforeEach = (
  source: AsyncIterator<ExecutionResult>,
  first: (() => Promise<void>) | undefined,
): AsyncIterator<ExecutionResult> =>
  first
    ? {
        next: async () => {
          const event = await source.next();
          if (!event.done) await first();
          return event;
        },
        return: async () => (await source.return?.()) ?? { done: true, value: undefined },
      }
    : source;

/** At once where the value is there. */
const then = <T, R>(value: T | Promise<T>, next: (value: T) => R): R | Promise<R> =>
  value instanceof Promise ? value.then(next) : next(value);
