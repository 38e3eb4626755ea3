import { record } from "../platform/audit.ts";
import { dayOf } from "../platform/clock.ts";
import type { Environment } from "../platform/context.ts";
import { newId } from "../platform/id.ts";
import { fourteenthBirthdays, rolesIn, taxpayersByIds } from "../registry/facts.ts";
import { revokeConsent } from "./commands.ts";
import { mayConsent, mayRequest } from "./consent.rules.ts";

/** The kind of notice by which an entity hears that a consent deserves a look. */
export const CONSENT_ROLE_LOST = "CONSENT_ROLE_LOST";
/** The kind of notice by which a person who turned fourteen hears that the guardian's consents have ended. */
export const CONSENT_CHILD_14 = "CONSENT_CHILD_14";

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
export async function sweepConsents(
  { name, database }: Swept,
  today = dayOf(new Date()),
): Promise<{ revoked: number; alerted: number }> {
  const swept = { revoked: await sweepGuardians({ name, database }, today), alerted: 0 };
  const { rows } = await database.writer.query<Living>(
    `select id, app_id as "appId", taxpayer_id as "taxpayerId", coalesce(approved_by_id, granted_by_id) as "personId", alerted_at is not null as alerted
     from consent where status in ('ACTIVE', 'SUSPENDED') and purpose_code <> 'OWN_USE'`,
  );
  const taxpayers = await taxpayersByIds(database.reader, [
    ...new Set(rows.map(({ taxpayerId }) => taxpayerId)),
  ]);
  const gone = new Set(taxpayers.filter(({ status }) => status === "DEREGISTERED").map(({ id }) => id));
  for (const consent of rows) {
    if (gone.has(consent.taxpayerId)) {
      await withdraw({ name, database }, consent, "TAXPAYER_DEREGISTERED");
      swept.revoked += 1;
    } else if (!consent.alerted && (await roleIsLost({ name, database }, consent))) {
      await alert({ name, database }, consent, ROLE_LOST);
      swept.alerted += 1;
    }
  }
  return swept;
}

const roleIsLost = async ({ database }: Swept, { personId, taxpayerId }: Living) =>
  !(await rolesIn(database.reader, personId, taxpayerId)).some(
    (role) => mayConsent(role) || mayRequest(role),
  );

interface Guarded extends Pick<Living, "id" | "appId" | "taxpayerId"> {
  status: string;
}

/**
 * Ends what guardians agreed to for those who have turned fourteen, and tells them once: from that day the consent is
 * their own. Such a consent runs out at that midnight by itself; what was given before that was so is withdrawn here.
 */
async function sweepGuardians(swept: Swept, today: string): Promise<number> {
  const { writer, reader } = swept.database;
  const { rows } = await writer.query<Guarded>(
    `select id, app_id as "appId", taxpayer_id as "taxpayerId", status from consent
     where granted_role = 'GUARDIAN' and alerted_at is null and status in ('ACTIVE', 'SUSPENDED', 'EXPIRED') and purpose_code <> 'OWN_USE'`,
  );
  const birthdays = await fourteenthBirthdays(reader, [...new Set(rows.map(({ taxpayerId }) => taxpayerId))]);
  let revoked = 0;
  for (const consent of rows) {
    const birthday = birthdays.get(consent.taxpayerId);
    if (birthday === undefined || today < birthday) continue;
    if (consent.status !== "EXPIRED") {
      await withdraw(swept, consent, "GUARDIANSHIP_OVER");
      revoked += 1;
    }
    await alert(swept, consent, {
      kind: CONSENT_CHILD_14,
      zh: "您已满十四周岁，监护人此前给出的一项应用授权已结束；需要继续的，请由您本人重新授权。",
      en: "You have turned fourteen: a consent your guardian had given to an app has ended. Give it yourself if it is to go on.",
    });
  }
  return revoked;
}

async function withdraw(
  { name, database }: Swept,
  { id, appId, taxpayerId }: Pick<Living, "id" | "appId" | "taxpayerId">,
  reason: "TAXPAYER_DEREGISTERED" | "GUARDIANSHIP_OVER",
): Promise<void> {
  const client = await database.writer.connect();
  try {
    await client.query("begin");
    await revokeConsent(client, id, { by: "AUTHORITY", reason });
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

const ROLE_LOST = {
  kind: CONSENT_ROLE_LOST,
  zh: "给出一项应用授权的人员已不再担任职务，授权仍然有效，请确认是否保留。",
  en: "The person who gave an app a consent holds no role any more. It stays in force; see whether it should.",
};

/** Once: the row that is marked first tells the taxpayer. */
async function alert(
  { database }: Swept,
  { id, taxpayerId }: Pick<Living, "id" | "taxpayerId">,
  { kind, zh, en }: typeof ROLE_LOST,
): Promise<void> {
  await database.writer.query(
    `with marked as (update consent set alerted_at = now() where id = $1 and alerted_at is null returning alerted_at)
     select sealed.notify($2::text, alerted_at, $3::text, $4::text, $1::text, $5::text, $6::text) from marked`,
    [id, newId("ntc"), taxpayerId, kind, zh, en],
  );
}
