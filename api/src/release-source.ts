import { documentsOf, releaseById, statesOf } from "./app-square/facts.ts";
import { RELEASE_CHANGED } from "./app-square/release.commands.ts";
import type { Log } from "./authorization/settings.ts";
import type { ReleaseSource } from "./gateway/release-states.ts";
import type { Environment } from "./platform/context.ts";

/** What the gateway learns releases from: their tables, and the database's word when one changes. */
export function releaseSource({ database, events, name }: Environment, log: Log): ReleaseSource {
  return {
    async load(id) {
      const release = await releaseById(database.reader, id);
      return release && { ...release, documents: await documentsOf(database.reader, id) };
    },
    states: (ids) => statesOf(database.reader, ids),
    changes: events.of(RELEASE_CHANGED),
    failed: (error) =>
      log.warn(
        { error, environment: name },
        "the status of releases cannot be looked up; apps are refused when it lasts",
      ),
  };
}
