import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { buildASTSchema, parse } from "graphql";
import { refuse } from "../platform/access.ts";
import type { Environment } from "../platform/context.ts";
import { Refusal } from "../platform/refusal.ts";
import { type Log, refusedAnswer, render } from "./answer.ts";
import { createApolloDoor } from "./apollo-door.ts";
import { Authentication } from "./authentication.ts";
import { createDirectDoor } from "./direct-door.ts";
import { Documents } from "./documents.ts";
import type { GraphRequest, GraphResponse } from "./graph-request.ts";
import {
  allowOrigin,
  checkContentType,
  closeSlowly,
  isTooMuchToSkip,
  mediaTypeFor,
  preflight,
  readJson,
  wantsEvents,
} from "./http.ts";
import { HttpRefusal } from "./http-refusal.ts";
import { createLimits, type Limits, type LimitsOptions } from "./limits.ts";
import { type GraphExecutor, limitedAnswer, Pipeline, rateLimited } from "./pipeline.ts";
import { reject } from "./refusals.ts";
import type { Revocations } from "./revocations.ts";
import { type StreamBounds, Streams } from "./streams.ts";
import { Subscriptions } from "./subscriptions.ts";

export interface GatewayOptions {
  environment: Environment;
  executor: GraphExecutor;
  /** `schema/api.graphql`: what clients see, with the directives that are enforced here. */
  publicSdl: string;
  revocations: Revocations;
  limits?: Omit<LimitsOptions, "clock"> | Limits;
  streams?: Partial<StreamBounds>;
  log: Log;
  /** How long an operation may take, in milliseconds. */
  timeoutMs?: number;
}

/** One environment's graph on HTTP. The server it hangs on should be made with `serverOptions` of `http.ts`. */
export interface Gateway {
  handle(req: IncomingMessage, res: ServerResponse): void;
  /** Takes over a WebSocket on the graph's URL. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Registers a document (of a published release, of the portal) that may then be asked for by its hash. */
  documents: Documents;
  close(): Promise<void>;
}

/** authenticate → look the document up → limits → scopes → execute → answer, by two doors. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { environment, executor, publicSdl, revocations, log } = options;
  const schema = buildASTSchema(parse(publicSdl), { assumeValidSDL: true });
  const documents = new Documents(schema);
  const limits = isLimits(options.limits)
    ? options.limits
    : createLimits({ ...options.limits, clock: environment.clock });
  const pipeline = new Pipeline({
    environment,
    executor,
    schema,
    limits,
    log,
    ...(options.timeoutMs ? { timeoutMs: options.timeoutMs } : {}),
  });
  const authentication = new Authentication(environment, revocations);
  const direct = createDirectDoor(documents, pipeline);
  const apollo = await createApolloDoor({ documents, pipeline, log });
  const streams = new Streams(revocations, environment.clock, options.streams);
  const subscriptions = new Subscriptions({
    documents,
    pipeline,
    streams,
    authentication,
    newRequestId: randomUUID,
  });

  const serve = async (req: IncomingMessage, res: ServerResponse, requestId: string): Promise<void> => {
    const { method, headers } = req;
    if (method === "OPTIONS") return preflight(res);
    if (method !== "POST" && method !== "GET")
      throw new HttpRefusal(405, reject.METHOD_NOT_ALLOWED, { allow: "POST, GET, OPTIONS" });
    const streaming = wantsEvents(headers.accept);
    const media = mediaTypeFor(headers.accept);
    if (!media && !streaming) throw new HttpRefusal(406, reject.NOT_ACCEPTABLE);
    if (method === "POST") checkContentType(headers["content-type"], headers["content-encoding"]);
    const ip = req.socket.remoteAddress;
    const found = authentication.authenticate({
      method,
      authorization: headers.authorization,
      proof: proofOf(req),
      ...(ip ? { ip } : {}),
    });
    const authenticated = found instanceof Promise ? await found : found;
    if (authenticated.nonce) res.setHeader("dpop-nonce", authenticated.nonce);
    const { granted, ...throttle } = limits.take(authenticated.caller, 1);
    if (!granted)
      return send(
        res,
        requestId,
        "application/json",
        rendered(limitedAnswer(refusedAnswer(new Refusal([rateLimited(throttle)]), requestId), throttle)),
      );
    limits.giveBack(authenticated.caller, 1);
    const body = method === "POST" ? await readJson(req) : undefined;
    authentication.checkConsent(authenticated.caller);
    if (streaming) return subscriptions.events(req, res, body, authenticated, requestId);
    const request: GraphRequest = {
      ...authenticated,
      method,
      search: searchOf(req),
      body,
      headers: headersOf(req),
      requestId,
      media: media ?? "application/json",
    };
    send(res, requestId, request.media, await (direct(request) ?? apollo.handle(request)));
  };

  return {
    documents,
    handle(req, res) {
      const requestId = randomUUID();
      allowOrigin(req, res);
      serve(req, res, requestId).catch((error: unknown) => refuseAll(req, res, requestId, error, log));
    },
    upgrade: (req, socket, head) => subscriptions.upgrade(req, socket, head),
    async close() {
      await subscriptions.close();
      await apollo.close();
    },
  };
}

const isLimits = (limits: GatewayOptions["limits"]): limits is Limits =>
  limits !== undefined && "take" in limits;

/** Two proofs are as bad as none: node joins them with a comma, which no proof contains. */
const proofOf = ({ headers }: IncomingMessage): string | undefined =>
  Array.isArray(headers.dpop) ? headers.dpop.join(", ") : headers.dpop;

function searchOf({ url = "" }: IncomingMessage): string {
  const at = url.indexOf("?");
  return at === -1 ? "" : url.slice(at + 1);
}

const headersOf = ({ headers }: IncomingMessage): ReadonlyMap<string, string> =>
  new Map(typeof headers["content-type"] === "string" ? [["content-type", headers["content-type"]]] : []);

function send(
  res: ServerResponse,
  requestId: string,
  media: string,
  { status, headers, body }: GraphResponse,
): void {
  if (res.destroyed || res.headersSent) return;
  res.writeHead(status, {
    "content-type": `${media}; charset=utf-8`,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "x-request-id": requestId,
    ...headers,
  });
  res.end(body);
}

const rendered = (answer: ReturnType<typeof refusedAnswer>): GraphResponse => ({
  status: answer.status ?? 400,
  headers: answer.headers ?? {},
  body: render(answer),
});

function refuseAll(
  req: IncomingMessage,
  res: ServerResponse,
  requestId: string,
  error: unknown,
  log: Log,
): void {
  const refusal = error instanceof Refusal ? error : new Refusal([refuse.INTERNAL]);
  if (refusal !== error) log.error({ requestId, err: error }, "a request failed");
  const { status, headers } = error instanceof HttpRefusal ? error : { status: 500, headers: {} };
  if (isTooMuchToSkip(req)) closeSlowly(req, res);
  const media = mediaTypeFor(req.headers.accept) ?? "application/json";
  send(res, requestId, media, rendered(refusedAnswer(refusal, requestId, { status, headers })));
}
