import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { runningPid } from "./postmaster.ts";
import { type Server, startServer } from "./server.ts";

vi.setConfig({ testTimeout: 60_000 });

let pristine: string;
let dataDir: string;
const servers: Server[] = [];

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "open-tax-server-"));
  chmodSync(folder, 0o711);
  return folder;
}

/** A server's first start takes a second or two; the tests begin with copies of one. */
beforeAll(async () => {
  pristine = makeFolder();
  await (await startServer({ dataDir: pristine })).stop();
});

afterAll(() => rmSync(pristine, { recursive: true, force: true }));

beforeEach(() => {
  dataDir = makeFolder();
  execFileSync("cp", ["-a", join(pristine, "postgres"), join(dataDir, "postgres")]);
});

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(log?: (line: string) => void): Promise<Server> {
  const server = await startServer({ dataDir, log });
  servers.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: "array" });
    return rows.map(([first]) => String(first));
  } finally {
    await client.end();
  }
}

/** Another process of ours that starts the server, says its address, and then does what `then` says. */
function platform(then = "") {
  const code = `import { startServer } from ${JSON.stringify(new URL("./server.ts", import.meta.url).href)};
    try {
      const server = await startServer({ dataDir: ${JSON.stringify(dataDir)} });
      console.log(server.url);
      ${then}
      setInterval(() => {}, 1000);
    } catch (error) {
      console.log(error.message);
    }`;
  const child = spawn(process.execPath, ["--no-warnings", "--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const firstLine = new Promise<string>((done) =>
    child.stdout.once("data", (chunk: Buffer) => done(String(chunk).trim())),
  );
  const exit = new Promise((done) => child.once("exit", done));
  return { child, firstLine, exit };
}

const pid = () => runningPid(join(dataDir, "postgres"));

it("keeps data across a stop and a start", async () => {
  const first = await start();
  await query(first.url, "create table kept as select 42 as n");
  await first.stop();
  expect(pid()).toBeUndefined();
  const second = await start();
  expect(await query(second.url, "select n from kept")).toEqual(["42"]);
});

it("speaks PostgreSQL 18 on a unix socket that only its user may enter, and on no port", async () => {
  const { url } = await start();
  expect(await query(url, "show server_version_num")).toEqual([expect.stringMatching(/^18/)]);
  expect(await query(url, "show listen_addresses")).toEqual([""]);
  expect(await query(url, "show fsync")).toEqual(["on"]);
});

it("refuses a second start on the same folder in one sentence, and the first one goes on", async () => {
  const { url } = await start();
  await expect(startServer({ dataDir })).rejects.toMatchObject({
    name: "StartupError",
    message: expect.stringMatching(
      new RegExp(`in use by another running platform \\(process ${process.pid}\\)`),
    ),
  });
  expect(await query(url, "select 1")).toEqual(["1"]);
});

it("lets exactly one of two simultaneous first starts win", async () => {
  rmSync(join(dataDir, "postgres"), { recursive: true });
  const both = [platform(), platform()];
  const lines = await Promise.all(both.map(({ firstLine }) => firstLine));
  expect(lines.filter((line) => line.startsWith("postgresql://"))).toHaveLength(1);
  expect(lines.filter((line) => line.includes("in use by another running platform"))).toHaveLength(1);
  for (const { child, exit } of both) {
    child.kill("SIGKILL");
    await exit;
  }
  await start();
});

it("starts again after its server is killed, with every acknowledged row", async () => {
  const lines: string[] = [];
  const { url } = await start((line) => lines.push(line));
  await query(url, "create table acknowledged (n int)");
  for (let n = 0; n < 50; n++) await query(url, `insert into acknowledged values (${n})`);
  const killed = pid() as number;
  process.kill(killed, "SIGKILL");
  await expect
    .poll(() => query(url, "select count(*) from acknowledged").catch(() => []), { timeout: 30_000 })
    .toEqual(["50"]);
  expect(pid()).not.toBe(killed);
  await expect
    .poll(() => lines)
    .toEqual(["The database stopped; starting it again.", "The database is back."]);
});

it("takes over the server of a killed parent, and stops it in the end", async () => {
  const { child, firstLine, exit } = platform();
  const url = await firstLine;
  await query(url, "create table left_over as select 7 as n");
  child.kill("SIGKILL");
  await exit;
  const orphan = pid();
  expect(orphan).toBeDefined();
  const adopted = await start();
  expect(pid()).toBe(orphan);
  expect(await query(adopted.url, "select n from left_over")).toEqual(["7"]);
  await adopted.stop();
  expect(pid()).toBeUndefined();
});

it("leaves no server behind a process that exits without stopping it", async () => {
  const { firstLine, exit } = platform("process.exit(0);");
  await firstLine;
  await exit;
  await expect.poll(pid, { timeout: 10_000 }).toBeUndefined();
  await expect.poll(() => existsSync(join(dataDir, "postgres/postmaster.pid"))).toBe(false);
});

it("is not fooled by a stranger who has the number of a server that crashed", async () => {
  const server = await start();
  const file = join(dataDir, "postgres/postmaster.pid");
  const content = readFileSync(file, "utf8");
  await server.stop();
  writeFileSync(file, content.replace(/^\d+/, String(process.pid)));
  expect(await query((await start()).url, "select 1")).toEqual(["1"]);
});

it("says in one sentence that the data folder cannot be written", async () => {
  writeFileSync(join(dataDir, "file"), "");
  await expect(startServer({ dataDir: join(dataDir, "file/below") })).rejects.toMatchObject({
    name: "StartupError",
    message: expect.stringMatching(
      /^The data folder .*file\/below cannot be written \(ENOTDIR\); set OPEN_TAX_DATA/,
    ),
  });
});

it("says in one sentence why the server does not start", async () => {
  const server = await start();
  await server.stop();
  writeFileSync(join(dataDir, "postgres/postgresql.conf"), "max_wal_senders = nonsense\n");
  await expect(startServer({ dataDir })).rejects.toMatchObject({
    name: "StartupError",
    message: expect.stringMatching(/^The embedded database does not start: .*max_wal_senders/),
  });
});

it.runIf(process.getuid?.() === 0)(
  "moves below /var/tmp when its user cannot enter the folder, and says so",
  async () => {
    chmodSync(dataDir, 0o700);
    const lines: string[] = [];
    const server = await start((line) => lines.push(line));
    const home = lines[0]?.match(/\/var\/tmp\/open-tax-[0-9a-f]+/)?.[0] as string;
    try {
      expect(lines).toEqual([expect.stringContaining(`who cannot enter ${dataDir}`)]);
      await query(server.url, "create table moved as select 1 as n");
      await server.stop();
      expect(await query((await start()).url, "select n from moved")).toEqual(["1"]);
    } finally {
      await Promise.all(servers.splice(0).map((each) => each.stop()));
      rmSync(home, { recursive: true, force: true });
    }
  },
);
