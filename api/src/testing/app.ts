import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeJwt } from "jose";
import * as oauth from "oauth4webapi";
import {
  type App,
  agree,
  app,
  bookkeeping,
  type Decision,
  portal,
  push,
  redeem,
  tokens,
  withNonce,
} from "../authorization/flow.testing.ts";
import type { TestServer } from "../authorization/testing.ts";
import { pathsOf } from "../environment.ts";
import type { TestPlatform } from "./platform.ts";

export type Answer = { status: number; headers: Headers; data?: any; errors?: any[]; extensions?: any };

/** An app that holds a token, as it speaks to the sandbox's graph. */
export interface ConsentedApp {
  app: App;
  accessToken: string;
  refreshToken: string | undefined;
  consentId: string;
  /** Asks the graph with a fresh proof; `reachedAt` is where the request goes when not to the graph's own address. */
  ask(query: string, variables?: object, reachedAt?: string): Promise<Answer>;
}

/** The sandbox as the authorization server's test client sees it. */
export const sandboxOf = (platform: TestPlatform) =>
  ({
    origin: platform.origin,
    environment: { issuer: platform.origin + pathsOf("sandbox").issuer },
    sampleKey: (id: string) =>
      JSON.parse(readFileSync(join(platform.dataDir, "sample-apps", `${id}.jwk.json`), "utf8")),
  }) as unknown as TestServer;

export const graphOf = (platform: TestPlatform) => new URL(platform.origin + pathsOf("sandbox").graph);

/** 账易记账 with the consent of a person for a company, by the pages' forms. */
export async function consentedApp(
  platform: TestPlatform,
  decision: Decision = {},
  asked: Record<string, string> = {},
): Promise<ConsentedApp> {
  const vendor = await app(sandboxOf(platform));
  const started = await push(vendor, { authorization_details: bookkeeping(), ...asked });
  const { back } = await agree(started.url, decision);
  const answer = await withNonce(async () =>
    oauth.processAuthorizationCodeResponse(vendor.as, vendor.client, await redeem(vendor, started, back)),
  );
  return speaking(platform, vendor, answer.access_token, answer.refresh_token);
}

/** The portal as a person uses it, acting for a company. */
export async function person(platform: TestPlatform, decision: Decision): Promise<ConsentedApp> {
  const own = await portal(sandboxOf(platform));
  const { answer } = await tokens(own, {
    parameters: { scope: "consent:manage taxpayer:read invoice:read" },
    decision,
  });
  return speaking(platform, own, answer.access_token, answer.refresh_token);
}

/** A bank in its own right. */
export async function institution(
  platform: TestPlatform,
  appId: string,
  scope: string,
): Promise<ConsentedApp> {
  const bank = await app(sandboxOf(platform), appId);
  const answer = await withNonce(async () =>
    oauth.processClientCredentialsResponse(
      bank.as,
      bank.client,
      await oauth.clientCredentialsGrantRequest(
        bank.as,
        bank.client,
        bank.auth,
        { scope },
        { ...bank.options, DPoP: bank.dpop },
      ),
    ),
  );
  return speaking(platform, bank, answer.access_token, undefined);
}

function speaking(
  platform: TestPlatform,
  vendor: App,
  accessToken: string,
  refreshToken: string | undefined,
): ConsentedApp {
  const url = graphOf(platform);
  const send = (query: string, variables: object, reachedAt: string) =>
    oauth.protectedResourceRequest(
      accessToken,
      "POST",
      url,
      new Headers({ "content-type": "application/json" }),
      JSON.stringify({ query, variables }),
      {
        ...vendor.options,
        DPoP: vendor.dpop,
        [oauth.customFetch]: (address, init) =>
          fetch(address.replace(platform.origin, reachedAt), init as RequestInit),
      },
    );
  return {
    app: vendor,
    accessToken,
    refreshToken,
    consentId: decodeJwt(accessToken).gid as string,
    ask: (query, variables = {}, reachedAt = platform.origin) =>
      withNonce(() => send(query, variables, reachedAt)).then(read, refused),
  };
}

const read = async (response: Response): Promise<Answer> => ({
  status: response.status,
  headers: response.headers,
  ...((await response.json()) as object),
});

/** oauth4webapi throws on a challenge; the answer is in it. */
const refused = async (error: unknown): Promise<Answer> => {
  if (error instanceof oauth.WWWAuthenticateChallengeError) return read(error.response);
  throw error;
};
