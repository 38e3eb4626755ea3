import type { KeyObject, webcrypto } from "node:crypto";
import { KeyObject as Key } from "node:crypto";
import type { JWK } from "jose";
import * as oauth from "oauth4webapi";
import { Pool } from "undici";
import { agree, app, bookkeeping, push, redeem, withNonce } from "../authorization/flow.testing.ts";
import { graphOf, sandboxOf } from "./app.ts";
import type { Fuzzer } from "./fuzz.ts";
import type { TestPlatform } from "./platform.ts";
import { type Genuine, mutated, proof } from "./token-mutations.ts";

const BODY = JSON.stringify({ query: "{ myTaxpayer { id } }" });
/** A token is renewed well before its 300 seconds are over. */
const RENEW_MS = 200_000;

/** A consented app with keys in the open, and strangers who change one thing about what it sends. */
export async function tokenFuzzer(platform: TestPlatform): Promise<Fuzzer> {
  const vendor = await app(sandboxOf(platform));
  const pair = await oauth.generateKeyPair("ES256", { extractable: true });
  vendor.dpop = oauth.DPoP(vendor.client, pair);
  const key: KeyObject = Key.from(pair.privateKey as webcrypto.CryptoKey);
  const jwk = (await crypto.subtle.exportKey("jwk", pair.publicKey)) as JWK;
  const publicKey: JWK = { kty: jwk.kty!, crv: jwk.crv!, x: jwk.x!, y: jwk.y! };

  const started = await push(vendor, { authorization_details: bookkeeping() });
  const { back } = await agree(started.url);
  const first = await withNonce(async () =>
    oauth.processAuthorizationCodeResponse(vendor.as, vendor.client, await redeem(vendor, started, back)),
  );
  const { keys } = (await (await fetch(vendor.as.jwks_uri!)).json()) as { keys: JWK[] };

  let token = first.access_token;
  let renewed = Date.now();
  let nonce = "";
  let used = "";
  const graph = graphOf(platform);
  const pool = new Pool(graph.origin, { connections: 16 });
  const genuine = (): Genuine => ({
    token,
    key,
    jwk: publicKey,
    htu: graph.href,
    nonce: () => nonce,
    serverJwk: keys[0]!,
  });

  const send = async (headers: Record<string, string>) => {
    const {
      statusCode,
      headers: said,
      body,
    } = await pool.request({
      path: graph.pathname,
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: BODY,
    });
    if (typeof said["dpop-nonce"] === "string") nonce = said["dpop-nonce"];
    const answer = (await body.json()) as { data?: unknown; errors?: { extensions?: { code?: string } }[] };
    return { status: statusCode, data: answer.data, code: answer.errors?.[0]?.extensions?.code ?? "" };
  };

  const renew = async () => {
    const answer = await withNonce(async () =>
      oauth.processRefreshTokenResponse(
        vendor.as,
        vendor.client,
        await oauth.refreshTokenGrantRequest(vendor.as, vendor.client, vendor.auth, first.refresh_token!, {
          ...vendor.options,
          DPoP: vendor.dpop,
        }),
      ),
    );
    token = answer.access_token;
    renewed = Date.now();
  };

  return {
    async control() {
      if (Date.now() - renewed > RENEW_MS) await renew();
      for (let attempt = 0; attempt < 2; attempt += 1) {
        used = proof(genuine());
        const { status, data, code } = await send({ authorization: `DPoP ${token}`, dpop: used });
        if (status === 200 && data) return;
        if (code !== "DPOP_NONCE_REQUIRED" && attempt > 0)
          throw new Error(`a genuine request was refused: ${status} ${code}`);
      }
      throw new Error("a genuine request was refused");
    },
    async request(random) {
      const { what, headers } = mutated(random, genuine(), used);
      const { status, data, code } = await send(headers);
      return {
        answer: `${status} ${code}`,
        accepted: status < 400 || (data !== undefined && data !== null),
        serverError: status >= 500 || code === "INTERNAL",
        example: { what, headers },
      };
    },
  };
}
