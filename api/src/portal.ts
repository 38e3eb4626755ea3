import { existsSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import sirv from "sirv";
import { type Handle, reading } from "./server.ts";

/** What the portal's pages ask for at run time, so that one build serves every address. */
export interface RuntimeConfig {
  origin: string;
  version: string;
  environments: Record<"production" | "sandbox", { graph: string; issuer: string; clientId: string }>;
}

const HEADERS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "strict-origin-when-cross-origin",
  "content-security-policy": "frame-ancestors 'none'; base-uri 'self'; object-src 'none'",
};

/** Files whose name holds a hash of their content. */
const IMMUTABLE = /^\/(en\/)?assets\//;
const ENGLISH = /^\/en(\/|\?|$)/;

/** Serves the built portal (`portal/build`): Chinese at the root, English below `/en`. */
export function servePortal(folder: string, runtime: RuntimeConfig): Handle {
  if (!existsSync(join(folder, "index.html"))) return unbuilt;
  const page = (path: string) => readFileSync(join(folder, path));
  const missing = page("404.html");
  const missingInEnglish = existsSync(join(folder, "en/404.html")) ? page("en/404.html") : missing;
  const files = sirv(folder, {
    etag: true,
    extensions: ["html"],
    dotfiles: false,
    setHeaders: (res, pathname) => {
      for (const [name, value] of Object.entries(HEADERS)) res.setHeader(name, value);
      res.setHeader(
        "cache-control",
        IMMUTABLE.test(pathname) ? "public, max-age=31536000, immutable" : "no-cache",
      );
    },
  });
  const config = JSON.stringify(runtime);
  return reading((req, res) => {
    if (req.url?.split("?")[0] === "/runtime-config.json") {
      res
        .writeHead(200, { "content-type": "application/json", "cache-control": "no-cache", ...HEADERS })
        .end(config);
      return;
    }
    files(req, res, () => {
      res
        .writeHead(404, { "content-type": "text/html; charset=utf-8", ...HEADERS })
        .end(ENGLISH.test(req.url ?? "") ? missingInEnglish : missing);
    });
  });
}

/** A platform whose portal was not built – in tests, or as an API alone – says so. */
const unbuilt = (_: IncomingMessage, res: ServerResponse) =>
  res
    .writeHead(404, { "content-type": "text/plain; charset=utf-8" })
    .end("The portal is not built: npm run build\n门户尚未构建：npm run build\n");
