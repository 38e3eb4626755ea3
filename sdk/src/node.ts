import { spawn } from "node:child_process";
import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname } from "node:path";
import type { AuthorizationCode } from "./authorization-code.ts";
import type { PrivateKey } from "./authorization-server.ts";
import type { StoredSession, TokenStore } from "./token-store.ts";
import { wait } from "./wait.ts";

const LOCK_STALE_MILLISECONDS = 60_000;

/**
 * Keeps the session in a file that only its owner can read, so that the next run needs no browser. Written whole or not at
 * all; several processes may share it.
 */
export function fileStore(path: string): TokenStore {
  return {
    text: true,
    async load() {
      const text = await readFile(path, "utf8").catch(unlessMissing);
      return text === undefined ? undefined : (JSON.parse(text) as StoredSession);
    },
    async save(session) {
      if (!session) return rm(path, { force: true });
      await mkdir(dirname(path), { recursive: true });
      const draft = `${path}.${process.pid}.${crypto.randomUUID().slice(0, 8)}`;
      await writeFile(draft, JSON.stringify(session, null, 2), { mode: 0o600 });
      await rename(draft, path);
    },
    async exclusively(work) {
      await mkdir(dirname(path), { recursive: true });
      const lock = `${path}.lock`;
      while (!(await locked(lock))) await wait(25);
      try {
        return await work();
      } finally {
        await rm(lock, { force: true });
      }
    },
  };
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

function unlessMissing(error: unknown): undefined {
  if (codeOf(error) !== "ENOENT") throw error;
}

/** Takes the lock if it is free; one left behind by a process that died goes after a minute. */
async function locked(lock: string): Promise<boolean> {
  try {
    await (await open(lock, "wx", 0o600)).close();
    return true;
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    const since = (await stat(lock).catch(unlessMissing))?.mtimeMs;
    if (since !== undefined && Date.now() - since > LOCK_STALE_MILLISECONDS) await rm(lock, { force: true });
    return false;
  }
}

/** The private key of an app from a file that holds its JWK. */
export const privateKeyFrom = async (path: string): Promise<PrivateKey> =>
  JSON.parse(await readFile(path, "utf8")) as PrivateKey;

export interface SignInOptions {
  /** The registered address on this machine, for example `http://127.0.0.1:4100/callback`. */
  redirectUri: string;
  /** Shows the consent page to the person. By default its address is printed and the browser opened. */
  show?: (page: URL) => unknown;
  /** How long to wait for the person. Default ten minutes. */
  signal?: AbortSignal;
}

const TEN_MINUTES = 600_000;

/**
 * Signs a person in from a program on their own computer: opens the consent page in the browser and waits, on the loopback
 * interface alone, for them to come back (RFC 8252).
 */
export async function signIn(
  auth: AuthorizationCode,
  { redirectUri, show = openBrowser, signal }: SignInOptions,
): Promise<void> {
  const { hostname, port, pathname, origin } = new URL(redirectUri);
  const giveUp = signal ?? AbortSignal.timeout(TEN_MINUTES);
  const server = createServer();
  const callback = new Promise<URL>((resolve, reject) => {
    giveUp.addEventListener("abort", () => reject(giveUp.reason), { once: true });
    server.on("error", reject);
    server.on("request", (request, response) => {
      const url = new URL(request.url ?? "/", origin);
      const isCallback = url.pathname === pathname && url.searchParams.has("state");
      response.writeHead(isCallback ? 200 : 404, {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        connection: "close",
      });
      response.end(isCallback ? DONE : "");
      if (isCallback) resolve(url);
    });
  });
  try {
    await Promise.race([
      new Promise<void>((resolve) => server.listen(Number(port), hostname, resolve)),
      callback,
    ]);
    await show(await auth.start());
    await auth.finish(await callback);
  } finally {
    callback.catch(() => undefined);
    server.close();
    server.closeAllConnections();
  }
}

const DONE =
  '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>Open Tax</title><p>已收到，可以关闭此页，回到应用。<p lang="en">Received. You may close this page and return to the app.';

/** Prints the address, which always works, and opens the browser where there is one. */
function openBrowser(page: URL): void {
  process.stdout.write(`请在浏览器中打开 / Open in your browser:\n${page.href}\n`);
  const [command, ...first] = { darwin: ["open"], win32: ["rundll32", "url.dll,FileProtocolHandler"] }[
    process.platform as string
  ] ?? ["xdg-open"];
  spawn(command!, [...first, page.href], { stdio: "ignore", detached: true })
    .on("error", () => undefined)
    .unref();
}
