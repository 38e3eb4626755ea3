import { base64url } from "../dpop.ts";
import { sdkError } from "../errors.ts";

/** The keys an environment signs its answers with, as published at `/results-jwks.json`. Keep them, and check offline. */
export interface ResultKeys {
  keys: readonly (JsonWebKey & { kid?: string })[];
}

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
const ES256 = { name: "ECDSA", namedCurve: "P-256" } as const;

/**
 * Checks the `resultSign` of a verification with the platform's published keys, without asking the platform, and answers
 * what was signed: this, and not what stood beside it, is proof. Throws SIGNATURE_INVALID.
 *
 * @example const proof = await checkResultSign(verifyInvoice.resultSign, keys, { issuer: environment.issuer, request: input });
 */
export async function checkResultSign(
  resultSign: string,
  { keys }: ResultKeys,
  { issuer, request }: ProofExpected,
): Promise<VerificationProof> {
  const [header = "", payload = "", signature = "", ...rest] = resultSign.split(".");
  if (rest.length > 0) throw invalid("not a compact JWS");
  const { alg, typ, kid, crit } = json(header);
  if (alg !== "ES256" || crit !== undefined) throw invalid("signed by an algorithm that is not accepted");
  if (typ !== TYPE) throw invalid(`this is no ${TYPE}`);
  const key = keys.find((each) => each.kid === kid && each.kty === "EC" && each.crv === "P-256");
  if (!key) throw invalid("signed by a key that is not among the published ones");
  const { kty, crv, x, y } = key;
  const publicKey = await crypto.subtle.importKey("jwk", { kty, crv, x, y } as JsonWebKey, ES256, false, [
    "verify",
  ]);
  const signed = new TextEncoder().encode(`${header}.${payload}`);
  const genuine = await crypto.subtle.verify(
    { name: "ECDSA", hash: "SHA-256" },
    publicKey,
    bytes(signature),
    signed,
  );
  if (!genuine) throw invalid("the signature does not fit");
  const proof = json(payload) as unknown as VerificationProof;
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

/** Strictly: each value has exactly one spelling, so that nobody can hand in the same proof as two. */
function bytes(part: string): Uint8Array<ArrayBuffer> {
  try {
    const decoded = Uint8Array.from(atob(part.replace(/-/g, "+").replace(/_/g, "/")), (character) =>
      character.charCodeAt(0),
    );
    if (base64url(decoded) === part) return decoded;
  } catch {
    throw invalid("not base64url");
  }
  throw invalid("not strict base64url");
}

function json(part: string): Record<string, unknown> {
  const text = new TextDecoder().decode(bytes(part));
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    throw invalid("not JSON");
  }
  throw invalid("not a JSON object");
}
