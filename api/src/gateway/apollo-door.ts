import {
  ApolloServer,
  type ApolloServerOptionsWithGateway,
  type ApolloServerPlugin,
  HeaderMap,
  type HTTPGraphQLResponse,
} from "@apollo/server";
import { ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { refuse } from "../platform/access.ts";
import { at } from "../platform/refusal.ts";
import { type Answer, formatError, type Log, render, statusOf } from "./answer.ts";
import { DOCUMENT_LIMITS, exhausted } from "./document-limits.ts";
import type { Documents, KnownDocument } from "./documents.ts";
import { documentHash, type GraphRequest, type GraphResponse, isRecord } from "./graph-request.ts";
import type { Pipeline } from "./pipeline.ts";
import { reject } from "./refusals.ts";
import { invalidDocument, refusalError } from "./request-errors.ts";

type GatewayInterface = ApolloServerOptionsWithGateway<DoorContext>["gateway"];

interface DoorContext {
  request: GraphRequest;
  /** What the pipeline said, once it was asked. */
  said: { answer?: Answer };
}

export interface ApolloDoor {
  handle(request: GraphRequest): Promise<GraphResponse>;
  close(): Promise<void>;
}

/**
 * The long way: @apollo/server with our executor as its gateway, for documents never seen, GET, persisted queries and
 * whatever else the protocol knows. Validation, limits, scopes and errors are the pipeline's; Apollo only speaks HTTP.
 */
export async function createApolloDoor({
  documents,
  pipeline,
  log,
}: {
  documents: Documents;
  pipeline: Pipeline;
  log: Log;
}): Promise<ApolloDoor> {
  const server = new ApolloServer<DoorContext>({
    gateway: gatewayOf(documents, pipeline),
    introspection: true,
    // The pipeline validates each document once, with the same rules for both doors.
    dangerouslyDisableValidation: true,
    parseOptions: { maxTokens: DOCUMENT_LIMITS.tokens },
    documentStore: {
      get: async (key) => documents.seen(key.slice(-64))?.document,
      set: async () => undefined,
      delete: async () => false,
    },
    // A hash alone is answered for registered documents only, and no request can register one: `set` does nothing.
    persistedQueries: {
      cache: {
        get: async (key) => documents.registered(key.slice(-64))?.text,
        set: async () => undefined,
        delete: async () => false,
      },
    },
    // A POST must be application/json, a GET only reads and carries no cookie: neither can be forged from another site.
    csrfPrevention: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: (formatted, error) => finalError(formatted, error),
    stringifyResult: (result) => `${JSON.stringify(result)}\n`,
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: (message) => log.error({ message }, "apollo server"),
    },
    plugins: [ApolloServerPluginLandingPageDisabled(), answerHead],
  });
  await server.start();
  return {
    handle: async (request) => {
      const said: DoorContext["said"] = {};
      const response = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: request.method,
          headers: headersOf(request),
          search: request.known ? searchFor(request.known, request.search) : request.search,
          body: request.known ? bodyFor(request.known, request.body) : withHash(request.body),
        },
        context: async () => ({ request, said }),
      });
      return said.answer ? sent(response) : refusedByApollo(response, request);
    },
    close: () => server.stop(),
  };
}

function gatewayOf(documents: Documents, pipeline: Pipeline): GatewayInterface {
  const executor: Awaited<ReturnType<GatewayInterface["load"]>>["executor"] = async ({
    document,
    source,
    request,
    context,
  }) => {
    const { request: graphRequest, said } = context as DoorContext;
    said.answer = await pipeline.run({
      caller: graphRequest.caller,
      requestId: graphRequest.requestId,
      spendProof: graphRequest.spendProof,
      ip: graphRequest.ip,
      known: graphRequest.known ?? documents.lookUp(source, document),
      operationName: request.operationName || undefined,
      variables: request.variables ?? undefined,
    });
    const { errors, data, extensions } = said.answer;
    return {
      ...(errors ? { errors: errors.map(asGraphQLError) } : {}),
      ...(data === undefined ? {} : { data }),
      extensions: { ...extensions },
    };
  };
  return {
    load: async () => ({ executor }),
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: documents.schema, coreSupergraphSdl: "" });
      return () => undefined;
    },
    stop: async () => undefined,
  };
}

/** Errors the pipeline has formatted already, by the error objects that carry them through Apollo. */
const final = new WeakMap<object, GraphQLFormattedError>();

function asGraphQLError(formatted: GraphQLFormattedError): GraphQLError {
  const error = new GraphQLError(formatted.message, { extensions: { ...formatted.extensions } });
  final.set(error, formatted);
  return error;
}

/** The pipeline's errors as they are; Apollo's own with our codes and both languages. */
function finalError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const original = error instanceof GraphQLError ? error.originalError : undefined;
  const done = final.get(error as object) ?? (original && final.get(original));
  if (done) return done;
  const limit = exhausted(formatted.message);
  if (limit) return formatError(refusalError(at(refuse.QUERY_TOO_COMPLEX, [], limit)), "", silent);
  const code = codeOf(formatted);
  if (code in reject && error instanceof GraphQLError) {
    return formatError(
      invalidDocument(code as keyof typeof reject, original instanceof GraphQLError ? original : error),
      "",
      silent,
    );
  }
  return formatted;
}

/** Apollo gives these no code of their own. */
const MALFORMED = /^(Unsupported persisted query version|provided sha does not match query)$/;
const BY_GET = /^GET requests only support query operations/;
const codeOf = ({ message, extensions }: GraphQLFormattedError): string => {
  if (MALFORMED.test(message)) return "BAD_REQUEST";
  return BY_GET.test(message) ? "METHOD_NOT_ALLOWED" : String(extensions?.code);
};
const silent: Log = { error: () => undefined };

/** The status, headers and extensions the pipeline asks for. */
const answerHead: ApolloServerPlugin<DoorContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ contextValue: { request, said }, response }) => {
      if (!said.answer) return;
      response.http.status = statusOf(said.answer, request.media);
      if (response.body.kind === "single")
        response.body.singleResult.extensions = { ...said.answer.extensions };
      for (const [name, value] of Object.entries(said.answer.headers ?? {}))
        response.http.headers.set(name, value);
    },
  }),
};

/** Headers of an answer that are the pipeline's. */
const OURS = new Set(["retry-after", "www-authenticate", "dpop-nonce"]);

function sent({ status, headers, body }: HTTPGraphQLResponse): GraphResponse {
  const answerHeaders = Object.fromEntries([...headers].filter(([name]) => OURS.has(name)));
  return { status: status ?? 200, headers: answerHeaders, body: body.kind === "complete" ? body.string : "" };
}

/** Apollo refused before the pipeline was asked: malformed, unknown hash, syntax error, a mutation by GET. */
function refusedByApollo(
  { status = 200, headers, body }: HTTPGraphQLResponse,
  { requestId, media }: GraphRequest,
): GraphResponse {
  const { errors } = JSON.parse(body.kind === "complete" ? body.string : "{}") as Pick<Answer, "errors">;
  const code = errors?.[0]?.extensions?.code;
  const allow = headers.get("allow");
  return {
    status:
      code === "GRAPHQL_PARSE_FAILED" || code === refuse.QUERY_TOO_COMPLEX.code
        ? statusOf({}, media)
        : status,
    headers: allow ? { allow } : {},
    body: render({ ...(errors ? { errors } : {}), extensions: { requestId } }),
  };
}

/** Apollo reads what decides on persisted queries and on GET; the rest was dealt with before. */
function headersOf({ headers }: GraphRequest): HeaderMap {
  const map = new HeaderMap();
  const contentType = headers.get("content-type");
  if (contentType) map.set("content-type", contentType);
  return map;
}

/** Apollo knows hashes as `extensions.persistedQuery` only. */
function withHash(body: unknown): unknown {
  if (!isRecord(body) || typeof body.documentId !== "string") return body;
  const extensions = isRecord(body.extensions) ? body.extensions : {};
  return {
    ...body,
    extensions: { ...extensions, persistedQuery: { version: 1, sha256Hash: documentHash(body) } },
  };
}

/** The request with the document that was found for it, written out, and nothing else said of it. */
function bodyFor({ text }: KnownDocument, body: unknown): unknown {
  if (!isRecord(body)) return body;
  const { documentId: _named, extensions, ...rest } = body;
  if (!isRecord(extensions)) return { ...rest, query: text, ...(extensions ? { extensions } : {}) };
  const { persistedQuery: _hash, ...others } = extensions;
  return { ...rest, query: text, extensions: others };
}

function searchFor({ text }: KnownDocument, search: string): string {
  const parameters = new URLSearchParams(search);
  parameters.delete("documentId");
  parameters.delete("extensions");
  parameters.set("query", text);
  return parameters.toString();
}
