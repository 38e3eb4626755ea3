import { sdkError } from "../errors.ts";
import { checkedJws, type PublicKeys } from "./compact-jws.ts";

/** What a consent's receipt says: everything that was agreed, by whom, for what and until when. Persons are masked. */
export interface ConsentReceipt {
  /** The issuer of the environment: a sandbox's receipt proves nothing in production. */
  iss: string;
  /** When it was signed, in seconds since 1970. */
  iat: number;
  receiptNo: string;
  consentId: string;
  /** Raised by each narrowing: of two receipts of one consent the higher is in force. */
  version: number;
  app: { id: string; name?: string; nameEn?: string };
  vendor: { name?: string; nameEn?: string };
  taxpayer: { id: string; name?: string; tin?: string };
  grantedBy: { name: string | null; role: string };
  /** The role of the person who approved what a tax handler had asked for. */
  approvedByRole: string | null;
  purpose: { code: string; zh?: string; en?: string; retentionZh?: string; retentionEn?: string };
  /** The scopes in the words that were shown; `separate` where a sensitive one had a tick of its own. */
  scopes: { scope: string; zh: string; en: string; class: string; separate: boolean }[];
  /** SHA-256 (hex) of the sorted fields, one a line; absent when the consent goes by scopes alone. */
  fieldsHash: string | null;
  fields: string[] | null;
  /** Days, inclusive; absent where the purpose has no tax periods. */
  periodFrom: string | null;
  periodTo: string | null;
  requestedAt: string;
  grantedAt: string;
  expiresAt: string;
  channel: string;
  /** How surely the person was known who agreed: L1 to L3. */
  acr: string;
  /** The version and the SHA-256 of the whole text that was shown. */
  text: { version: string; sha256: string };
}

/** What a receipt must be about. */
export interface ReceiptExpected {
  /** `environment.issuer`. */
  issuer: string;
  /** The consent it must be the receipt of; another's is then refused. */
  consentId?: string;
}

const TYPE = "consent-receipt+jwt";

/**
 * Checks a consent's `receipt` with the platform's published keys (`/results-jwks.json`), without asking the platform,
 * and answers what was agreed. The list of fields is held against its hash. Throws SIGNATURE_INVALID.
 *
 * @example const agreed = await checkConsentReceipt(consent.receipt, keys, { issuer: environment.issuer, consentId: consent.id });
 */
export async function checkConsentReceipt(
  receipt: string,
  keys: PublicKeys,
  { issuer, consentId }: ReceiptExpected,
): Promise<ConsentReceipt> {
  const agreed = (await checkedJws(receipt, TYPE, keys)) as unknown as ConsentReceipt;
  if (agreed.iss !== issuer) throw invalid("signed for another environment");
  if (consentId !== undefined && agreed.consentId !== consentId)
    throw invalid("this is the receipt of another consent");
  if (agreed.fields && (await hashOfFields(agreed.fields)) !== agreed.fieldsHash)
    throw invalid("the fields do not fit their hash");
  return agreed;
}

const invalid = (reason: string) => sdkError("SIGNATURE_INVALID", { reason });

/** SHA-256 (hex) of a list of fields, as consents, tokens (`fh`) and receipts name it. */
export async function hashOfFields(fields: readonly string[]): Promise<string> {
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode([...fields].sort().join("\n")),
  );
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
