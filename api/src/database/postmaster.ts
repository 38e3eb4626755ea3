import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  fchownSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { StartupError } from "../config.ts";
import { makePrivate, type Place } from "./place.ts";

/** The superuser of the embedded server: owner of databases and tables. Known to this machine's socket only. */
export const OWNER = "open_tax_owner";
const MAJOR = "18";

/** Settings of the embedded server, over PostgreSQL's defaults. */
export type Settings = Record<string, string>;

const SETTINGS: Settings = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  max_connections: "200",
  shared_buffers: "256MB",
  max_wal_size: "4GB",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
};

/** Makes the data folder when there is none. Two processes may try at once: the first one finished wins. */
export async function initialise({ data, binaries, identity }: Place, lasting: boolean): Promise<void> {
  const version = join(data, "PG_VERSION");
  if (!existsSync(version)) {
    const unfinished = `${data}.${process.pid}`;
    rmSync(unfinished, { recursive: true, force: true });
    makePrivate(unfinished, identity);
    const options = [
      "--auth=trust",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
    ];
    if (!lasting) options.push("--no-sync");
    await run(
      join(binaries.native, "bin/initdb"),
      [...options, `--username=${OWNER}`, "-D", unfinished],
      identity,
    );
    try {
      renameSync(unfinished, data);
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      if (!existsSync(version)) throw error;
    }
  }
  const found = readFileSync(version, "utf8").trim();
  if (found !== MAJOR) {
    throw new StartupError(
      `${data} was written by PostgreSQL ${found}, and this is PostgreSQL ${MAJOR}; move the folder away or upgrade it with pg_upgrade.`,
    );
  }
}

/** Starts the server in a session of its own, so that Ctrl-C reaches us first. It writes its log to a file that outlives us. */
export function launch({ binaries, data, socket, log, identity }: Place, extra: Settings): ChildProcess {
  const output = openSync(log, "w", 0o600);
  if (identity) fchownSync(output, identity.uid, identity.gid);
  const settings = { ...SETTINGS, unix_socket_directories: `"${socket.replaceAll('"', '""')}"`, ...extra };
  const args = [
    "-D",
    data,
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
  mkdirSync(socket, { recursive: true });
  const child = spawn(join(binaries.native, "bin/postgres"), args, {
    ...identity,
    cwd: data,
    detached: true,
    env: { PATH: process.env.PATH, LANG: "C", TZ: "UTC" },
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  child.on("error", () => undefined);
  child.unref();
  return child;
}

/** The process id in `postmaster.pid`, when that process is alive and really is the server of this folder. */
export function runningPid(data: string): number | undefined {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
  return pid > 1 && commandOf(pid).includes(data) ? pid : undefined;
}

/** After a crash the number in `postmaster.pid` may belong to a stranger by now, which would keep the server from starting. */
export function forgetStranger(data: string): void {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return;
  const command = commandOf(Number.parseInt(readFileSync(file, "utf8"), 10));
  if (command && !command.includes(data)) rmSync(file, { force: true });
}

/** Asks the server to stop, ever more firmly, and waits until it is gone. Answers false when there was none. */
export async function halt(data: string): Promise<boolean> {
  const pid = runningPid(data);
  if (pid === undefined) return false;
  for (const [signal, patience] of [
    ["SIGINT", 10_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 2_000],
  ] as const) {
    signalQuietly(pid, signal);
    const deadline = Date.now() + patience;
    while (Date.now() < deadline) {
      if (runningPid(data) !== pid) return true;
      await sleep(10);
    }
  }
  return true;
}

export function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** What the server wrote last: as a rule the complaint it ended with. */
export function complaint({ log }: Place): string {
  const lines = existsSync(log) ? readFileSync(log, "utf8").split("\n") : [];
  const said = lines
    .map((line) => line.replace(/^.*?(LOG|ERROR|FATAL|PANIC):\s*/, "").trim())
    .filter(Boolean);
  return said.slice(-2).join("; ") || "it wrote nothing";
}

function commandOf(pid: number): string {
  try {
    if (existsSync("/proc/self/cmdline")) return readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}

function run(file: string, args: string[], identity: Place["identity"]): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(file, args, {
      ...identity,
      cwd: "/",
      env: { PATH: process.env.PATH, LANG: "C" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk));
    child.on("error", fail);
    child.on("close", (code) => {
      if (code === 0) return done();
      fail(
        new StartupError(
          `The embedded database could not be created: ${
            output
              .trim()
              .split("\n")
              .findLast((line) => line.includes("error:")) ?? output.trim()
          }.`,
        ),
      );
    });
  });
}
