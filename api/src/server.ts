import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { StartupError } from "./config.ts";

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

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;

/** One HTTP server for everything that speaks on this port. */
export function dispatcher(mounts: readonly Mount[], otherwise: Handle) {
  const byLength = [...mounts].sort((a, b) => b.path.length - a.path.length);
  const find = (url: string) => {
    const end = url.indexOf("?");
    const path = end === -1 ? url : url.slice(0, end);
    return byLength.find(
      (mount) => path === mount.path || (!mount.exact && path.startsWith(`${mount.path}/`)),
    );
  };
  const server = createServer((req, res) => (find(req.url ?? "/")?.handle ?? otherwise)(req, res));
  server.on("upgrade", (req, socket, head) => {
    const upgrade = find(req.url ?? "/")?.upgrade;
    if (upgrade) upgrade(req, socket, head);
    else socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
  });
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
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
      else if (error.code === "EADDRNOTAVAIL")
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
