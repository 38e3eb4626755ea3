import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { StartupError } from "./config.ts";
import { serverOptions } from "./gateway/http.ts";

export type Handle = (req: IncomingMessage, res: ServerResponse) => unknown;
export type Upgrade = (req: IncomingMessage, socket: Duplex, head: Buffer) => unknown;

/** What answers below a path. The longest path that fits wins. */
export interface Mount {
  path: string;
  handle: Handle;
  upgrade?: Upgrade;
  /** True when only the path itself is meant, not what lies below it. */
  exact?: boolean;
}

/** Lets nothing but reading through; any other method is 405. */
export const reading =
  (handle: Handle): Handle =>
  (req, res) => {
    if (req.method === "GET" || req.method === "HEAD") return handle(req, res);
    res.writeHead(req.method === "OPTIONS" ? 204 : 405, { allow: "GET, HEAD, OPTIONS" }).end();
  };

/** Java's HttpClient asks to upgrade every plain request to HTTP/2; whoever cannot simply goes on in HTTP/1.1 (RFC 9110 7.8). */
const upgrades = {
  shouldUpgradeCallback: ({ headers }: IncomingMessage) => headers.upgrade?.toLowerCase() === "websocket",
};

const LOOPBACK = /^(127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Sends a browser that opens a page by this machine's address on to its name, where cookies and passkeys belong. Programs
 * stay where they are. Answers whether it did; `origin` is the configured one.
 */
export function sentToName({ method, url, headers }: IncomingMessage, res: ServerResponse, origin: string) {
  if (new URL(origin).hostname !== "localhost" || (method !== "GET" && method !== "HEAD")) return false;
  if (!LOOPBACK.test(headers.host ?? "") || !headers.accept?.includes("text/html")) return false;
  const path = `/${(url ?? "").replace(/^[/\\]+/, "")}`;
  res.writeHead(307, { location: origin + path, "cache-control": "no-store", vary: "Accept, Host" }).end();
  return true;
}

/** One HTTP server for everything that speaks on this port. A handler that fails costs its request, never the process. */
export function dispatcher(
  mounts: readonly Mount[],
  otherwise: Handle,
  failed: (error: unknown) => void,
  origin?: string,
) {
  const byLength = [...mounts].sort((a, b) => b.path.length - a.path.length);
  const find = (url: string) => {
    const end = url.indexOf("?");
    const path = end === -1 ? url : url.slice(0, end);
    return byLength.find(
      (mount) => path === mount.path || (!mount.exact && path.startsWith(`${mount.path}/`)),
    );
  };
  const serve = async (req: IncomingMessage, res: ServerResponse) => {
    if (origin && sentToName(req, res, origin)) return;
    await (find(req.url ?? "/")?.handle ?? otherwise)(req, res);
  };
  const server = createServer({ ...serverOptions, ...upgrades }, (req, res) => {
    serve(req, res).catch((error: unknown) => {
      failed(error);
      if (res.headersSent) res.destroy();
      else res.writeHead(500).end();
    });
  });
  server.on("upgrade", (req, socket, head) => {
    const upgrade = find(req.url ?? "/")?.upgrade;
    if (upgrade) upgrade(req, socket, head);
    else socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
  });
  return server;
}

/** Listens; a port in use is one sentence, not a stack. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE")
        reject(
          new StartupError(
            `Port ${port} is in use. Stop what runs there, or choose another: PORT=${port + 1} npm start`,
          ),
        );
      else if (error.code === "EACCES")
        reject(
          new StartupError(
            `This user may not listen on port ${port}. Choose one above 1023: PORT=4000 npm start`,
          ),
        );
      else if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND")
        reject(new StartupError(`HOST=${host} is no address of this machine.`));
      else reject(error);
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Stops taking requests, lets those at work finish for a moment, then cuts. */
export function stopListening(server: Server, patienceMs = 3_000): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), patienceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
