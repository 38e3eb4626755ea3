/*
 * A DPoP proof is looked at before the library decodes it: its decoder passes over padding and stray characters, so
 * that one proof would have many spellings, and it asks nothing of `jti`.
 */

const PART = /^[A-Za-z0-9_-]+$/;
const SHORTEST_JTI = 8;

/** Why a DPoP header cannot be a proof; nothing when its shape is right. */
export function proofFault(header: string): string | undefined {
  const parts = header.split(".");
  if (parts.length !== 3 || !parts.every((part) => PART.test(part) && part.length % 4 !== 1))
    return "the DPoP proof is not a compact JWS";
  try {
    const payload: unknown = JSON.parse(Buffer.from(parts[1]!, "base64url").toString("utf8"));
    const jti = (payload as { jti?: unknown } | null)?.jti;
    if (typeof jti !== "string" || jti.length < SHORTEST_JTI)
      return `the DPoP proof needs a jti of at least ${SHORTEST_JTI} characters`;
    if (Buffer.from(parts[1]!, "base64url").toString("base64url") !== parts[1])
      return "the DPoP proof is not canonical base64url";
    return undefined;
  } catch {
    return "the DPoP proof's payload is not JSON";
  }
}
