import "reflect-metadata";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot, StartupError } from "../config.ts";
import { asOwner, loginOf } from "../database/connect.ts";
import { openDatabase } from "../database/database.ts";
import { addMigration } from "../database/new-migration.ts";
import { schemaDiff } from "../database/schema-diff.ts";
import { startServer } from "../database/server.ts";
import { entities } from "../subgraphs.ts";

const USAGE =
  "Usage: npm run migration -- create NAME   (NAME in small letters, for example tax-office-hours)";

/** Compares the entities with a freshly migrated database of its own and writes the difference as a migration. */
async function create(name: string): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "open-tax-migration-"));
  chmodSync(dataDir, 0o711);
  const server = await startServer({ dataDir, lasting: false });
  try {
    const database = "open_tax_migration";
    await (await openDatabase({ url: server.url, name: database, entities, dataDir })).close();
    const login = { ...loginOf(server.url), database };
    const { up, down } = await asOwner(login, (owner) => schemaDiff(owner, login, entities));
    if (up.length === 0)
      return console.log("The entities and the migrated database agree; there is nothing to write.");
    const file = addMigration(join(projectRoot, "api/src/database/migrations"), name, up, down);
    console.log(`${file}: ${up.length} statements. Read them, then run npm run format.`);
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const [verb, name = ""] = process.argv.slice(2);
if (verb !== "create" || !/^[a-z][a-z0-9-]*$/.test(name)) {
  console.error(USAGE);
  process.exitCode = 1;
} else {
  await create(name).catch((error: Error) => {
    console.error(error instanceof StartupError ? error.message : error);
    process.exitCode = 1;
  });
}
