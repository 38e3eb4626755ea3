import { existsSync } from "node:fs";
import { join } from "node:path";
import { manifestOf } from "@open-tax/sdk/manifest";
import type { Pool } from "pg";
import { currentRelease, documentsOf } from "./app-square/facts.ts";
import { listReleases } from "./app-square/release.commands.ts";
import { compareVersions, nextVersion } from "./app-square/release.rules.ts";
import { BANK_APP, BOOKKEEPING_APP, PORTAL_APP } from "./authorization/samples.ts";
import type { Log } from "./authorization/settings.ts";
import { Refusal } from "./platform/refusal.ts";
import { documentsAt, type ReleaseRegistry } from "./release-registry.ts";

const FIRST_VERSION = "1.0.0";

/** The sample apps, and the folder of each one's sources. */
const SAMPLES: Readonly<Record<string, string>> = {
  [BOOKKEEPING_APP]: "read-my-invoices",
  [BANK_APP]: "verify-an-invoice",
};

export interface FirstReleases {
  pool: Pool;
  registry: ReleaseRegistry;
  /** Where the sample apps' sources are. */
  examples: string;
  /** Where the built portal lies; its documents are in `documents.json`. */
  portal: string;
  log: Log;
}

/** In production: gives the sample apps a release where they have none, made from their sources, and the portal one for each build of it. */
export async function makeFirstReleases({
  pool,
  registry,
  examples,
  portal,
  log,
}: FirstReleases): Promise<void> {
  for (const [appId, name] of Object.entries(SAMPLES)) {
    const folder = join(examples, name);
    if (!existsSync(folder) || (await listReleases(pool, appId)).length > 0) continue;
    await registered(log, folder, () =>
      registry.register({
        appId,
        version: FIRST_VERSION,
        documents: documentsAt(folder),
        publish: true,
      }),
    );
  }
  const file = join(portal, "documents.json");
  if (!existsSync(file)) {
    log.info({ file }, "the portal is not built: signed in to production it runs nothing");
    return;
  }
  const documents = documentsAt(file);
  const current = await currentRelease(pool, PORTAL_APP);
  const hashes = (list: readonly { hash: string }[]) => list.map(({ hash }) => hash).join();
  if (current && hashes(await documentsOf(pool, current.id)) === hashes(manifestOf(documents).documents))
    return;
  const versions = (await listReleases(pool, PORTAL_APP)).map(({ version }) => version);
  const highest = versions.toSorted(compareVersions).at(-1);
  const version = highest === undefined ? FIRST_VERSION : nextVersion(highest);
  await registered(log, file, () =>
    registry.register({ appId: PORTAL_APP, version, documents, publish: true }),
  );
}

/** A release that cannot be registered is no reason not to start: its app is refused what it is not approved for. */
async function registered(log: Log, place: string, register: () => Promise<unknown>): Promise<void> {
  try {
    await register();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    log.error({ place, problems: error.problems }, "a release could not be registered");
  }
}
