import { createHash, createPublicKey, verify } from "node:crypto";
import type { PrivateKey } from "../authorization-server.ts";

const decoded = (part: string) =>
  JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>;
const sha256 = (text: string) => createHash("sha256").update(text).digest("base64url");

function verified(jws: string, jwk: unknown) {
  const [header = "", payload = "", signature = ""] = jws.split(".");
  const key = createPublicKey({ key: jwk as never, format: "jwk" });
  const good = verify(
    "sha256",
    Buffer.from(`${header}.${payload}`),
    { key, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  if (!good) throw new Error("the signature does not verify");
  return { header: decoded(header), payload: decoded(payload) };
}

/** What is wrong with a request's token and proof, as a problem's code; nothing when all is well. */
export function wrong(
  { token, proof, url, nonce }: { token: string; proof: string; url: string; nonce: string },
  signing: PrivateKey,
  seen: Set<string>,
):
  | "UNAUTHENTICATED"
  | "TOKEN_EXPIRED"
  | "DPOP_INVALID"
  | "DPOP_NONCE_REQUIRED"
  | "DPOP_REPLAYED"
  | undefined {
  const { d: _secret, ...jwk } = signing;
  const { payload: claims, header: type } = verified(token, jwk);
  if (type.typ !== "at+jwt" || claims.aud !== url) return "UNAUTHENTICATED";
  if (Number(claims.exp) <= Date.now() / 1000) return "TOKEN_EXPIRED";
  const key = decoded(proof.split(".")[0]!).jwk as { crv: string; kty: string; x: string; y: string };
  const { payload } = verified(proof, key);
  const { crv, kty, x, y } = key;
  const bound =
    (claims.cnf as { jkt?: string } | undefined)?.jkt === sha256(JSON.stringify({ crv, kty, x, y }));
  if (!bound || payload.ath !== sha256(token) || payload.htu !== url || payload.htm !== "POST")
    return "DPOP_INVALID";
  if (payload.nonce !== nonce) return "DPOP_NONCE_REQUIRED";
  const jti = String(payload.jti);
  if (jti.length < 8 || seen.has(jti)) return "DPOP_REPLAYED";
  seen.add(jti);
  return undefined;
}
