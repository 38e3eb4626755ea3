import { mask } from "../platform/mask.ts";
import type { Parties, SeparateConsent, Signer } from "./agreement.ts";
import type { Role } from "./consent.rules.ts";
import type { ConsentedItem } from "./consented-item.ts";
import { PURPOSES } from "./purposes.ts";

/** The type of the signed receipt; a JWS of another kind is none. */
export const RECEIPT_TYPE = "consent-receipt+jwt";

/** Everything that was agreed, as the receipt repeats it. */
export interface Agreed {
  id: string;
  receiptNo: string;
  version: number;
  appId: string;
  taxpayerId: string;
  role: Role;
  approvedRole: Role | null;
  parties: Partial<Parties>;
  items: readonly ConsentedItem[];
  separate: readonly SeparateConsent[];
  fieldsHash: string | null;
  fields: readonly string[] | null;
  purpose: string;
  periodFrom: string | null;
  periodTo: string | null;
  requestedAt: Date;
  grantedAt: Date;
  expiresAt: Date;
  channel: string;
  acr: string;
  text: { version: string; sha256: string };
}

/** The receipt of a consent (国税发〔2008〕93号: the evidence of disclosure with the taxpayer's consent), as a compact JWS. Persons are masked. */
export function signedReceipt({ issuer, keys }: Signer, agreed: Agreed, now: Date): Promise<string> {
  const { parties, items, separate, purpose: code } = agreed;
  const purpose = PURPOSES.find((candidate) => candidate.code === code);
  const person = agreed.role === "SELF" || agreed.role === "GUARDIAN";
  const words = (both: { zh: string; en: string } | undefined) => ({ name: both?.zh, nameEn: both?.en });
  return keys.sign("results", RECEIPT_TYPE, {
    iss: issuer,
    iat: Math.floor(now.getTime() / 1000),
    receiptNo: agreed.receiptNo,
    consentId: agreed.id,
    version: agreed.version,
    app: { id: agreed.appId, ...words(parties.app) },
    vendor: words(parties.vendor),
    taxpayer: {
      id: agreed.taxpayerId,
      name: person ? mask("NAME", parties.taxpayer?.name) : parties.taxpayer?.name,
      tin: person ? mask("ID_CARD", parties.taxpayer?.tin) : parties.taxpayer?.tin,
    },
    grantedBy: { name: mask("NAME", parties.person?.name), role: agreed.role },
    approvedByRole: agreed.approvedRole,
    purpose: {
      code,
      zh: purpose?.zh,
      en: purpose?.en,
      retentionZh: purpose?.retentionZh,
      retentionEn: purpose?.retentionEn,
    },
    scopes: items.map(({ scope, zh, en, class: level }) => ({
      scope,
      zh,
      en,
      class: level,
      separate: separate.some((one) => one.scope === scope),
    })),
    fieldsHash: agreed.fieldsHash,
    fields: agreed.fields,
    periodFrom: agreed.periodFrom,
    periodTo: agreed.periodTo,
    requestedAt: agreed.requestedAt.toISOString(),
    grantedAt: agreed.grantedAt.toISOString(),
    expiresAt: agreed.expiresAt.toISOString(),
    channel: agreed.channel,
    acr: agreed.acr,
    text: agreed.text,
  });
}
