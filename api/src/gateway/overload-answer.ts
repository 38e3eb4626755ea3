import type { IncomingMessage, ServerResponse } from "node:http";
import { refuse } from "../platform/access.ts";
import { Refusal } from "../platform/refusal.ts";
import { refusedAnswer, render } from "./answer.ts";
import { closeSlowly, isTooMuchToSkip } from "./http.ts";

const RETRY_AFTER_SECONDS = 1;

/** What a request is told that the platform has no place for. */
export const overloaded = { ...refuse.OVERLOADED, retryAfterSeconds: RETRY_AFTER_SECONDS };

const PLACE = "00000000-0000-0000-0000-000000000000";
/** Rendered once: under overload an answer has to cost next to nothing. */
const [BEFORE = "", AFTER = ""] = render(refusedAnswer(new Refusal([overloaded]), PLACE)).split(PLACE);
const LENGTH = Buffer.byteLength(BEFORE) + PLACE.length + Buffer.byteLength(AFTER);

const HEADERS = {
  "content-type": "application/json; charset=utf-8",
  "content-length": String(LENGTH),
  "cache-control": "no-store",
  "retry-after": String(RETRY_AFTER_SECONDS),
};

/** Answers 429 at once; the body of the request is not read. */
export function shed(req: IncomingMessage, res: ServerResponse, requestId: string): void {
  if (isTooMuchToSkip(req)) closeSlowly(req, res);
  res.writeHead(429, { ...HEADERS, "x-request-id": requestId });
  res.end(`${BEFORE}${requestId}${AFTER}`);
}
