import { importJWK, SignJWT } from "jose";
import * as oauth from "oauth4webapi";
import { Browser } from "./browser.testing.ts";
import {
  type App,
  agree,
  app,
  bookkeeping,
  portal,
  push,
  redeem,
  tokens,
  withNonce,
} from "./flow.testing.ts";
import { BANK_APP } from "./samples.ts";
import { fixture, type TestServer } from "./testing.ts";

/** Things that may be used once, and how twenty at a time try to use each. One round answers how many succeeded. */
export type Race = () => Promise<number>;

export const WIDTH = 20;

const together = async (attempt: (i: number) => Promise<boolean>): Promise<number> =>
  (await Promise.all(Array.from({ length: WIDTH }, (_, i) => attempt(i)))).filter(Boolean).length;

const accepted = async (response: Response): Promise<boolean> => {
  await response.body?.cancel();
  if (response.status >= 500) throw new Error(`the server answered ${response.status}`);
  return response.status === 200;
};

/** Every race by name, ready to run on this server. */
export async function races(server: TestServer): Promise<Record<string, Race>> {
  const vendor = await app(server);
  const bank = await signer(server);
  return {
    code: codeRace(vendor),
    assertion: assertionRace(bank),
    proof: proofRace(bank),
    request: requestRace(vendor),
    rotation: await rotationRace(server),
  };
}

/** One authorization code, twenty times, each with an assertion and a proof of its own. */
function codeRace(vendor: App): Race {
  const browser = new Browser();
  return async () => {
    const started = await push(vendor, { authorization_details: bookkeeping() });
    const { back } = await agree(started.url, {}, browser);
    return together(async () => accepted(await redeem(vendor, started, back)));
  };
}

/** One pushed request that a person agreed to once, answered twenty times. */
function requestRace(vendor: App): Race {
  return async () => {
    const browser = new Browser();
    const started = await push(vendor, { authorization_details: bookkeeping() });
    await browser.visit(started.url);
    await browser.submit([["person", fixture.person("01")]]);
    const resume = await decided(browser);
    const cookie = browser.cookiesFor(resume);
    return together(async () => {
      const response = await fetch(resume, { redirect: "manual", headers: { cookie } });
      await response.body?.cancel();
      if (response.status >= 500) throw new Error(`the server answered ${response.status}`);
      return new URL(response.headers.get("location") ?? "http://none/").searchParams.has("code");
    });
  };
}

/** Agrees, and stops at the address that answers the app. */
async function decided(browser: Browser): Promise<string> {
  const [, action] = /<form[^>]* method="post" action="([^"]+)"/.exec(browser.html)!;
  const target = new URL(action!, browser.url);
  const fields = new URLSearchParams([
    ["taxpayer", fixture.T1.taxpayerId],
    ["scope", "invoice:read"],
    ["months", "6"],
    ["decision", "grant"],
  ]);
  for (const name of ["token", "text", "lang"])
    fields.append(name, new RegExp(`name="${name}" value="([^"]*)"`).exec(browser.html)![1]!);
  const response = await fetch(target, {
    method: "POST",
    redirect: "manual",
    body: fields,
    headers: { cookie: browser.cookiesFor(target.href), origin: target.origin },
  });
  return new URL(response.headers.get("location")!, target).href;
}

/** The portal's refresh token, which rotates: the next round goes on with what the winner got. */
async function rotationRace(server: TestServer): Promise<Race> {
  const own = await portal(server);
  const signIn = async () =>
    (await tokens(own, { parameters: { scope: "consent:manage invoice:read" } })).answer.refresh_token!;
  return async () => {
    const token = await signIn();
    return together(async () =>
      accepted(
        await oauth.refreshTokenGrantRequest(own.as, own.client, own.auth, token, {
          ...own.options,
          DPoP: own.dpop,
        }),
      ),
    );
  };
}

interface Signer {
  issuer: string;
  endpoint: string;
  assertion(): Promise<string>;
  proof(): Promise<string>;
}

/** The bank's two signatures, made by hand so that either can be sent again byte for byte. */
async function signer(server: TestServer): Promise<Signer> {
  const bank = await app(server, BANK_APP);
  await withNonce(async () =>
    oauth.processClientCredentialsResponse(
      bank.as,
      bank.client,
      await oauth.clientCredentialsGrantRequest(
        bank.as,
        bank.client,
        bank.auth,
        { scope: "invoice:verify" },
        { ...bank.options, DPoP: bank.dpop },
      ),
    ),
  );
  const jwk = server.sampleKey(BANK_APP);
  const key = await importJWK(jwk, "ES256");
  const pair = await oauth.generateKeyPair("ES256", { extractable: true });
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const endpoint = bank.as.token_endpoint!;
  let nonce: string | undefined;
  const sign = () =>
    new SignJWT({ htm: "POST", htu: endpoint, jti: crypto.randomUUID(), ...(nonce ? { nonce } : {}) })
      .setIssuedAt()
      .setProtectedHeader({ alg: "ES256", typ: "dpop+jwt", jwk: { kty: kty!, crv: crv!, x: x!, y: y! } })
      .sign(pair.privateKey);
  const refreshNonce = async () => {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: { dpop: await sign() },
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: BANK_APP,
        ...(await clientAssertion()),
      }),
    });
    await response.body?.cancel();
    nonce = response.headers.get("dpop-nonce") ?? nonce;
  };
  const clientAssertion = async () => ({
    client_assertion: await signer.assertion(),
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
  });
  const signer: Signer = {
    issuer: server.environment.issuer,
    endpoint,
    assertion: () =>
      new SignJWT({ jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: "ES256", kid: jwk.kid! })
        .setIssuer(BANK_APP)
        .setSubject(BANK_APP)
        .setAudience(server.environment.issuer)
        .setIssuedAt()
        .setExpirationTime("60s")
        .sign(key),
    proof: async () => {
      if (!nonce || Math.random() < 0.02) await refreshNonce();
      return sign();
    },
  };
  return signer;
}

const post = async ({ endpoint }: Signer, assertion: string, proof: string): Promise<boolean> =>
  accepted(
    await fetch(endpoint, {
      method: "POST",
      headers: { dpop: proof },
      body: new URLSearchParams({
        grant_type: "client_credentials",
        scope: "invoice:verify",
        client_assertion: assertion,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      }),
    }),
  );

/** One client assertion, twenty times, each with a proof of its own. */
const assertionRace =
  (bank: Signer): Race =>
  async () => {
    const assertion = await bank.assertion();
    const proofs: string[] = [];
    for (let i = 0; i < WIDTH; i += 1) proofs.push(await bank.proof());
    return together((i) => post(bank, assertion, proofs[i]!));
  };

/** One DPoP proof, twenty times, each with an assertion of its own. */
const proofRace =
  (bank: Signer): Race =>
  async () => {
    const proof = await bank.proof();
    const assertions = await Promise.all(Array.from({ length: WIDTH }, () => bank.assertion()));
    return together((i) => post(bank, assertions[i]!, proof));
  };
