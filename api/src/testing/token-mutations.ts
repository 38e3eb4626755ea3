import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";
import type { JWK } from "jose";
import type { Random } from "../sample-data/random.ts";

/** What an app really holds: mutations start from it, so that each differs from what would be let in by one thing. */
export interface Genuine {
  token: string;
  key: KeyObject;
  jwk: JWK;
  /** The graph's address. */
  htu: string;
  /** The graph's newest nonce. */
  nonce(): string;
  /** The public key tokens are signed with, for confusing algorithms. */
  serverJwk: JWK;
}

/** A request nobody may let in. */
export interface Mutated {
  what: string;
  headers: Record<string, string>;
}

type Json = Record<string, unknown>;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const encoded = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const decoded = (part: string): Json => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" });
const strangerJwk = stranger.publicKey.export({ format: "jwk" }) as JWK;

const signed = (header: Json, payload: Json, key: KeyObject): string => {
  const data = `${encoded(header)}.${encoded(payload)}`;
  return `${data}.${sign("sha256", Buffer.from(data), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
};

/** A proof as the app makes them; any header or claim can be given otherwise, `undefined` leaves it out. */
export function proof(
  { token, key, jwk, htu, nonce }: Genuine,
  claims: Json = {},
  header: Json = {},
  by: KeyObject = key,
): string {
  return signed(
    { typ: "dpop+jwt", alg: "ES256", jwk, ...header },
    {
      jti: randomUUID(),
      htm: "POST",
      htu,
      iat: Math.floor(Date.now() / 1000),
      ath: createHash("sha256").update(token).digest("base64url"),
      nonce: nonce(),
      ...claims,
    },
    by,
  );
}

/** Changes the text of a compact JWS somewhere. */
function garbled(random: Random, text: string): [string, string] {
  // Not before the first character: HTTP takes blanks in front of a value for nothing.
  const at = random.between(1, text.length - 1);
  const cut = (piece: string, length = 1) => text.slice(0, at) + piece + text.slice(at + length);
  const [header = "", payload = "", signature = ""] = text.split(".");
  const choices: [string, () => string][] = [
    ["another character", () => cut(random.pick([...ALPHABET].filter((c) => c !== text[at])))],
    ["a character less", () => cut("")],
    ["a character more", () => cut(random.pick([...ALPHABET]) + text[at])],
    ["cut short", () => text.slice(0, Math.max(1, at))],
    ["padding", () => `${text}${"=".repeat(random.between(1, 3))}`],
    ["padding inside", () => `${header}=.${payload}.${signature}`],
    ["standard base64", () => cut(random.pick(["+", "/", "~", "!", "%"]))],
    ["a blank inside", () => cut(` ${text[at]}`)],
    ["a tab inside", () => cut(`\t${text[at]}`)],
    ["no signature", () => `${header}.${payload}.`],
    ["two parts", () => `${header}.${payload}`],
    ["four parts", () => `${text}.${signature}`],
    ["five parts", () => `${text}.${signature}.${header}`],
    ["parts in another order", () => `${payload}.${header}.${signature}`],
    ["signature of zeros", () => `${header}.${payload}.${Buffer.alloc(64).toString("base64url")}`],
    [
      "spare bits set",
      () =>
        `${header}.${payload}.${signature.slice(0, -1)}${ALPHABET[(ALPHABET.indexOf(signature.at(-1)!) ^ 1) % 64]}`,
    ],
    ["twice", () => `${text},${text}`],
    ["very long", () => `${header}.${payload}${"A".repeat(random.between(4_000, 9_000))}.${signature}`],
    ["nothing", () => "."],
  ];
  const [what, make] = random.pick(choices);
  const made = make();
  return made === text ? ["nothing", "."] : [what, made];
}

const LATER = () => Math.floor(Date.now() / 1000) + 86_400;

const CLAIMS: Json[] = [
  { scope: "taxpayer:read invoice:read invoice:issue payment:initiate officer:taxpayer" },
  { tp: "tp_018f0000-0000-7000-8000-000000000002" },
  { gid: "cst_018f0000-0000-7000-8000-000000000009" },
  { gid: undefined, tp: undefined },
  { sub: "pn_018f0000-0000-7000-8000-000000000005" },
  { app: "app_018f0000-0000-7000-8000-000000000003" },
  { aud: "https://elsewhere.example/graphql" },
  { iss: "https://elsewhere.example" },
  { acr: "L3", auth_time: LATER() },
  { rel: "rel_018f0000-0000-7000-8000-000000000001" },
  { fh: undefined },
  { pf: "1990-01-01", pt: "2099-12-31" },
  { cnf: undefined },
  { cnf: { jkt: 7 } },
  { post: "po_018f0000-0000-7000-8000-000000000001", auth: "13300000000" },
];

/** The token with other claims or another header, signed by whoever is not the server. */
function forged(random: Random, { token, serverJwk, key, jwk }: Genuine): [string, string] {
  const [head = "", body = "", signature = ""] = token.split(".");
  const header = decoded(head);
  const claims = { ...decoded(body), ...random.pick(CLAIMS), exp: LATER() };
  const unsigned = (changed: Json) => `${encoded({ ...header, ...changed })}.${encoded(claims)}`;
  const hmac = (alg: string, digest: string) => {
    const data = unsigned({ alg });
    return `${data}.${createHmac(digest, JSON.stringify(serverJwk)).update(data).digest("base64url")}`;
  };
  const choices: [string, () => string][] = [
    ["other claims, the old signature", () => `${head}.${encoded(claims)}.${signature}`],
    ["signed by a stranger", () => signed(header, claims, stranger.privateKey)],
    ["signed by the app's own key", () => signed(header, claims, key)],
    ["its own key in the header", () => signed({ ...header, jwk }, claims, key)],
    ["a stranger's kid", () => signed({ ...header, kid: randomUUID() }, claims, stranger.privateKey)],
    ["no kid", () => signed({ ...header, kid: undefined }, claims, stranger.privateKey)],
    ["a key by address", () => signed({ ...header, jku: "https://elsewhere.example/jwks" }, claims, key)],
    ["a certificate", () => signed({ ...header, x5c: ["MIIB"] }, claims, key)],
    ["alg none", () => `${unsigned({ alg: random.pick(["none", "None", "NONE", "nOnE"]) })}.`],
    ["alg none, the old signature", () => `${unsigned({ alg: "none" })}.${signature}`],
    ["HMAC with the public key", () => hmac("HS256", "sha256")],
    ["HMAC 512 with the public key", () => hmac("HS512", "sha512")],
    [
      "another alg",
      () => `${unsigned({ alg: random.pick(["RS256", "ES384", "PS256", "EdDSA", ""]) })}.${signature}`,
    ],
    [
      "another type",
      () =>
        `${encoded({ ...header, typ: random.pick(["JWT", "dpop+jwt", "at+JWT ", "id_token"]) })}.${body}.${signature}`,
    ],
    ["a critical header", () => signed({ ...header, crit: ["exp"] }, claims, stranger.privateKey)],
    ["no claims", () => `${head}.${encoded("null")}.${signature}`],
    ["claims that are no JSON", () => `${head}.${encoded("{not json")}.${signature}`],
    ["a header that is no JSON", () => `${encoded("[]")}.${body}.${signature}`],
  ];
  const [what, make] = random.pick(choices);
  return [what, make()];
}

const OFF = [-86_400, -3_600, -400, 400, 3_600, 86_400];

/** A proof that is well signed and about something else, or by somebody else. */
function misproved(random: Random, genuine: Genuine, used: string): [string, string] {
  const now = Math.floor(Date.now() / 1000);
  const text = (length: number) => "x".repeat(length);
  const claims: [string, Json][] = [
    ["another method", { htm: random.pick(["GET", "post", "PUT", "", null]) }],
    [
      "another address",
      {
        htu: random.pick([
          `${genuine.htu}x`,
          "https://elsewhere.example/",
          "",
          7,
          genuine.htu.replace("/sandbox", ""),
        ]),
      },
    ],
    [
      "another token",
      { ath: random.pick([undefined, "", text(43), createHash("sha256").update("x").digest("base64url")]) },
    ],
    [
      "another time",
      { iat: random.pick([...OFF.map((off) => now + off), undefined, "now", Number.MAX_SAFE_INTEGER, -1]) },
    ],
    ["no good jti", { jti: random.pick([undefined, "", text(7), text(129), 12345678, null, {}]) }],
    ["no good nonce", { nonce: random.pick([undefined, "", text(43), 7, null, `${genuine.nonce()}x`]) }],
  ];
  const headers: [string, Json][] = [
    ["another type", { typ: random.pick(["JWT", "at+jwt", undefined, "DPoP+jwt"]) }],
    ["another alg", { alg: random.pick(["none", "HS256", "RS256", "ES384", "PS256", "EdDSA", undefined]) }],
    ["another key", { jwk: strangerJwk }],
    ["no key", { jwk: random.pick([undefined, null, {}, [], "key", { kty: "oct", k: "AAAA" }]) }],
    ["a private key", { jwk: { ...genuine.jwk, d: text(43) } }],
    ["a critical header", { crit: ["b64"], b64: false }],
  ];
  if (random.perMille(100)) return ["used before", used];
  if (random.perMille(100))
    return [
      "a stranger's",
      proof(genuine, {}, random.perMille(500) ? {} : { jwk: strangerJwk }, stranger.privateKey),
    ];
  if (random.perMille(500)) {
    const [what, changed] = random.pick(claims);
    return [what, proof(genuine, changed)];
  }
  const [what, changed] = random.pick(headers);
  return [what, proof(genuine, {}, changed)];
}

/** One request that differs from a genuine one and must be refused. `used` is a proof that was accepted before. */
export function mutated(random: Random, genuine: Genuine, used: string): Mutated {
  const { token } = genuine;
  const headersOf = (authorization: string, dpop: string) => ({ authorization, dpop });
  const kind = random.int(5);
  if (kind === 0) {
    const [what, text] = garbled(random, token);
    return { what: `token: ${what}`, headers: headersOf(`DPoP ${text}`, proof({ ...genuine, token: text })) };
  }
  if (kind === 1) {
    const [what, text] = forged(random, genuine);
    return { what: `token: ${what}`, headers: headersOf(`DPoP ${text}`, proof({ ...genuine, token: text })) };
  }
  if (kind === 2) {
    const [what, text] = garbled(random, proof(genuine));
    return { what: `proof: ${what}`, headers: headersOf(`DPoP ${token}`, text) };
  }
  if (kind === 3) {
    const [what, text] = misproved(random, genuine, used);
    return { what: `proof: ${what}`, headers: headersOf(`DPoP ${token}`, text) };
  }
  const odd: [string, Record<string, string>][] = [
    ["a bearer", headersOf(`Bearer ${token}`, proof(genuine))],
    ["no proof", { authorization: `DPoP ${token}` }],
    ["no token", { dpop: proof(genuine) }],
    ["two tokens", headersOf(`DPoP ${token} ${token}`, proof(genuine))],
    ["two proofs", headersOf(`DPoP ${token}`, `${proof(genuine)}, ${proof(genuine)}`)],
    ["an empty token", headersOf("DPoP ", proof(genuine))],
    ["no scheme", headersOf(token, proof(genuine))],
    ["basic", headersOf(`Basic ${encoded(token)}`, proof(genuine))],
    ["the proof as token", headersOf(`DPoP ${proof(genuine)}`, proof(genuine))],
    ["the token as proof", headersOf(`DPoP ${token}`, token)],
  ];
  const [what, headers] = random.pick(odd);
  return { what: `headers: ${what}`, headers };
}
