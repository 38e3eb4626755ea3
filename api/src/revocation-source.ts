import { revokedSince } from "./consents/facts.ts";
import type { RevocationSource } from "./gateway/revocations.ts";
import type { Environment } from "./platform/context.ts";

const LOOK_BACK_MS = 10 * 60_000;

/** What the gateway learns withdrawn consents from: the database's word at once, its table each second. */
export function revocationSource({ database }: Environment): RevocationSource {
  return {
    loadRevoked: () => revokedSince(database.reader, new Date(Date.now() - LOOK_BACK_MS)),
    async listen(onRevoked, lost) {
      const client = await database.connect();
      client.on("notification", ({ payload }) => payload && onRevoked(payload));
      client.on("error", () => undefined);
      client.on("end", lost);
      await client.query("listen consent_revoked");
      return () => client.end();
    },
  };
}
