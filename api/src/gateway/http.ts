import type { IncomingMessage, ServerResponse } from "node:http";
import type { MediaType } from "./answer.ts";
import { HttpRefusal } from "./http-refusal.ts";
import { reject } from "./refusals.ts";

/** For `http.createServer`: nobody holds a connection by sending slowly. */
export const serverOptions = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 32 * 1024,
} as const;

export const MAX_BODY_BYTES = 1024 * 1024;

const JSON_TYPE: MediaType = "application/json";
const GRAPHQL_TYPE: MediaType = "application/graphql-response+json";
export const EVENT_STREAM = "text/event-stream";

const offered = [JSON_TYPE, GRAPHQL_TYPE] as const;
const negotiated = new Map<string, MediaType | null>();
const REMEMBERED = 1000;

/**
 * The media type to answer with, null when the client accepts none we have. Without a preference it is application/json,
 * as GraphQL over HTTP has it until its watershed.
 */
export function mediaTypeFor(accept: string | undefined): MediaType | null {
  if (accept === undefined || accept === "*/*" || accept === JSON_TYPE) return JSON_TYPE;
  let media = negotiated.get(accept);
  if (media === undefined) {
    media = negotiate(accept);
    if (negotiated.size >= REMEMBERED) negotiated.clear();
    negotiated.set(accept, media);
  }
  return media;
}

function negotiate(accept: string): MediaType | null {
  const ranges = accept.split(",").map((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith("q="));
    return { type, weight: weight ? Number(weight.slice(2)) || 0 : 1 };
  });
  const weigh = (media: MediaType) => {
    const exact =
      ranges.find(({ type }) => type === media) ?? ranges.find(({ type }) => type === "application/*");
    return (exact ?? ranges.find(({ type }) => type === "*/*"))?.weight ?? 0;
  };
  const [best] = offered
    .map((media) => ({ media, weight: weigh(media) }))
    .sort((a, b) => b.weight - a.weight);
  return best && best.weight > 0 ? best.media : null;
}

/** True when the client asks for a stream of events above all. */
export const wantsEvents = (accept: string | undefined): boolean =>
  accept?.split(",")[0]?.trim().toLowerCase().startsWith(EVENT_STREAM) ?? false;

/** Throws 415 unless the body is JSON in UTF-8, not compressed. A browser cannot send that to another origin without asking (CSRF). */
export function checkContentType(contentType: string | undefined, encoding: string | undefined): void {
  if (contentType === JSON_TYPE && encoding === undefined) return;
  const [type, ...parameters] = (contentType ?? "")
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  const charset = parameters
    .find((parameter) => parameter.startsWith("charset="))
    ?.slice(8)
    .replaceAll('"', "");
  const understood =
    type === JSON_TYPE && (charset === undefined || charset === "utf-8" || charset === "utf8");
  if (!understood || (encoding !== undefined && encoding !== "identity")) {
    throw new HttpRefusal(415, reject.UNSUPPORTED_MEDIA_TYPE, { "accept-post": JSON_TYPE });
  }
}

const tooLarge = () => new HttpRefusal(413, reject.BODY_TOO_LARGE);

/** node reads what is left of a refused body to keep the connection; more than this is not worth it. */
const SKIPPED_BYTES = 64 * 1024;
const LINGER_MS = 300;

/** True when the rest of the body is long, or of unknown length. */
export const isTooMuchToSkip = (req: IncomingMessage): boolean =>
  !req.complete &&
  (req.headers["transfer-encoding"] !== undefined ||
    Number(req.headers["content-length"] ?? 0) > SKIPPED_BYTES);

/**
 * Reads no more of the request, lets the answer go out, and then closes. Closing at once would reset the connection,
 * and a client that is still sending would lose the answer.
 */
export function closeSlowly(req: IncomingMessage, res: ServerResponse): void {
  req.pause();
  res.setHeader("connection", "close");
  const end = res.end.bind(res);
  res.end = ((body: string) => {
    res.write(body);
    setTimeout(() => {
      end();
      req.destroy();
    }, LINGER_MS).unref();
    return res;
  }) as typeof res.end;
}

/** The body as JSON. Throws 413 without reading on once it is too large, 400 when it is not JSON. */
export function readJson(req: IncomingMessage): Promise<unknown> {
  return new Promise((done, fail) => {
    if (Number(req.headers["content-length"] ?? 0) > MAX_BODY_BYTES) return fail(tooLarge());
    const chunks: Buffer[] = [];
    let size = 0;
    req.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) {
        req.pause();
        req.removeAllListeners("data");
        return fail(tooLarge());
      }
      chunks.push(chunk);
    });
    req.on("end", () => {
      const [only] = chunks;
      const text = (only && chunks.length === 1 ? only : Buffer.concat(chunks)).toString("utf8");
      try {
        done(JSON.parse(text));
      } catch (error) {
        const reason = text === "" ? "the body is empty" : (error as Error).message;
        fail(badRequest(`the body is not JSON: ${reason}`));
      }
    });
    const cut = () => {
      if (!req.complete) fail(badRequest("the connection closed before the body was complete"));
    };
    req.on("error", cut);
    req.on("close", cut);
  });
}

/** Whoever sends its body slowly waits without a place, so that nobody can fill them all with next to nothing. */
const SLOW_BODY_MS = 100;

/** The body as `readJson` has it; `slow` is called when it takes its time. */
export async function readWaiting(req: IncomingMessage, slow: () => void): Promise<unknown> {
  const timer = setTimeout(slow, SLOW_BODY_MS).unref();
  try {
    return await readJson(req);
  } finally {
    clearTimeout(timer);
  }
}

export const badRequest = (reason: string) =>
  new HttpRefusal(400, {
    ...reject.BAD_REQUEST,
    message: `${reject.BAD_REQUEST.message}：${reason}`,
    messageEn: reason,
  });

const PREFLIGHT = {
  "access-control-allow-methods": "POST, GET, OPTIONS",
  "access-control-allow-headers": "authorization, dpop, content-type, accept, case-number",
  "access-control-max-age": "7200",
} as const;

/**
 * Every origin may call, none with credentials: there are no cookies here, an app proves itself with its token and proof.
 */
export function allowOrigin(req: IncomingMessage, res: ServerResponse): void {
  if (req.headers.origin === undefined) return;
  res.setHeader("access-control-allow-origin", "*");
  res.setHeader(
    "access-control-expose-headers",
    "dpop-nonce, x-request-id, retry-after, www-authenticate, ratelimit, ratelimit-policy",
  );
}

/** Answers the question browsers ask before a request to another origin. */
export function preflight(res: ServerResponse): void {
  res.writeHead(204, { ...PREFLIGHT, allow: "POST, GET, OPTIONS" }).end();
}
