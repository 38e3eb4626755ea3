import { constants, createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import { LRUCache } from "lru-cache";
import { refuse } from "../platform/access.ts";
import type { Clock } from "../platform/clock.ts";
import type { Problem } from "../platform/refusal.ts";
import { jsonPart, splitCompact } from "./compact-jws.ts";
import { type DpopNonces, NONCE_LIFETIME_SECONDS } from "./dpop-nonce.ts";
import { derSignature } from "./ecdsa-der.ts";
import { ReplayMemory } from "./replay-memory.ts";
import type { Proof } from "./replay-spent.ts";

/** The signature algorithms proofs may use. */
export const DPOP_ALGORITHMS = ["ES256", "EdDSA", "PS256"] as const;
type Algorithm = (typeof DPOP_ALGORITHMS)[number];

interface ProofKey {
  algorithm: Algorithm;
  key: KeyObject;
  thumbprint: string;
}

/** What a proof must be about. */
export interface ProofFor {
  method: string;
  /** The hash of the access token it goes with: SHA-256, base64url. */
  tokenHash: string;
  /** The thumbprint the token is bound to (`cnf.jkt`). */
  thumbprint: string;
}

/** The nonce bounds the age of a proof; its own time only has to be plausible on a client whose clock is off. */
const IAT_TOLERANCE_SECONDS = 300;
const MAX_PROOF_LENGTH = 4096;
const MIN_JTI_LENGTH = 8;
const MAX_JTI_LENGTH = 128;
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/** Verifies DPoP proofs (RFC 9449) of one resource, synchronously. Each proof is good once. */
export class DpopVerifier {
  readonly #resource: string;
  readonly #nonces: DpopNonces;
  readonly #clock: Clock;
  readonly #replays: ReplayMemory;
  /** Keys by the header that carries them: a client sends the same header with every proof. Only verified ones enter. */
  readonly #keys = new LRUCache<string, ProofKey>({ max: 10_000 });

  constructor(resource: string, nonces: DpopNonces, clock: Clock) {
    this.#resource = resource;
    this.#nonces = nonces;
    this.#clock = clock;
    this.#replays = new ReplayMemory(NONCE_LIFETIME_SECONDS, clock);
  }

  /** What identifies the proof, or the problem with it. What is wrong is said in `details.reason`. */
  check(proof: string, { method, tokenHash, thumbprint }: ProofFor): Proof | Problem {
    const parts = splitCompact(proof, MAX_PROOF_LENGTH);
    if (!parts) return invalid("not a compact JWS in strict base64url");
    const known = this.#keys.get(parts.header);
    const key = known ?? keyOf(parts.header);
    if (typeof key === "string") return invalid(key);
    // Before the signature: only the token's own key is worth the work, and a place in memory.
    if (key.thumbprint !== thumbprint) return invalid("the token is bound to another key");
    const signed = proof.slice(0, proof.length - parts.signature.length - 1);
    if (!signatureFits(key, signed, parts.signature)) return invalid("the signature does not verify");
    if (!known) this.#keys.set(parts.header, key);
    const claims = jsonPart(parts.payload);
    if (!claims) return invalid("the payload is not a JSON object");
    const { htm, htu, iat, jti, ath, nonce } = claims;
    if (typeof jti !== "string" || jti.length < MIN_JTI_LENGTH || jti.length > MAX_JTI_LENGTH) {
      return invalid(`jti must have ${MIN_JTI_LENGTH} to ${MAX_JTI_LENGTH} characters`);
    }
    if (htm !== method) return invalid("htm is not the method of the request");
    if (!this.#isHere(htu)) return invalid("htu is not the URL of the request");
    if (ath !== tokenHash) return invalid("ath is not the hash of the access token");
    if (
      typeof iat !== "number" ||
      Math.abs(this.#clock.now().getTime() / 1000 - iat) > IAT_TOLERANCE_SECONDS
    ) {
      return invalid("iat is too far from the server's time");
    }
    if (typeof nonce !== "string" || !this.#nonces.accepts(nonce)) return refuse.DPOP_NONCE_REQUIRED;
    return this.#replays.first(`${thumbprint}.${jti}`) ? { thumbprint, jti } : refuse.DPOP_REPLAYED;
  }

  /** `htu` is compared without query and fragment, and after normalising, as RFC 9449 4.3 has it. */
  #isHere(htu: unknown): boolean {
    if (htu === this.#resource) return true;
    const url = typeof htu === "string" ? URL.parse(htu) : null;
    return url !== null && `${url.origin}${url.pathname}` === this.#resource;
  }
}

const invalid = (reason: string): Problem => ({ ...refuse.DPOP_INVALID, details: { reason } });

function keyOf(header: string): ProofKey | string {
  const { typ, alg, jwk, crit } = jsonPart(header) ?? {};
  if (typ !== "dpop+jwt") return "typ is not dpop+jwt";
  if (crit !== undefined) return "critical headers are not understood";
  const algorithm = DPOP_ALGORITHMS.find((each) => each === alg);
  if (!algorithm) return `alg must be one of ${DPOP_ALGORITHMS.join(", ")}`;
  if (typeof jwk !== "object" || jwk === null || Array.isArray(jwk)) return "jwk is missing";
  const members = jwk as Record<string, unknown>;
  if (PRIVATE_MEMBERS.some((member) => member in members)) return "jwk is not a public key";
  try {
    const key = createPublicKey({ key: members as never, format: "jwk" });
    return fits(algorithm, key)
      ? { algorithm, key, thumbprint: thumbprintOf(members) }
      : `the key does not fit ${algorithm}`;
  } catch {
    return "jwk is not a key";
  }
}

function fits(algorithm: Algorithm, key: KeyObject): boolean {
  if (algorithm === "ES256")
    return key.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === "prime256v1";
  if (algorithm === "EdDSA") return key.asymmetricKeyType === "ed25519";
  return key.asymmetricKeyType === "rsa" && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
}

/** RFC 7638. */
function thumbprintOf({ kty, crv, x, y, e, n }: Record<string, unknown>): string {
  const members = kty === "EC" ? { crv, kty, x, y } : kty === "OKP" ? { crv, kty, x } : { e, kty, n };
  return hash("sha256", JSON.stringify(members), "base64url");
}

function signatureFits({ algorithm, key }: ProofKey, signed: string, signature: string): boolean {
  const data = Buffer.from(signed, "latin1");
  const bytes = Buffer.from(signature, "base64url");
  try {
    if (algorithm === "ES256") {
      const der = derSignature(bytes);
      return der !== undefined && verify("sha256", data, key, der);
    }
    if (algorithm === "EdDSA") return verify(null, data, key, bytes);
    return verify("sha256", data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, bytes);
  } catch {
    return false;
  }
}
