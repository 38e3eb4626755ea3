import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { Ledger } from "./consents/ledger.ts";
import { consentProblem } from "./gateway/consent-standing.ts";
import type { Revocations } from "./gateway/revocations.ts";
import { bearerOf, type FileFormat, refuse } from "./invoices/files/file-link.ts";
import { type InvoiceFile, invoiceFile } from "./invoices/files/invoice-file.service.ts";
import { refuse as access } from "./platform/access.ts";
import { entryOf } from "./platform/audit.ts";
import { clientAddress, type TrustedProxies } from "./platform/client-address.ts";
import { Context, type Environment } from "./platform/context.ts";
import { docUrl, type Problem, Refusal } from "./platform/refusal.ts";

export interface FilesOptions {
  environment: Environment;
  revocations: Revocations;
  ledger: Ledger;
  log: Pick<Logger, "error">;
  trustedProxies: TrustedProxies;
}

const FILE = /\/files\/invoices\/((inv_[0-9a-f-]{36})\.(xml|pdf))$/;

/** A PDF of two thousand lines takes seconds: this many are made at a time, and this many wait. */
const AT_WORK = 2;
const WAITING = 32;

const STATUS: Readonly<Record<string, number>> = {
  FILE_NOT_FOUND: 404,
  FILE_LINK_EXPIRED: 410,
  SERVICE_UNAVAILABLE: 503,
  OVERLOADED: 503,
  INTERNAL: 500,
};

const ALWAYS = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  "cross-origin-resource-policy": "same-origin",
};

/**
 * Serves `/files/invoices/<id>.xml|pdf?link=…`. The link says for whom and under which consent; whether that consent still
 * stands is looked at anew, the invoice is read as its caller's, and the entry in the access ledger is committed before a
 * byte is sent.
 */
export function serveFiles(options: FilesOptions) {
  const { environment, revocations, ledger, log } = options;
  let atWork = 0;
  const waiting: (() => void)[] = [];

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (atWork >= AT_WORK) {
      if (waiting.length >= WAITING) throw new Refusal([{ ...access.OVERLOADED, retryAfterSeconds: 2 }]);
      await new Promise<void>((go) => waiting.push(go));
    } else atWork++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else atWork--;
    }
  };

  const note = (context: Context, format: string | undefined, outcome: string): Promise<void> =>
    ledger
      .append(entryOf(context, { kind: "READ", operation: "files", operationName: format, outcome }))
      .catch(() => Promise.reject(new Refusal([{ ...access.SERVICE_UNAVAILABLE, retryAfterSeconds: 1 }])));

  const found = async (req: IncomingMessage, url: URL, requestId: string): Promise<InvoiceFile> => {
    const [, file, id, format] = FILE.exec(url.pathname) ?? [];
    if (!file || !id) throw new Refusal([refuse.FILE_NOT_FOUND]);
    const bearer = await bearerOf(environment, file, url.searchParams.get("link") ?? "");
    if ("code" in bearer) throw new Refusal([bearer]);
    const ip = clientAddress(req, options.trustedProxies);
    const context = new Context(environment, { ...bearer, ip }, requestId);
    const ended = consentProblem(revocations, bearer);
    if (ended) {
      await note(context, format, ended.code);
      throw new Refusal([ended]);
    }
    const made = await inTurn(() => invoiceFile(context, id, format as FileFormat));
    await note(context, format, made ? "DONE" : refuse.FILE_NOT_FOUND.code);
    if (!made) throw new Refusal([refuse.FILE_NOT_FOUND]);
    return made;
  };

  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const requestId = randomUUID();
    try {
      const { bytes, type, name } = await found(req, new URL(req.url ?? "/", "http://files"), requestId);
      res.writeHead(200, {
        ...ALWAYS,
        "content-type": type,
        "content-length": bytes.length,
        "content-disposition": `attachment; filename="${name}"`,
        "x-request-id": requestId,
      });
      res.end(req.method === "HEAD" ? undefined : bytes);
    } catch (error) {
      if (!(error instanceof Refusal)) log.error({ error, requestId }, "a file could not be made");
      const problem = error instanceof Refusal ? error.problems[0] : access.INTERNAL;
      refused(req, res, problem, requestId);
    }
  };
}

/** A page for people, JSON for programs; both with the code. */
function refused(req: IncomingMessage, res: ServerResponse, problem: Problem, requestId: string): void {
  const { code, message, messageEn, actor, retryable, retryAfterSeconds } = problem;
  const isPage = req.headers.accept?.includes("text/html") ?? false;
  const error = { code, message, messageEn, actor, retryable, docUrl: docUrl(code), requestId };
  if (retryAfterSeconds !== undefined) res.setHeader("retry-after", Math.ceil(retryAfterSeconds));
  res.writeHead(STATUS[code] ?? 403, {
    ...ALWAYS,
    "content-type": isPage ? "text/html; charset=utf-8" : "application/json",
    vary: "accept",
  });
  res.end(isPage ? page(error) : JSON.stringify({ error }));
}

interface Shown {
  code: string;
  message: string;
  messageEn: string;
  requestId: string;
}

const page = ({ code, message, messageEn, requestId }: Shown): string => `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${message}</title>
<style>:root{color-scheme:light dark}body{font:16px/1.7 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1.25rem}h1{font-size:1.3rem}code{font-size:.9em}</style>
<h1>${message}</h1><p lang="en">${messageEn}</p><p><code>${code}</code><br><small>${requestId}</small></p></html>
`;
