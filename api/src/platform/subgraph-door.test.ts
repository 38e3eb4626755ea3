import { CompactSign, exportJWK, generateKeyPair } from "jose";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { keysOnly, listening } from "../gateway/federation.testing.ts";
import type { Context, Environment } from "./context.ts";
import { INTERNAL_TOKEN_TYPE } from "./internal-caller.ts";
import { type KeyPurpose, Keys, type SigningKey } from "./keys.ts";
import { serveSubgraph } from "./subgraph-server.ts";

/* Who gets in at a subgraph that is reached directly: the gateway of its own environment, within the minute, alone. */

let environment: Environment;
let url: string;
let close: () => void;
const heard: Context[] = [];

async function signingKey(kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const halves = { privateJwk: await exportJWK(privateKey), publicJwk: await exportJWK(publicKey) };
  return { kid, privateKey, publicKey, ...halves } as unknown as SigningKey;
}

beforeAll(async () => {
  const bare = await keysOnly();
  const purposes = ["oauth", "results", "internal"] as KeyPurpose[];
  const keys = await Promise.all(
    purposes.map(async (purpose) => [purpose, [await signingKey(purpose)]] as const),
  );
  environment = { ...bare, keys: new Keys(new Map(keys)) };
  const execute = async ({ context }: { context: Context }) => {
    heard.push(context);
    return { data: {} };
  };
  const { url: at, server } = await listening(serveSubgraph({ name: "registry", execute }, environment));
  url = at;
  close = () => server.close();
});
afterAll(() => close());
afterEach(() => {
  vi.useRealTimers();
  heard.length = 0;
});

const now = () => Math.floor(Date.now() / 1000);
const claims = (more: object = {}) => ({
  caller: { kind: "APP", appId: "app_1", scopes: ["x"] },
  environment: "sandbox",
  aud: "registry",
  exp: now() + 30,
  ...more,
});

async function signed(
  payload: object,
  { purpose = "internal", ...header }: { purpose?: KeyPurpose } & Record<string, unknown> = {},
) {
  const { kid, privateKey } = environment.keys.current(purpose);
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: "ES256", kid, typ: INTERNAL_TOKEN_TYPE, ...header })
    .sign(privateKey);
}

async function knock(authorization: string | undefined): Promise<number> {
  const headers = {
    "content-type": "application/json",
    connection: "close",
    ...(authorization ? { authorization } : {}),
  };
  return (await fetch(url, { method: "POST", headers, body: '{"query":"{ x }"}' })).status;
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

it("lets in the gateway of its environment, as the caller it names", async () => {
  expect(await knock(`Internal ${await signed(claims())}`)).toBe(200);
  expect(heard[0]?.caller).toMatchObject({ kind: "APP", appId: "app_1" });
});

it.each<[string, () => Promise<string | undefined>]>([
  ["no token", async () => undefined],
  ["another scheme", async () => `Bearer ${await signed(claims())}`],
  ["an access token's type", async () => `Internal ${await signed(claims(), { typ: "at+jwt" })}`],
  ["no type", async () => `Internal ${await signed(claims(), { typ: undefined })}`],
  ["another subgraph's", async () => `Internal ${await signed(claims({ aud: "invoices" }))}`],
  ["several subgraphs'", async () => `Internal ${await signed(claims({ aud: ["registry"] }))}`],
  ["another environment's", async () => `Internal ${await signed(claims({ environment: "production" }))}`],
  ["an expired one", async () => `Internal ${await signed(claims({ exp: now() - 1 }))}`],
  ["one that never expires", async () => `Internal ${await signed(claims({ exp: undefined }))}`],
  ["one for an hour", async () => `Internal ${await signed(claims({ exp: now() + 3_600 }))}`],
  ["a time that is none", async () => `Internal ${await signed(claims({ exp: "tomorrow" }))}`],
  ["a key for access tokens", async () => `Internal ${await signed(claims(), { purpose: "oauth" })}`],
  [
    "a key for results under the name of ours",
    async () => `Internal ${await signed(claims(), { purpose: "results", kid: "internal" })}`,
  ],
  ["an unknown key", async () => `Internal ${await signed(claims(), { kid: "nobody" })}`],
  [
    "alg none",
    async () =>
      `Internal ${part({ alg: "none", kid: "internal", typ: INTERNAL_TOKEN_TYPE })}.${part(claims())}.`,
  ],
  [
    "other claims under a good signature",
    async () => {
      const [header, , signature] = (await signed(claims())).split(".");
      return `Internal ${header}.${part(claims({ caller: { kind: "APP", scopes: ["everything"] } }))}.${signature}`;
    },
  ],
  ["a piece of one", async () => `Internal ${(await signed(claims())).slice(0, -4)}`],
])("refuses %s", async (_, authorization) => {
  expect(await knock(await authorization())).toBe(401);
  expect(heard).toEqual([]);
});

it("refuses after a minute what it let in before", async () => {
  const token = `Internal ${await signed(claims())}`;
  expect(await knock(token)).toBe(200);
  vi.useFakeTimers({ now: Date.now() + 60_000, toFake: ["Date"] });
  expect(await knock(token)).toBe(401);
});
