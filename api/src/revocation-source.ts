import type { QueryConfig } from "pg";
import { endedOfficeSessions } from "./authorization/office-session.ts";
import { lateChanges } from "./consents/facts.ts";
import type { ConsentChange, RevocationSource } from "./gateway/revocations.ts";
import type { Environment } from "./platform/context.ts";

/** A listener that does not answer in this time, in milliseconds, is made up for by loading. */
const CAUGHT_UP_MS = 1_000;

/** What the gateway learns changed consents from: the database's word at once, its table four times a second. */
export function revocationSource({ database }: Environment): RevocationSource {
  return {
    loadChanges: async () =>
      (await Promise.all([lateChanges(database.reader), endedOfficeSessions(database.reader)])).flat(),
    async listen(onChange, lost) {
      const client = await database.connect();
      client.on("notification", ({ payload }) => {
        const change = changeIn(payload);
        if (change) onChange(change);
      });
      client.on("error", () => undefined);
      client.on("end", lost);
      await client.query("listen consent_revoked");
      return {
        // The server hands out what was committed before it answers the next statement of a listening connection.
        caughtUp: () => client.query({ text: "select 1", query_timeout: CAUGHT_UP_MS } as QueryConfig),
        stop: () => client.end(),
      };
    },
  };
}

/** Anybody who may write to the database may write to the channel; what is no change is passed over, the table has it anyway. */
function changeIn(payload: string | undefined): ConsentChange | undefined {
  try {
    const change = JSON.parse(payload ?? "") as ConsentChange | null;
    return typeof change?.id === "string" && typeof change.status === "string" ? change : undefined;
  } catch {
    return undefined;
  }
}
