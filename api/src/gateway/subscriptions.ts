import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type ExecutionArgs, type ExecutionResult, GraphQLError, parse } from "graphql";
import { createHandler } from "graphql-sse";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { type Problem, Refusal } from "../platform/refusal.ts";
import { type Answer, refusedAnswer } from "./answer.ts";
import type { Authenticated, Authentication } from "./authentication.ts";
import type { Documents, KnownDocument } from "./documents.ts";
import { documentHash, isRecord } from "./graph-request.ts";
import { EVENT_STREAM } from "./http.ts";
import type { Pipeline } from "./pipeline.ts";
import { reject } from "./refusals.ts";
import { invalidDocument } from "./request-errors.ts";
import { endable, type Streams } from "./streams.ts";

export interface SubscriptionOptions {
  documents: Documents;
  pipeline: Pipeline;
  streams: Streams;
  authentication: Authentication;
  newRequestId(): string;
}

interface Wanted {
  query?: unknown;
  documentId?: unknown;
  variables?: Record<string, unknown> | null | undefined;
  operationName?: string | null | undefined;
  extensions?: Record<string, unknown> | null | undefined;
}

/** Subscriptions: the same pipeline, answering more than once. By server-sent events, or over a WebSocket. */
export class Subscriptions {
  readonly #options: SubscriptionOptions;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 64 * 1024,
    handleProtocols: (protocols) => (protocols.has("graphql-transport-ws") ? "graphql-transport-ws" : false),
  });
  readonly #dispose: () => void | Promise<void>;

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.#dispose = this.#serveSockets().dispose;
  }

  /** Distinct connections mode of graphql-sse: one request, one operation, one stream of events. */
  async events(
    req: IncomingMessage,
    res: ServerResponse,
    body: unknown,
    authenticated: Authenticated,
    requestId: string,
  ): Promise<void> {
    const handle = createHandler<IncomingMessage, undefined>({
      authenticate: () => null,
      onSubscribe: async (_request, params) => this.#stream(params as Wanted, authenticated, requestId, req),
    });
    const [content, init] = await handle({
      method: req.method ?? "GET",
      url: req.url ?? "/",
      headers: { get: (name) => (name === "accept" ? EVENT_STREAM : req.headers[name]?.toString()) },
      body: isRecord(body) ? this.#withText(body) : null,
      raw: req,
      context: undefined,
    });
    res.writeHead(init.status, init.statusText, {
      ...init.headers,
      "x-request-id": requestId,
      "cache-control": "no-cache, no-transform",
    });
    if (content === null || typeof content === "string") {
      res.end(content ?? undefined);
      return;
    }
    res.flushHeaders();
    res.once("close", () => void content.return());
    for await (const event of content) {
      if (!res.writable) break;
      if (!res.write(event))
        await new Promise((drained) => res.once("drain", drained).once("close", drained));
    }
    res.end();
  }

  /** Takes over a connection that asks for graphql-transport-ws. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#sockets.handleUpgrade(req, socket, head, (client) => this.#sockets.emit("connection", client, req));
  }

  async close(): Promise<void> {
    await this.#dispose();
    this.#sockets.close();
  }

  /** The answers to an operation; one answer for a query. Throws nothing: a refusal is an answer. */
  async #stream(
    wanted: Wanted,
    authenticated: Authenticated,
    requestId: string,
    req?: IncomingMessage,
  ): Promise<AsyncGenerator<ExecutionResult>> {
    const known = this.#known(wanted);
    const operation = known?.operation(wanted.operationName ?? undefined);
    if (!known) return once(invalidAnswer(requestId));
    const request = {
      caller: authenticated.caller,
      requestId,
      known,
      operationName: wanted.operationName ?? undefined,
      variables: wanted.variables ?? undefined,
    };
    if (operation?.node.operation === "mutation" && req?.method === "GET") {
      return once(refusedAnswer(new Refusal([reject.METHOD_NOT_ALLOWED]), requestId));
    }
    if (operation?.node.operation !== "subscription") return once(await this.#options.pipeline.run(request));
    const { streams, pipeline } = this.#options;
    let leave: () => void;
    try {
      leave = streams.enter(authenticated.caller);
    } catch (refusal) {
      return once(refusedAnswer(refusal as Refusal, requestId));
    }
    let stop: () => void = () => undefined;
    const answers = await pipeline.subscribe(request, () => {
      stop();
      leave();
    });
    if (!(Symbol.asyncIterator in answers)) {
      leave();
      return once(answers);
    }
    stop = streams.watch(authenticated, (problem) =>
      answers.end(refusedAnswer(new Refusal([problem]), requestId)),
    );
    return endable(answers, asResult);
  }

  #known(wanted: Wanted): KnownDocument | undefined {
    const { documents } = this.#options;
    if (typeof wanted.query === "string" && wanted.query !== "") return documents.lookUp(wanted.query);
    const named = documentHash({ ...wanted });
    return named === undefined ? undefined : documents.registered(named);
  }

  /** graphql-sse knows documents by their text only. */
  #withText(body: Record<string, unknown>): Record<string, unknown> {
    const named = body.query === undefined ? documentHash(body) : undefined;
    const known = named === undefined ? undefined : this.#options.documents.registered(named);
    return known ? { ...body, query: known.text } : body;
  }

  #serveSockets() {
    const { authentication, streams, newRequestId } = this.#options;
    return useServer<
      Record<string, unknown> | undefined,
      { authenticated?: Authenticated; stop?: () => void }
    >(
      {
        connectionInitWaitTimeout: 10_000,
        onConnect: async ({ connectionParams, extra }) => {
          const { authorization, dpop } = connectionParams ?? {};
          const ip = extra.request.socket.remoteAddress;
          try {
            // A browser cannot set headers here: the payload carries them, and the proof is made for a GET, as the upgrade is one.
            const authenticated = await authentication.authenticate({
              method: "GET",
              authorization: text(authorization),
              proof: text(dpop),
              ...(ip ? { ip } : {}),
            });
            extra.authenticated = authenticated;
            extra.stop = streams.watch(authenticated, (problem) => {
              delete extra.authenticated; // a closing socket is still heard until the other side closes too
              extra.socket.close(closeCode(problem), problem.code);
            });
            return authenticated.nonce === undefined ? true : { dpopNonce: authenticated.nonce };
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
            const nonce =
              "headers" in error ? (error.headers as Record<string, string>)["dpop-nonce"] : undefined;
            extra.socket.close(
              closeCode(error.problems[0]),
              nonce ? `${error.problems[0].code} ${nonce}` : error.problems[0].code,
            );
            return false;
          }
        },
        onDisconnect: ({ extra }) => extra.stop?.(),
        onSubscribe: async ({ extra }, _id, payload) => {
          const { authenticated } = extra;
          if (!authenticated) return [new GraphQLError("unauthenticated")];
          const contextValue = await this.#stream(payload as Wanted, authenticated, newRequestId());
          return { document: ANY_DOCUMENT, contextValue } as unknown as ExecutionArgs;
        },
        execute: (args) => (args as ExecutionArgs).contextValue as AsyncGenerator<ExecutionResult>,
        onNext: (_context, _id, _payload, _args, result) => result,
      },
      this.#sockets,
    );
  }
}

/** graphql-ws wants to see a document; ours is already running by then. */
const ANY_DOCUMENT = parse("{ __typename }");

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const closeCode = ({ code }: Problem): number =>
  code === "CONSENT_REVOKED" ? 4403 : code === "SERVICE_UNAVAILABLE" ? 1013 : 4401;

const invalidAnswer = (requestId: string): Answer => {
  const error = invalidDocument(
    "BAD_REQUEST",
    new GraphQLError("send a query, or the hash of a registered document"),
  );
  return refusedAnswer(error.originalError as Refusal, requestId);
};

async function* once(answer: Answer): AsyncGenerator<ExecutionResult> {
  yield asResult(answer);
}

const asResult = ({ errors, data, extensions }: Answer): ExecutionResult =>
  ({
    ...(errors ? { errors } : {}),
    ...(data === undefined ? {} : { data }),
    extensions,
  }) as unknown as ExecutionResult;
