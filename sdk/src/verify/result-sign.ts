import { sdkError } from "../errors.ts";
import { checkedJws, type PublicKeys } from "./compact-jws.ts";

/** The keys an environment signs its answers with, as published at `/results-jwks.json`. Keep them, and check offline. */
export type ResultKeys = PublicKeys;

/** What the platform signed: the whole answer, and which question it answers. */
export interface VerificationProof {
  /** The issuer of the environment: a sandbox's answer proves nothing in production. */
  iss: string;
  /** Seconds since 1970. */
  iat: number;
  /** SHA-256 (hex) of the request; see `requestHash`. */
  requestHash: string;
  outcome: "MATCH" | "MISMATCH" | "NOT_FOUND" | "NOT_YET" | "OUT_OF_WINDOW" | "LIMIT_REACHED";
  status: string | null;
  face: Record<string, unknown> | null;
  timesToday: number;
  retryAt: string | null;
  verifiedAt: string;
}

/** What a proof must be about. */
export interface ProofExpected {
  /** `environment.issuer`. */
  issuer: string;
  /** The input the verification was asked with; another invoice's proof is then refused. */
  request?: Readonly<Record<string, unknown>>;
}

const TYPE = "invoice-verification+jwt";

/**
 * Checks the `resultSign` of a verification with the platform's published keys, without asking the platform, and answers
 * what was signed: this, and not what stood beside it, is proof. Throws SIGNATURE_INVALID.
 *
 * @example const proof = await checkResultSign(verifyInvoice.resultSign, keys, { issuer: environment.issuer, request: input });
 */
export async function checkResultSign(
  resultSign: string,
  keys: ResultKeys,
  { issuer, request }: ProofExpected,
): Promise<VerificationProof> {
  const proof = (await checkedJws(resultSign, TYPE, keys)) as unknown as VerificationProof;
  if (proof.iss !== issuer) throw invalid("signed for another environment");
  if (request && proof.requestHash !== (await requestHash(request)))
    throw invalid("this answers another question");
  return proof;
}

const ASKED = ["amountEx", "checkCode6", "code", "issuedOn", "kind", "number", "totalIncl"];

/** SHA-256 (hex) of a verification's input: its fields as JSON in alphabetical order, without those not given. */
export async function requestHash(request: Readonly<Record<string, unknown>>): Promise<string> {
  const given = ASKED.filter((field) => request[field] !== undefined && request[field] !== null);
  const text = JSON.stringify(Object.fromEntries(given.map((field) => [field, request[field]])));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const invalid = (reason: string) => sdkError("SIGNATURE_INVALID", { reason });
