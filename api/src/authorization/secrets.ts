import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Keys } from "../platform/keys.ts";

/** Secrets of the server's own, derived from its signing keys: the same in every process, gone with the key. */
export interface Secrets {
  /** For cookies; the first signs, all verify. */
  cookies: string[];
  nonce: Buffer;
  /** A token that only this server could have made for these parts. */
  seal(...parts: string[]): string;
  isSeal(token: string, ...parts: string[]): boolean;
}

export function deriveSecrets(keys: Keys): Secrets {
  const derive = (d: string, use: string) =>
    Buffer.from(hkdfSync("sha256", Buffer.from(d, "base64url"), "open-tax authorization", use, 32));
  const secrets = keys.of("oauth").map(({ privateJwk }) => privateJwk.d as string);
  const [current] = secrets;
  if (!current) throw new Error("there is no oauth key");
  const forms = secrets.map((secret) => derive(secret, "forms"));
  const mac = (key: Buffer, parts: string[]) =>
    createHmac("sha256", key).update(JSON.stringify(parts)).digest();
  return {
    cookies: secrets.map((secret) => derive(secret, "cookies").toString("base64url")),
    nonce: derive(current, "dpop nonces"),
    seal: (...parts) => mac(forms[0]!, parts).toString("base64url"),
    isSeal: (token, ...parts) => {
      const given = Buffer.from(token, "base64url");
      return forms.some((key) => given.length === 32 && timingSafeEqual(given, mac(key, parts)));
    },
  };
}
