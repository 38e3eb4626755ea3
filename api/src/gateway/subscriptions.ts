import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type ExecutionArgs, type ExecutionResult, GraphQLError, parse } from "graphql";
import { createHandler } from "graphql-sse";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { clientAddress, type TrustedProxies } from "../platform/client-address.ts";
import { type Problem, Refusal } from "../platform/refusal.ts";
import { type Answer, refusedAnswer } from "./answer.ts";
import type { Authenticated, Authentication } from "./authentication.ts";
import type { Documents, KnownDocument } from "./documents.ts";
import { documentHash, isRecord } from "./graph-request.ts";
import { EVENT_STREAM } from "./http.ts";
import type { LedgerEntries } from "./ledger-entries.ts";
import type { Pipeline } from "./pipeline.ts";
import { reject } from "./refusals.ts";
import { type ReleaseDocuments, wantedOf } from "./release-documents.ts";
import { invalidDocument } from "./request-errors.ts";
import { endable, type Streams } from "./streams.ts";

export interface SubscriptionOptions {
  documents: Documents;
  pipeline: Pipeline;
  streams: Streams;
  authentication: Authentication;
  trustedProxies: TrustedProxies;
  newRequestId(): string;
  /** Where refused connections leave their entries. */
  entries?: LedgerEntries;
  /** What apps may run, where they may not run anything. */
  releases?: ReleaseDocuments;
}

interface Wanted {
  query?: unknown;
  documentId?: unknown;
  variables?: Record<string, unknown> | null | undefined;
  operationName?: string | null | undefined;
  extensions?: Record<string, unknown> | null | undefined;
}

/** What is kept with an open socket. */
type Held = { authenticated?: Authenticated; stop?: () => void };

type Open = Held & { socket: { close(code: number, reason: string): void } };

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
    const url = new URL(req.url ?? "/", "http://graph");
    const known = await this.#known(wantedOf(req.method ?? "GET", body, url.search), authenticated);
    const handle = createHandler<IncomingMessage, undefined>({
      authenticate: () => null,
      onSubscribe: async (_request, params) =>
        this.#stream(known, params as Wanted, authenticated, requestId, req),
    });
    if (known && req.method === "GET") url.searchParams.set("query", known.text || NOTHING);
    const [content, init] = await handle({
      method: req.method ?? "GET",
      url: url.pathname + url.search,
      headers: { get: (name) => (name === "accept" ? EVENT_STREAM : req.headers[name]?.toString()) },
      // graphql-sse knows documents by their text only.
      body: isRecord(body) ? { ...body, ...(known ? { query: known.text || NOTHING } : {}) } : null,
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
    known: KnownDocument | undefined,
    wanted: Wanted,
    authenticated: Authenticated,
    requestId: string,
    req?: IncomingMessage,
  ): Promise<AsyncGenerator<ExecutionResult>> {
    const operation = known?.operation(wanted.operationName ?? undefined);
    if (!known) return once(invalidAnswer(requestId));
    const request = {
      caller: authenticated.caller,
      requestId,
      known,
      spendProof: authenticated.spendProof,
      ip: authenticated.ip,
      operationName: wanted.operationName ?? undefined,
      variables: wanted.variables ?? undefined,
    };
    if (operation?.node.operation === "mutation" && req?.method === "GET") {
      return once(refusedAnswer(new Refusal([reject.METHOD_NOT_ALLOWED]), requestId));
    }
    if (operation?.node.operation !== "subscription") return once(await this.#options.pipeline.run(request));
    const { streams, pipeline, releases } = this.#options;
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
    const end = (problem: Problem) => answers.end(refusedAnswer(new Refusal([problem]), requestId));
    const problem = this.#problem(authenticated);
    if (problem) {
      await answers.return(undefined);
      return once(refusedAnswer(new Refusal([problem]), requestId));
    }
    const stops = [streams.watch(authenticated, end), releases?.watch(authenticated.caller, end)];
    stop = () => {
      for (const each of stops) each?.();
    };
    const stream = endable(answers, (answer) => {
      const problem = this.#problem(authenticated);
      if (!problem) return asResult(answer);
      queueMicrotask(() => void stream.return(undefined));
      return asResult(refusedAnswer(new Refusal([problem]), requestId));
    });
    return stream;
  }

  /** Why this caller would be let in no longer. */
  #problem(authenticated: Authenticated): Problem | undefined {
    try {
      this.#options.authentication.recheck(authenticated);
      return undefined;
    } catch (error) {
      if (error instanceof Refusal) return error.problems[0];
      throw error;
    }
  }

  #known(
    wanted: Wanted,
    { caller }: Authenticated,
  ): KnownDocument | undefined | Promise<KnownDocument | undefined> {
    const { documents, releases } = this.#options;
    if (releases?.binds(caller)) return releases.find(caller, { ...wanted });
    if (typeof wanted.query === "string" && wanted.query !== "") return documents.lookUp(wanted.query);
    const named = documentHash({ ...wanted });
    return named === undefined ? undefined : documents.registered(named);
  }

  #serveSockets() {
    const { authentication, streams, newRequestId, trustedProxies } = this.#options;
    const shut = (extra: Open, problem: Problem) => {
      delete extra.authenticated; // a closing socket is still heard until the other side closes too
      extra.socket.close(closeCode(problem), problem.code);
    };
    return useServer<Record<string, unknown> | undefined, Held>(
      {
        connectionInitWaitTimeout: 10_000,
        onConnect: async ({ connectionParams, extra }) => {
          const { authorization, dpop } = connectionParams ?? {};
          const ip = clientAddress(extra.request, trustedProxies);
          try {
            // A browser cannot set headers here: the payload carries them, and the proof is made for a GET, as the upgrade is one.
            const authenticated = await authentication.authenticate({
              method: "GET",
              authorization: text(authorization),
              proof: text(dpop),
              ...(ip ? { ip } : {}),
            });
            extra.authenticated = authenticated;
            extra.stop = streams.watch(authenticated, (problem) => shut(extra, problem));
            return authenticated.nonce === undefined ? true : { dpopNonce: authenticated.nonce };
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
            await this.#options.entries?.turnedAway(error, { requestId: newRequestId(), ip });
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
          /** Who asks, while they may; otherwise the socket is closed. */
          const asking = () => {
            const { authenticated } = extra;
            const problem = authenticated && this.#problem(authenticated);
            if (problem) shut(extra, problem);
            return extra.authenticated;
          };
          const wanted = payload as Wanted;
          const first = asking();
          if (!first) return [new GraphQLError("unauthenticated")];
          const known = await this.#known(wanted, first);
          const authenticated = asking();
          if (!authenticated) return [new GraphQLError("unauthenticated")];
          const contextValue = await this.#stream(known, wanted, authenticated, newRequestId());
          asking();
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
const NOTHING = "{ __typename }";
const ANY_DOCUMENT = parse(NOTHING);

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
