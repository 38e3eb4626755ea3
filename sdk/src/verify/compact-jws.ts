import { base64url } from "../dpop.ts";
import { sdkError } from "../errors.ts";

/** Public keys as the platform publishes them. */
export interface PublicKeys {
  keys: readonly (JsonWebKey & { kid?: string })[];
}

const ES256 = { name: "ECDSA", namedCurve: "P-256" } as const;
const imported = new WeakMap<object, Promise<CryptoKey>>();

/** The payload of a compact JWS (ES256) of the given type, signed by one of the keys. Throws SIGNATURE_INVALID. */
export async function checkedJws(
  jws: string,
  type: string,
  { keys }: PublicKeys,
): Promise<Record<string, unknown>> {
  const [header = "", payload = "", signature = "", ...rest] = jws.split(".");
  if (rest.length > 0) throw invalid("not a compact JWS");
  const { alg, typ, kid, crit } = json(header);
  if (alg !== "ES256" || crit !== undefined) throw invalid("signed by an algorithm that is not accepted");
  if (typ !== type) throw invalid(`this is no ${type}`);
  const key = keys.find((each) => each.kid === kid && each.kty === "EC" && each.crv === "P-256");
  if (!key) throw invalid("signed by a key that is not among the published ones");
  let publicKey = imported.get(key);
  if (!publicKey) {
    const { kty, crv, x, y } = key;
    publicKey = crypto.subtle.importKey("jwk", { kty, crv, x, y } as JsonWebKey, ES256, false, ["verify"]);
    imported.set(key, publicKey);
  }
  const genuine = await crypto.subtle.verify(
    { name: "ECDSA", hash: "SHA-256" },
    await publicKey,
    bytes(signature),
    new TextEncoder().encode(`${header}.${payload}`),
  );
  if (!genuine) throw invalid("the signature does not fit");
  return json(payload);
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
