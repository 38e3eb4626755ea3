import { randomUUID } from "node:crypto";
import { decodeJwt } from "jose";
import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Browser } from "./authorization/browser.testing.ts";
import { type App, discover, push, redeem, withNonce } from "./authorization/flow.testing.ts";
import { OFFICE_APP } from "./authorization/office.ts";
import type { TestServer } from "./authorization/testing.ts";
import { asOwner, loginOf } from "./database/connect.ts";
import { TEST_SERVER_URL } from "./database/testing.ts";
import { pathsOf } from "./environment.ts";
import { endPost } from "./registry/posts.ts";
import { fixturePersonId, fixtureTaxpayerId } from "./sample-data/fixture.ts";
import { fixturePostId } from "./sample-data/officers.ts";
import { FIXTURE_AGREEMENT } from "./sample-data/offices.ts";
import { type Answer, graphOf, person } from "./testing/app.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform({ sampleInvoices: 10 });
}, 120_000);
afterAll(() => platform.close());

const RECORD = `query ($id: ID!) { taxpayerForOfficer(id: $id) { name status people { nameMasked } } }`;
const T1 = fixtureTaxpayerId(1);

/** A sample officer at the workbench, by its pages; answers how it asks the graph. */
async function officer(n: number) {
  const issuer = platform.origin + pathsOf("sandbox").issuer;
  const client: oauth.Client = { client_id: OFFICE_APP, token_endpoint_auth_method: "none" };
  const workbench: App = {
    as: await discover({ environment: { issuer } } as TestServer),
    client,
    auth: oauth.None(),
    dpop: oauth.DPoP(client, await oauth.generateKeyPair("ES256")),
    redirectUri: `${platform.origin}/office/signed-in`,
    options: { [oauth.allowInsecureRequests]: true },
  };
  const started = await push(workbench, { scope: "openid officer:office officer:taxpayer" });
  const browser = new Browser();
  await browser.visit(started.url);
  await browser.submit([["person", fixturePersonId(n)]]);
  await browser.submit([["post", fixturePostId(n)]]);
  const { access_token: accessToken } = await withNonce(async () =>
    oauth.processAuthorizationCodeResponse(
      workbench.as,
      workbench.client,
      await redeem(workbench, started, new URL(browser.url)),
    ),
  );
  const ask = async (query: string, variables: object, caseNo?: string) => {
    const headers = new Headers({ "content-type": "application/json" });
    if (caseNo) headers.set("case-number", caseNo);
    const body = JSON.stringify({ query, variables });
    const send = () =>
      oauth.protectedResourceRequest(accessToken, "POST", graphOf(platform), headers, body, {
        ...workbench.options,
        DPoP: workbench.dpop,
      });
    const response = await withNonce(send).catch((error: unknown) => {
      if (error instanceof oauth.WWWAuthenticateChallengeError) return error.response;
      throw error;
    });
    const { data, errors } = (await response.json()) as Pick<Answer, "data" | "errors">;
    return {
      status: response.status,
      data,
      codes: (errors ?? []).map(({ extensions }) => extensions.code),
    };
  };
  return { claims: decodeJwt(accessToken), ask };
}

const inSandbox = <T>(work: (client: Parameters<typeof endPost>[0]) => Promise<T>) =>
  asOwner(
    {
      ...loginOf(process.env[TEST_SERVER_URL] as string),
      database: `${platform.config.databasePrefix}_sandbox`,
    },
    (client) => work(client as never),
  );

describe("an officer at the workbench", () => {
  it("sees a taxpayer of the own area and none of another, and the taxpayer sees who looked", async () => {
    const county = await officer(22);
    const { data, codes } = await county.ask(RECORD, { id: T1 });
    expect(codes).toEqual([]);
    expect(data.taxpayerForOfficer).toMatchObject({ name: "样例制造（杭州）有限公司", status: "NORMAL" });
    expect(data.taxpayerForOfficer.people[0]).toEqual({ nameMasked: "林**" });
    expect((await county.ask(RECORD, { id: fixtureTaxpayerId(12) })).codes).toEqual(["JURISDICTION_DENIED"]);

    const city = await officer(24);
    expect((await city.ask(RECORD, { id: T1 })).codes).toEqual(["PURPOSE_REQUIRED"]);
    expect((await city.ask(RECORD, { id: T1 }, "HZ-2026-0001")).codes).toEqual([]);
    expect((await city.ask(RECORD, { id: T1 }, "not a number")).status).toBe(400);

    const owner = await person(platform, { person: fixturePersonId(1), taxpayer: T1 });
    const { data: shares } = await owner.ask(
      `{ sharesAboutMe(first: 10) { nodes { actorKind actorText outcome caseNo } } }`,
    );
    expect(shares.sharesAboutMe.nodes).toContainEqual(
      expect.objectContaining({ actorKind: "OFFICER", outcome: "DONE", caseNo: "HZ-2026-0001" }),
    );
    expect(shares.sharesAboutMe.nodes).toContainEqual(
      expect.objectContaining({ actorKind: "OFFICER", outcome: "PURPOSE_REQUIRED", caseNo: null }),
    );
  });

  it("has nothing to do with a taxpayer's own data by other ways", async () => {
    const county = await officer(22);
    expect((await county.ask(`{ myTaxpayer { name } }`, {})).codes).toEqual(["FORBIDDEN_SCOPE"]);
    expect((await county.ask(`{ invoice(id: "inv_1") { id } }`, {})).codes).toEqual(["FORBIDDEN_SCOPE"]);
  });

  it("is out with the next call after signing out", async () => {
    const { ask } = await officer(28);
    const { data } = await ask(
      `mutation ($input: LeaveOfficeInput!) { leaveOffice(input: $input) { officerPost { title } userErrors { code } } }`,
      { input: { idempotencyKey: randomUUID() } },
    );
    expect(data.leaveOffice).toEqual({ officerPost: { title: "税源管理岗" }, userErrors: [] });
    expect(await ask(RECORD, { id: fixtureTaxpayerId(12) })).toMatchObject({
      status: 401,
      codes: ["POST_ENDED"],
    });
  });

  it("is out with the next call when the post ends", async () => {
    const station = await officer(21);
    const T3 = fixtureTaxpayerId(3);
    expect((await station.ask(RECORD, { id: T3 })).codes).toEqual([]);
    expect(await inSandbox((client) => endPost(client, fixturePostId(21)))).toBe(true);
    const after = await station.ask(RECORD, { id: T3 });
    expect(after).toMatchObject({ status: 401, codes: ["POST_ENDED"] });
  });
});

it("an agent signs in to the portal for a client, within an agent's bounds, as long as the agency lasts", async () => {
  const client = fixtureTaxpayerId(3);
  const agent = await person(platform, { person: fixturePersonId(42), taxpayer: client });
  expect(decodeJwt(agent.accessToken)).toMatchObject({ tp: client });
  const { data } = await agent.ask(`{ myTaxpayer { name } }`);
  expect(data.myTaxpayer).toEqual({ name: "杭州西湖顺风小吃店" });
  const { errors } = await agent.ask(`{ myConsents(first: 1) { nodes { id } } }`);
  expect(errors?.[0]?.extensions.code).toBe("FORBIDDEN_SCOPE");

  const owner = await person(platform, { person: fixturePersonId(6), taxpayer: client });
  const { data: ended } = await owner.ask(
    `mutation ($input: AgencyStepInput!) { endAgency(input: $input) { agencyAgreement { status } userErrors { code } } }`,
    { input: { agreementId: FIXTURE_AGREEMENT, idempotencyKey: randomUUID() } },
  );
  expect(ended.endAgency).toEqual({ agencyAgreement: { status: "ENDED" }, userErrors: [] });
  const after = await agent.ask(`{ myTaxpayer { name } }`);
  expect([after.status, after.errors?.[0]?.extensions.code]).toEqual([401, "CONSENT_REVOKED"]);
});
