import type { Pool } from "pg";
import type { RegistryFacts } from "./authorization/settings.ts";
import { clientsOfAgent } from "./consents/agency/facts.ts";
import type * as registry from "./registry/facts.ts";

/** For whom a person acts: by a role in an entity, and as an agent named in an agency agreement in force. */
export const peopleOf = (facts: typeof registry): RegistryFacts => ({
  ...facts,
  async actsFor(pool: Pool, personId: string) {
    const [own, clients] = await Promise.all([facts.actsFor(pool, personId), clientsOfAgent(pool, personId)]);
    return [...own, ...clients];
  },
});
