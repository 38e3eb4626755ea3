import { existsSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import sirv from "sirv";
import { type Handle, reading } from "./server.ts";

/** What the portal's pages ask for at run time, so that one build serves every address. */
export interface RuntimeConfig {
  origin: string;
  version: string;
  environments: Record<
    "production" | "sandbox",
    { graph: string; issuer: string; clientId: string; resultKeys: string }
  >;
}

const HEADERS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "strict-origin-when-cross-origin",
};

/** Written by the portal's build: the hashes of the scripts that stand in its pages. */
const INLINE_SCRIPTS = "inline-scripts.json";

/**
 * What the pages may load and whom they may ask: our own files, the few inline scripts that were there when the portal
 * was built, and the addresses of the two environments. Styles stay open: code blocks and the editor colour by attribute.
 */
function contentSecurityPolicy(folder: string, { environments }: RuntimeConfig): string {
  const file = join(folder, INLINE_SCRIPTS);
  const hashes: string[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  const origins = new Set(
    Object.values(environments).flatMap(({ graph, issuer, resultKeys }) =>
      [graph, issuer, resultKeys].map((address) => new URL(address).origin),
    ),
  );
  return [
    "default-src 'self'",
    `script-src ${["'self'", ...hashes.map((hash) => `'${hash}'`)].join(" ")}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    `connect-src ${["'self'", ...origins].join(" ")}`,
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'self'",
    "object-src 'none'",
  ].join("; ");
}

/** Files whose name holds a hash of their content. */
const IMMUTABLE = /^\/(en\/)?assets\//;
/** The buyer's page has a secret in its path: one page for all, of which no other site hears. */
const BUYER = /^(\/(?:en\/)?i)(?:\/[^/?]*)?(?=\?|$)/;
const ENGLISH = /^\/en(\/|\?|$)/;

/** Serves the built portal (`portal/build`): Chinese at the root, English below `/en`. */
export function servePortal(folder: string, runtime: RuntimeConfig): Handle {
  if (!existsSync(join(folder, "index.html"))) return unbuilt;
  const page = (path: string) => readFileSync(join(folder, path));
  const headers = { ...HEADERS, "content-security-policy": contentSecurityPolicy(folder, runtime) };
  const missing = page("404.html");
  const missingInEnglish = existsSync(join(folder, "en/404.html")) ? page("en/404.html") : missing;
  const files = sirv(folder, {
    etag: true,
    extensions: ["html"],
    dotfiles: false,
    setHeaders: (res, pathname) => {
      for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
      res.setHeader(
        "cache-control",
        IMMUTABLE.test(pathname) ? "public, max-age=31536000, immutable" : "no-cache",
      );
      if (BUYER.test(pathname)) res.setHeader("referrer-policy", "no-referrer");
    },
  });
  const config = JSON.stringify(runtime);
  return reading((req, res) => {
    if (req.url?.split("?")[0] === "/runtime-config.json") {
      res
        .writeHead(200, { "content-type": "application/json", "cache-control": "no-cache", ...headers })
        .end(config);
      return;
    }
    req.url = req.url?.replace(BUYER, "$1");
    files(req, res, () => {
      res
        .writeHead(404, { "content-type": "text/html; charset=utf-8", ...headers })
        .end(ENGLISH.test(req.url ?? "") ? missingInEnglish : missing);
    });
  });
}

/** A platform whose portal was not built – in tests, or as an API alone – says so. */
const unbuilt = (_: IncomingMessage, res: ServerResponse) =>
  res
    .writeHead(404, { "content-type": "text/plain; charset=utf-8" })
    .end("The portal is not built: npm run build\n门户尚未构建：npm run build\n");
