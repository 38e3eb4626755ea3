import type { Pool } from "pg";
import { clientMetadata } from "./authorization/clients.ts";
import { appOwn, consentStanding, purposeOf, scopeCatalogue } from "./consents/facts.ts";
import type { AccessFacts } from "./gateway/explanation.ts";
import type { Scope } from "./platform/operation.ts";

/** What the gateway looks up to say why an operation would be refused. */
export function accessFacts(pool: Pool, scopes: Readonly<Record<string, Scope>>): AccessFacts {
  const known = new Set(Object.keys(scopeCatalogue(scopes)));
  return {
    consentOf: (appId, taxpayerId) => consentStanding(pool, { appId, taxpayerId }),
    approvedScopes: async (appId) =>
      String((await clientMetadata(pool, appId, known))?.scope ?? "").split(" "),
    purposeScopes: (purpose) => purposeOf(purpose)?.scopes ?? [],
    isAppOwn: appOwn,
  };
}
