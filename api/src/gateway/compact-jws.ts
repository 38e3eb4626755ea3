/** The three parts of a compact JWS, each strictly base64url: no padding, no blanks, no spare bits. */
export interface CompactJws {
  header: string;
  payload: string;
  signature: string;
}

const SHAPE = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/**
 * Splits a compact JWS. Libraries decode leniently, so one token has many spellings; since caches and replay checks
 * key on the text, every spelling but the canonical one is refused here.
 */
export function splitCompact(text: string, maxLength: number): CompactJws | undefined {
  if (text.length > maxLength) return undefined;
  const match = SHAPE.exec(text);
  if (!match) return undefined;
  const [, header = "", payload = "", signature = ""] = match;
  return isCanonical(header) && isCanonical(payload) && isCanonical(signature)
    ? { header, payload, signature }
    : undefined;
}

/** Bits of the last character that no byte uses must be zero; `A`, `Q`, `g`, `w` … are the only endings then. */
const LAST_OF_TWO = "AQgw";
const LAST_OF_THREE = "AEIMQUYcgkosw048";

function isCanonical(part: string): boolean {
  const last = part.charAt(part.length - 1);
  switch (part.length % 4) {
    case 0:
      return true;
    case 2:
      return LAST_OF_TWO.includes(last);
    case 3:
      return LAST_OF_THREE.includes(last);
    default:
      return false;
  }
}

/** The JSON object of a part, or nothing. */
export function jsonPart(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
