import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asOwner, loginOf } from "./connect.ts";
import { openDatabase } from "./database.ts";
import { halt } from "./postmaster.ts";
import { startServer } from "./server.ts";
import { TEMPLATE, TEST_SERVER_DIR, TEST_SERVER_URL } from "./testing.ts";

const PREFIX = "open-tax-test-";

/** Starts the PostgreSQL of one test run and makes its template, once for all projects of the run. Vitest calls what it returns at the end of the run. */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env[TEST_SERVER_URL]) return async () => undefined;
  await sweep();
  const dataDir = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  chmodSync(dataDir, 0o711);
  const server = await startServer({ dataDir, lasting: false });
  const template = await openDatabase({ url: server.url, name: TEMPLATE, entities: [], dataDir });
  await template.close();
  await asOwner(loginOf(server.url), (owner) =>
    owner.query(`alter database ${TEMPLATE} with is_template true allow_connections false`),
  );
  process.env[TEST_SERVER_URL] = server.url;
  process.env[TEST_SERVER_DIR] = dataDir;
  return async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

/** Removes what runs that were killed have left. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (!pid || alive(Number(pid))) continue;
    const folder = join(tmpdir(), name);
    await halt(join(folder, "postgres"));
    rmSync(folder, { recursive: true, force: true });
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
