import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { buildASTSchema, type DocumentNode, parse } from "graphql";
import type { Ledger } from "../consents/ledger.ts";
import { refuse } from "../platform/access.ts";
import { clientAddress, TrustedProxies } from "../platform/client-address.ts";
import type { Environment } from "../platform/context.ts";
import { provideExplanations } from "../platform/explaining.ts";
import { provideQuotes } from "../platform/quoting.ts";
import { Refusal } from "../platform/refusal.ts";
import { type Log, refusedAnswer, render } from "./answer.ts";
import { createApolloDoor } from "./apollo-door.ts";
import { Authentication } from "./authentication.ts";
import { underCase } from "./case-number.ts";
import type { ClientRules } from "./client-rules.ts";
import { createDirectDoor } from "./direct-door.ts";
import { Documents } from "./documents.ts";
import { type AccessFacts, explaining } from "./explanation.ts";
import type { GraphRequest, GraphResponse } from "./graph-request.ts";
import {
  allowOrigin,
  checkContentType,
  closeSlowly,
  isTooMuchToSkip,
  mediaTypeFor,
  preflight,
  readWaiting,
  wantsEvents,
} from "./http.ts";
import { HttpRefusal } from "./http-refusal.ts";
import { LedgerEntries } from "./ledger-entries.ts";
import { createLimits, type Limits, type LimitsOptions } from "./limits.ts";
import { limitHeaders, overLimit } from "./limits-answer.ts";
import { Overload, type OverloadOptions, type Place } from "./overload.ts";
import { shed } from "./overload-answer.ts";
import { type GraphExecutor, Pipeline } from "./pipeline.ts";
import { quoting } from "./quote.ts";
import { reject } from "./refusals.ts";
import { ReleaseDocuments, wantedOf } from "./release-documents.ts";
import type { ReleaseSource } from "./release-states.ts";
import type { SpentProofs } from "./replay-spent.ts";
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
  /** How much at once is too much. */
  overload?: OverloadOptions;
  /** Which apps may call from where, or no longer. */
  clients?: ClientRules;
  /** The proofs that writes of all processes came with; without it each process remembers its own. */
  spent?: SpentProofs;
  /** Where what is answered leaves its entries; without it nothing is recorded but writes. */
  ledger?: Ledger;
  log: Log;
  /** What is looked up to say why an operation would be refused; without it nobody is told. */
  facts?: AccessFacts;
  /** What apps may run, where they may not run anything: in production. */
  releases?: ReleaseSource;
  /** The proxies whose word about a caller's address is taken; none by default. */
  trustedProxies?: TrustedProxies;
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
  const { trustedProxies = TrustedProxies.none } = options;
  const schema = buildASTSchema(parse(publicSdl), { assumeValidSDL: true });
  const documents = new Documents(schema);
  const limits = isLimits(options.limits)
    ? options.limits
    : createLimits({ ...options.limits, clock: environment.clock });
  const overload = new Overload(options.overload);
  provideQuotes(environment, quoting(schema, documents, limits));
  const entries = options.ledger && new LedgerEntries(options.ledger, schema, environment.name);
  const pipeline = new Pipeline({
    environment,
    executor,
    schema,
    limits,
    overload,
    settle: () => revocations.settle(),
    ...(entries ? { entries } : {}),
    log,
    ...(options.timeoutMs ? { timeoutMs: options.timeoutMs } : {}),
  });
  const authentication = new Authentication(environment, revocations, {
    clients: options.clients,
    spent: options.spent,
  });
  const planAhead = (document: DocumentNode, name: string | undefined) =>
    void executor.plan?.(executor.prepare(document, name)).catch(() => undefined);
  const releases =
    options.releases && new ReleaseDocuments(options.releases, documents, environment.clock, planAhead);
  if (options.facts)
    provideExplanations(
      environment,
      explaining({ schema, documents, limits, releases, facts: options.facts, clock: environment.clock }),
    );
  const direct = createDirectDoor(documents, pipeline);
  const apollo = await createApolloDoor({ documents, pipeline, log });
  const streams = new Streams(revocations, environment.clock, options.streams, options.clients);
  const subscriptions = new Subscriptions({
    documents,
    pipeline,
    streams,
    authentication,
    trustedProxies,
    newRequestId: randomUUID,
    ...(entries ? { entries } : {}),
    ...(releases ? { releases } : {}),
  });

  const serve = async (
    req: IncomingMessage,
    res: ServerResponse,
    requestId: string,
    place: Place,
  ): Promise<void> => {
    const { method, headers } = req;
    if (method === "OPTIONS") return preflight(res);
    if (method !== "POST" && method !== "GET")
      throw new HttpRefusal(405, reject.METHOD_NOT_ALLOWED, { allow: "POST, GET, OPTIONS" });
    const streaming = wantsEvents(headers.accept);
    const media = mediaTypeFor(headers.accept);
    if (!media && !streaming) throw new HttpRefusal(406, reject.NOT_ACCEPTABLE);
    if (method === "POST") checkContentType(headers["content-type"], headers["content-encoding"]);
    const ip = clientAddress(req, trustedProxies);
    const found = authentication.authenticate({
      method,
      authorization: headers.authorization,
      proof: proofOf(req),
      ...(ip ? { ip } : {}),
    });
    const authenticated = underCase(found instanceof Promise ? await found : found, headers);
    if (authenticated.nonce) res.setHeader("dpop-nonce", authenticated.nonce);
    const { caller } = authenticated;
    const throttle = limits.standing(caller);
    if (throttle.retryAfter > 0)
      return send(res, requestId, "application/json", rendered(overLimit(throttle, requestId)));
    const body = method === "POST" ? await readWaiting(req, place.leave) : undefined;
    if (!place.resume()) return shed(req, res, requestId);
    authentication.checkConsent(caller);
    if (streaming) place.leave();
    if (streaming) return subscriptions.events(req, res, body, authenticated, requestId);
    const search = searchOf(req);
    const approved = releases?.binds(caller) && releases.find(caller, wantedOf(method, body, search));
    const known = approved instanceof Promise ? await approved : approved;
    const request: GraphRequest = {
      ...authenticated,
      ...(known ? { known } : {}),
      method,
      search,
      body,
      headers: headersOf(req),
      requestId,
      media: media ?? "application/json",
    };
    const response = await (direct(request) ?? apollo.handle(request));
    const standing = limitHeaders(limits.standing(caller));
    send(res, requestId, request.media, { ...response, headers: { ...standing, ...response.headers } });
  };

  return {
    documents,
    handle(req, res) {
      const requestId = randomUUID();
      allowOrigin(req, res);
      const place = overload.enter(authentication.rankOf(req.headers.authorization));
      if (!place) return shed(req, res, requestId);
      serve(req, res, requestId, place)
        .catch(async (error: unknown) => {
          await entries?.turnedAway(error, { requestId, ip: clientAddress(req, trustedProxies) });
          refuseAll(req, res, requestId, error, log);
        })
        .finally(place.leave);
    },
    upgrade(req, socket, head) {
      const place = overload.enter("ANONYMOUS");
      place?.leave();
      if (place) subscriptions.upgrade(req, socket, head);
      else socket.end("HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\nconnection: close\r\n\r\n");
    },
    async close() {
      overload.close();
      releases?.close();
      await subscriptions.close();
      await apollo.close();
      entries?.close();
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
