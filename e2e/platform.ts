import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

/** The platform as `npm start` runs it, in a process and with data of its own. */
export interface RunningPlatform {
  origin: string;
  /** Holds the database and `sample-apps/<appId>.jwk.json`. */
  dataDir: string;
  /** Ends it and its database; its data are gone. */
  stop(): Promise<void>;
}

const root = path.join(import.meta.dirname, "..");
const PREFIX = "open-tax-e2e-";
const PATIENCE_MS = 90_000;

/** The Node the project pins, where this machine has it; else the one that runs this. */
function node(): string {
  const pinned = path.join(root, "node_modules/.bin", process.platform === "win32" ? "node.cmd" : "node");
  return existsSync(pinned) ? pinned : process.execPath;
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer().once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => found(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Starts the compiled platform and waits until it is well. What it printed goes to `log`. */
export async function runPlatform(log: string): Promise<RunningPlatform> {
  const program = path.join(root, "api/dist/main.js");
  if (!existsSync(program)) throw new Error("the platform is not built: npm run build");
  sweep();
  const dataDir = mkdtempSync(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
  chmodSync(dataDir, 0o711);
  const port = await freePort();
  // By name: browsers make passkeys for no address.
  const origin = `http://localhost:${port}`;
  const output = openSync(log, "w");
  const child = spawn(node(), ["--enable-source-maps", program], {
    cwd: root,
    stdio: ["ignore", output, output, "ipc"], // it ends when this process does, however that ends
    env: { ...own(), PORT: String(port), PORTAL_ORIGIN: origin, OPEN_TAX_DATA: dataDir },
  });
  const stop = async () => {
    await end(child);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await healthy(origin, child, log);
  } catch (error) {
    await stop();
    throw error;
  }
  return { origin, dataDir, stop };
}

/** Removes the data that runs which were killed have left; their platforms ended with them. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid && !alive(Number(pid))) rmSync(path.join(tmpdir(), name), { recursive: true, force: true });
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** What a developer's own configuration says about their platform does not concern this one. */
function own(): NodeJS.ProcessEnv {
  const {
    DATABASE_URL: _,
    PORTAL_ORIGIN: _p,
    AUTHORIZATION_ORIGIN: _a,
    SANDBOX_ORIGIN: _s,
    ...rest
  } = process.env;
  return { ...rest, HOST: "127.0.0.1" };
}

async function healthy(origin: string, child: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the platform ended while it started:\n${readFileSync(log, "utf8")}`);
    const response = await fetch(`${origin}/health`).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the platform was not ready after ${PATIENCE_MS / 1000} s:\n${readFileSync(log, "utf8")}`);
}

/** Asks it to stop, as Ctrl-C does, so that it takes its database along; insists after a while. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const insist = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(insist);
}
