import { record } from "../platform/audit.ts";
import type { Environment } from "../platform/context.ts";
import { newId } from "../platform/id.ts";
import { rolesIn, taxpayersByIds } from "../registry/facts.ts";
import { revokeConsent } from "./commands.ts";
import { mayConsent, mayRequest } from "./consent.rules.ts";

/** The kind of notice by which an entity hears that a consent deserves a look. */
export const CONSENT_ROLE_LOST = "CONSENT_ROLE_LOST";

interface Living {
  id: string;
  appId: string;
  taxpayerId: string;
  /** Who answers for it: the approver, else the person who gave it. */
  personId: string;
  alerted: boolean;
}

type Swept = Pick<Environment, "name" | "database">;

/**
 * Holds living consents against the registry: what a deregistered taxpayer gave is withdrawn by the authority; where the
 * person who gave it has lost the role it stays, and an alert is sent once. Answers how many of each.
 */
export async function sweepConsents({
  name,
  database,
}: Swept): Promise<{ revoked: number; alerted: number }> {
  const { rows } = await database.writer.query<Living>(
    `select id, app_id as "appId", taxpayer_id as "taxpayerId", coalesce(approved_by_id, granted_by_id) as "personId", alerted_at is not null as alerted
     from consent where status in ('ACTIVE', 'SUSPENDED') and purpose_code <> 'OWN_USE'`,
  );
  const taxpayers = await taxpayersByIds(database.reader, [
    ...new Set(rows.map(({ taxpayerId }) => taxpayerId)),
  ]);
  const gone = new Set(taxpayers.filter(({ status }) => status === "DEREGISTERED").map(({ id }) => id));
  const swept = { revoked: 0, alerted: 0 };
  for (const consent of rows) {
    if (gone.has(consent.taxpayerId)) {
      await withdraw({ name, database }, consent);
      swept.revoked += 1;
    } else if (!consent.alerted && (await roleIsLost({ name, database }, consent))) {
      await alert({ name, database }, consent);
      swept.alerted += 1;
    }
  }
  return swept;
}

const roleIsLost = async ({ database }: Swept, { personId, taxpayerId }: Living) =>
  !(await rolesIn(database.reader, personId, taxpayerId)).some(
    (role) => mayConsent(role) || mayRequest(role),
  );

async function withdraw({ name, database }: Swept, { id, appId, taxpayerId }: Living): Promise<void> {
  const client = await database.writer.connect();
  try {
    await client.query("begin");
    await revokeConsent(client, id, { by: "AUTHORITY", reason: "TAXPAYER_DEREGISTERED" });
    await record(client, {
      environment: name,
      kind: "ADMIN",
      event: "CONSENT_REVOKED",
      outcome: "DONE",
      callerKind: "PLATFORM",
      appId,
      consentId: id,
      taxpayerId,
      requestId: newId("job"),
    });
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

/** Once: the row that is marked first tells the taxpayer. The consent is the entity's and stays, but somebody should know. */
async function alert({ database }: Swept, { id, taxpayerId }: Living): Promise<void> {
  await database.writer.query(
    `with marked as (update consent set alerted_at = now() where id = $1 and alerted_at is null returning alerted_at)
     select sealed.notify($2::text, alerted_at, $3::text, $4::text, $1::text, $5::text, $6::text) from marked`,
    [
      id,
      newId("ntc"),
      taxpayerId,
      CONSENT_ROLE_LOST,
      "给出一项应用授权的人员已不再担任职务，授权仍然有效，请确认是否保留。",
      "The person who gave an app a consent holds no role any more. It stays in force; see whether it should.",
    ],
  );
}
