import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ExecutionResult } from "graphql";
import { Context, type Environment } from "./context.ts";
import type { Execute } from "./execution.ts";
import { internalCaller } from "./internal-caller.ts";
import { notedOperation, OPERATION_HEADER, withLedger } from "./internal-note.ts";

/** The largest request a gateway makes of a subgraph, in bytes. */
const MAX_BODY = 10 * 1024 * 1024;

interface Asked {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
}

/**
 * Serves one subgraph to gateways in other processes: GraphQL by POST, subscriptions as server-sent events. Only
 * a gateway of the same environment gets in, by its signed word on who is calling; everybody else is refused with 401.
 */
export function serveSubgraph(
  { name, execute }: { name: string; execute: Execute<Context> },
  environment: Environment,
) {
  const callerOf = internalCaller(name, environment);

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const caller = await callerOf(request.headers.authorization);
    if (!caller) {
      request.resume();
      response.writeHead(401, { "www-authenticate": "Internal" }).end();
      return;
    }
    const asked = request.method === "POST" ? await bodyOf(request) : undefined;
    if (!asked) {
      request.resume();
      response.writeHead(400).end();
      return;
    }
    const requestId = String(request.headers["x-request-id"] ?? randomUUID());
    const { query, variables, operationName } = asked;
    const context = new Context(environment, caller, requestId);
    context.operation = notedOperation(request.headers[OPERATION_HEADER]);
    const answer = await execute({ source: query, variables, operationName, context });
    if (Symbol.asyncIterator in answer) await stream(answer, response, context);
    else if (request.headers.accept === "text/event-stream") await stream(one(answer), response, context);
    else
      response
        .writeHead(200, { "content-type": "application/json; charset=utf-8" })
        .end(JSON.stringify(withLedger(answer, context)));
  };

  return (request: IncomingMessage, response: ServerResponse): void => {
    serve(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  };
}

async function bodyOf(request: IncomingMessage): Promise<Asked | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  try {
    const asked = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Partial<Asked> | null;
    return typeof asked?.query === "string" ? (asked as Asked) : undefined;
  } catch {
    return undefined;
  }
}

async function* one(answer: ExecutionResult): AsyncGenerator<ExecutionResult> {
  yield answer;
}

/** The graphql-sse protocol, one connection for each operation. The source ends when the gateway goes away. */
async function stream(
  answers: AsyncIterable<ExecutionResult>,
  response: ServerResponse,
  context: Context,
): Promise<void> {
  response
    .writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" })
    .flushHeaders();
  const iterator = answers[Symbol.asyncIterator]();
  response.once("close", () => void iterator.return?.());
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    response.write(`event: next\ndata: ${JSON.stringify(withLedger(next.value, context))}\n\n`);
  }
  response.end("event: complete\ndata:\n\n");
}
