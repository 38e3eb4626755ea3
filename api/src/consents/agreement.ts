import type { Role } from "./consent.rules.ts";
import type { ConsentedField } from "./consented-fields.ts";
import type { ScopeTerms } from "./scope-terms.ts";

/** Who agrees with whom, by the names the page showed. */
export interface Parties {
  app: { zh: string; en: string };
  vendor: { zh: string; en: string };
  taxpayer: { name: string; tin: string };
  /** The person at the page. */
  person: { name: string };
}

/** What one sensitive scope was agreed to with a tick of its own (Personal Information Protection Law, art. 29). */
export interface SeparateConsent {
  scope: string;
  textVersion: string;
  textSha256: string;
  grantedAt: string;
}

/** What signs receipts: an environment's keys, and the name under which its signatures count. */
export interface Signer {
  issuer: string;
  keys: { sign(purpose: "results", type: string, payload: object): Promise<string> };
}

/** What a person agreed to, or asks another to agree to, on the consent page. */
export interface Agreement {
  appId: string;
  taxpayerId: string;
  personId: string;
  /** The person's role for that taxpayer, read by the server, never taken from the form. */
  role: Role;
  /** Of a natural person identified by a resident identity number: the fourteenth birthday, read by the server. */
  turns14On?: string | null;
  acr: string;
  purpose: string;
  /** What the app asked for; what was picked when absent. */
  asked?: readonly string[];
  scopes: readonly string[];
  /** Those of `scopes` that had a tick of their own. */
  ticked: readonly string[];
  /** The fields of the scopes picked, where the app's release says which it reads. */
  fields?: readonly ConsentedField[];
  releaseId?: string;
  periodFrom: string | null;
  periodTo: string | null;
  /** How long, as chosen. */
  months: number;
  channel: string;
  text: { version: string; sha256: string };
  /** The terms of every scope the platform knows. */
  catalogue: Readonly<Record<string, ScopeTerms>>;
  /** By the names shown; absent where nobody else is party to it. */
  parties?: Parties;
  /** Signs the receipt; without it there is none, as for a person's own use of the portal. */
  signer?: Signer;
  now: Date;
}
