const ES256 = { name: "ECDSA", namedCurve: "P-256" } as const;

interface PublishedKey extends JsonWebKey {
  kid?: string;
}

const bytes = (part: string) =>
  Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
    character.charCodeAt(0),
  );
const json = (part: string): Record<string, unknown> => JSON.parse(new TextDecoder().decode(bytes(part)));

/** What the platform signed (compact JWS, ES256), checked here in the browser with its published keys. Throws when it is not genuine. */
export async function checkSigned(jws: string, type: string, keysUrl: string) {
  const [header = "", payload = "", signature = "", ...rest] = jws.split(".");
  const { alg, typ, kid } = json(header);
  if (rest.length > 0 || alg !== "ES256" || typ !== type) throw new Error(`this is no ${type}`);
  const { keys } = (await (await fetch(keysUrl)).json()) as { keys: PublishedKey[] };
  const key = keys.find((each) => each.kid === kid);
  if (!key) throw new Error("the key is not among the published ones");
  const { kty, crv, x, y } = key;
  const publicKey = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, ES256, false, ["verify"]);
  const signed = new TextEncoder().encode(`${header}.${payload}`);
  const genuine = await crypto.subtle.verify(
    { name: "ECDSA", hash: "SHA-256" },
    publicKey,
    bytes(signature),
    signed,
  );
  if (!genuine) throw new Error("the signature does not fit");
  return json(payload);
}
