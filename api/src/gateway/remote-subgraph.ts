import { type ExecutionResult, GraphQLError } from "graphql";
import { createClient } from "graphql-sse";
import { Pool } from "undici";
import { Context } from "../platform/context.ts";
import { learnLedger, noteHeader } from "../platform/internal-note.ts";
import { isData } from "./graph-data.ts";
import { internalToken } from "./internal-token.ts";
import {
  bounded,
  SUBGRAPH_TIMEOUT_MS,
  type SubgraphExecutor,
  type SubgraphRequest,
} from "./subgraph-executor.ts";

export interface RemoteSubgraph {
  name: string;
  url: string;
  timeoutMs?: number;
  /** Connections kept open to it at most. */
  connections?: number;
}

/** A subgraph behind HTTP. It says who is calling when the request has an environment with keys. */
export interface RemoteExecutor {
  execute: SubgraphExecutor;
  close(): Promise<void>;
}

/** Reaches a subgraph by GraphQL over HTTP, subscriptions by server-sent events. Any failure is the one typed error. */
export function remoteSubgraph({
  name,
  url,
  timeoutMs = SUBGRAPH_TIMEOUT_MS,
  connections = 64,
}: RemoteSubgraph): RemoteExecutor {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, {
    connections,
    connectTimeout: timeoutMs,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  const token = internalToken(name);
  const headersFor = async (context: unknown): Promise<Record<string, string>> =>
    context instanceof Context
      ? {
          authorization: `Internal ${await token(context)}`,
          "x-request-id": context.requestId,
          ...noteHeader(context),
        }
      : {};

  const ask = async (request: SubgraphRequest): Promise<ExecutionResult> => {
    const { statusCode, body } = await pool.request({
      method: "POST",
      path: pathname + search,
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        ...(await headersFor(request.context)),
      },
      body: JSON.stringify(wire(request)),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await body.text();
    if (statusCode !== 200 && statusCode !== 400)
      throw new Error(`status ${statusCode}: ${text.slice(0, 200)}`);
    const answer: unknown = JSON.parse(text);
    learnLedger(request.context, answer);
    return resultOf(answer);
  };

  const stream = async (request: SubgraphRequest): Promise<AsyncIterable<ExecutionResult>> => {
    const client = createClient({
      url,
      headers: await headersFor(request.context),
      retryAttempts: 0,
      fetchFn: fetchWithin(timeoutMs),
    });
    return results(client.iterate(wire(request)), request.context, () => client.dispose());
  };

  const execute = bounded(
    name,
    (request) => (request.operationType === "subscription" ? stream(request) : ask(request)),
    timeoutMs,
  );
  return { execute, close: () => pool.destroy() };
}

/** `fetch` that gives up when no answer begins in time; how long a stream then lasts is not limited. */
const fetchWithin = (timeoutMs: number) => async (input: string, init: RequestInit) => {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  const signals = init.signal ? [init.signal, late.signal] : [late.signal];
  try {
    return await fetch(input, { ...init, signal: AbortSignal.any(signals) });
  } finally {
    clearTimeout(timer);
  }
};

const wire = ({ source, variables, operationName }: SubgraphRequest) => ({
  query: source,
  ...(variables ? { variables } : {}),
  ...(operationName ? { operationName } : {}),
});

interface WireError {
  message: string;
  path?: (string | number)[];
  extensions?: Record<string, unknown>;
}

/** A well-formed GraphQL answer, its errors revived; anything else throws. */
function resultOf(answer: unknown): ExecutionResult {
  if (!isData(answer)) throw new Error("the answer is no GraphQL answer");
  const { data, errors } = answer as { data?: unknown; errors?: unknown };
  if (
    errors !== undefined &&
    !(Array.isArray(errors) && errors.every((error) => isData(error) && typeof error.message === "string"))
  ) {
    throw new Error("the answer's errors are malformed");
  }
  if (!isData(data) && !(data === null || (data === undefined && errors)))
    throw new Error("the answer has neither data nor errors");
  return {
    ...(isData(data) || data === null ? { data } : {}),
    ...(errors
      ? {
          errors: (errors as WireError[]).map(
            ({ message, path, extensions }) =>
              new GraphQLError(message, { path: path ?? null, extensions: extensions ?? {} }),
          ),
        }
      : {}),
  };
}

/** Each event a result; the connection ends with the stream. */
async function* results(
  events: AsyncIterable<unknown>,
  context: unknown,
  close: () => void,
): AsyncGenerator<ExecutionResult> {
  let recorded = 0;
  try {
    for await (const event of events) {
      recorded = learnLedger(context, event, recorded);
      yield resultOf(event);
    }
  } finally {
    close();
  }
}
