import type { Queryable } from "../platform/transaction.ts";
import type { SeparateConsent, Signer } from "./agreement.ts";
import type { ConsentStatus } from "./consent.rules.ts";
import { keptFields, listOf } from "./consented-fields.ts";
import { type Agreed, signedReceipt } from "./receipt.ts";

/** A consent as it stands, held until the transaction ends. */
export interface Locked extends Omit<Agreed, "fields"> {
  status: ConsentStatus;
  personId: string;
  scopes: string[];
  months: number | null;
  decideBy: Date | null;
  separate: SeparateConsent[];
}

/** Milliseconds since 1970: pools and the ORM's transactions read timestamps differently. */
const MILLIS = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

const COLUMNS = `id, receipt_no as "receiptNo", version, app_id as "appId", taxpayer_id as "taxpayerId", granted_by_id as "personId", granted_role as role,
  approved_by_role as "approvedRole", parties, items, scopes, separate_consents as separate, fields_hash as "fieldsHash", purpose_code as purpose,
  period_from::text as "periodFrom", period_to::text as "periodTo", ${MILLIS("requested_at")} as "requestedAt", ${MILLIS("granted_at")} as "grantedAt", ${MILLIS("expires_at")} as "expiresAt",
  channel, acr, json_build_object('version', text_version, 'sha256', text_sha256) as text, status, months, ${MILLIS("decide_by")} as "decideBy"`;

/** The consent of that id, locked; nothing when there is none. */
export async function locked(client: Queryable, id: string): Promise<Locked | undefined> {
  const { rows } = await client.query<Locked>(`select ${COLUMNS} from consent where id = $1 for update`, [
    id,
  ]);
  const [row] = rows;
  if (!row) return undefined;
  const { requestedAt, grantedAt, expiresAt, decideBy } = row;
  return {
    ...row,
    requestedAt: new Date(requestedAt),
    grantedAt: new Date(grantedAt),
    expiresAt: new Date(expiresAt),
    decideBy: decideBy === null ? null : new Date(decideBy),
  };
}

/** Signs what is agreed as it stands now, and keeps it with the consent. */
export async function writeReceipt(client: Queryable, id: string, signer: Signer, now: Date): Promise<void> {
  const row = await locked(client, id);
  if (!row) return;
  const fields = await keptFields(client, row.fieldsHash);
  const receipt = await signedReceipt(signer, { ...row, fields: fields ? listOf(fields) : null }, now);
  await client.query("update consent set receipt = $2 where id = $1", [id, receipt]);
}
