import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hashOf, normalise } from "@open-tax/sdk/manifest";
import { decodeJwt } from "jose";
import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listReleases, publish, rollback, suspend } from "./app-square/release.commands.ts";
import { Browser } from "./authorization/browser.testing.ts";
import { type App, app, bookkeeping, push, redeem, withNonce } from "./authorization/flow.testing.ts";
import { BANK_APP, BOOKKEEPING_APP } from "./authorization/samples.ts";
import { fixture, type TestServer } from "./authorization/testing.ts";
import { openDatabase } from "./database/database.ts";
import { compose } from "./gateway/composition.ts";
import { publicSchema } from "./gateway/public-schema.ts";
import type { Database } from "./platform/context.ts";
import { Refusal } from "./platform/refusal.ts";
import { documentsAt, ReleaseRegistry } from "./release-registry.ts";
import { buildSubgraphs, entities, scopeCatalogue } from "./subgraphs.ts";
import { institution } from "./testing/app.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";

/* What apps may run in production, by real tokens over HTTP. */

let platform: TestPlatform;
let database: Database;
let registry: ReleaseRegistry;
beforeAll(async () => {
  platform = await startTestPlatform();
  const { config } = platform;
  database = await openDatabase({
    url: config.databaseUrl as string,
    name: `${config.databasePrefix}_production`,
    entities,
    dataDir: platform.dataDir,
  });
  const { sdl } = publicSchema(
    compose(buildSubgraphs().map((built) => ({ name: built.name, sdl: built.sdl }))),
  );
  registry = new ReleaseRegistry(database.writer, sdl, Object.keys(scopeCatalogue()));
});
afterAll(async () => {
  await database.close();
  await platform.close();
});

const examples = join(import.meta.dirname, "../../examples");
const documentOf = (example: string, name: string): string =>
  documentsAt(join(examples, example)).find(({ text }) => text.includes(`query ${name}`))?.text ?? "";
const VERIFY = documentOf("verify-an-invoice", "VerifyInvoice");
const RECEIVED = documentOf("read-my-invoices", "ReceivedInvoices");
const INPUT = { input: { number: "25332000000000000001", issuedOn: "2025-05-24", totalIncl: "4217.85" } };
const FREE = "query Free { taxAuthorities(first: 1) { nodes { name } } }";

const production = () =>
  ({
    origin: platform.origin,
    environment: { issuer: `${platform.origin}/oauth` },
    sampleKey: (id: string) =>
      JSON.parse(readFileSync(join(platform.dataDir, "sample-apps", `${id}.jwk.json`), "utf8")),
  }) as unknown as TestServer;

interface Token {
  app: App;
  value: string;
  refresh?: string | undefined;
  claims: ReturnType<typeof decodeJwt>;
}
const tokenOf = (vendor: App, { access_token, refresh_token }: oauth.TokenEndpointResponse): Token => ({
  app: vendor,
  value: access_token,
  refresh: refresh_token,
  claims: decodeJwt(access_token),
});

async function bank(): Promise<Token> {
  const own = await app(production(), BANK_APP);
  const answer = await withNonce(async () =>
    oauth.processClientCredentialsResponse(
      own.as,
      own.client,
      await oauth.clientCredentialsGrantRequest(
        own.as,
        own.client,
        own.auth,
        { scope: "invoice:verify" },
        { ...own.options, DPoP: own.dpop },
      ),
    ),
  );
  return tokenOf(own, answer);
}

/** 账易记账 with the consent of T1, given by its legal representative on production's own pages. */
async function consented(): Promise<Token> {
  const vendor = await app(production());
  const started = await push(vendor, { authorization_details: bookkeeping() });
  const accounts = JSON.parse(
    readFileSync(join(platform.dataDir, "sample-apps", "production-accounts.json"), "utf8"),
  ) as Record<string, string>;
  const browser = await new Browser().visit(started.url);
  await browser.submit([
    ["login", "linxiaofeng"],
    ["password", accounts.linxiaofeng as string],
  ]);
  await browser.submit([
    ["taxpayer", fixture.T1.taxpayerId],
    ["scope", "taxpayer:read"],
    ["scope", "invoice:read"],
    ["months", "6"],
    ["decision", "grant"],
  ]);
  const answer = await withNonce(async () =>
    oauth.processAuthorizationCodeResponse(
      vendor.as,
      vendor.client,
      await redeem(vendor, started, new URL(browser.url)),
    ),
  );
  return tokenOf(vendor, answer);
}

async function refreshed({ app: vendor, refresh }: Token): Promise<Token> {
  const answer = await withNonce(async () =>
    oauth.processRefreshTokenResponse(
      vendor.as,
      vendor.client,
      await oauth.refreshTokenGrantRequest(vendor.as, vendor.client, vendor.auth, refresh as string, {
        ...vendor.options,
        DPoP: vendor.dpop,
      }),
    ),
  );
  return tokenOf(vendor, { ...answer, refresh_token: answer.refresh_token ?? refresh });
}

type Answer = { data?: any; errors?: any[]; extensions?: any };

/** Asks production's graph, by POST unless the body is a query string. */
async function ask(
  token: Token | undefined,
  body: object | string,
  accept = "application/json",
): Promise<Answer> {
  const url = new URL(`${platform.origin}/graphql${typeof body === "string" ? `?${body}` : ""}`);
  const method = typeof body === "string" ? "GET" : "POST";
  const headers = new Headers({
    accept,
    ...(method === "POST" ? { "content-type": "application/json" } : {}),
  });
  const sent = method === "POST" ? JSON.stringify(body) : undefined;
  const response = token
    ? await withNonce(() =>
        oauth.protectedResourceRequest(token.value, method, url, headers, sent, {
          ...token.app.options,
          DPoP: token.app.dpop,
        }),
      )
    : await fetch(url, { method, headers, ...(sent ? { body: sent } : {}) });
  const text = await response.text();
  return JSON.parse(/^data: (.+)$/m.exec(text)?.[1] ?? text) as Answer;
}

const byHash = (text: string, variables: object = {}) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(text) } },
  variables,
});
const codes = ({ errors }: Answer) => (errors ?? []).map(({ extensions }) => extensions.code);
const events = "text/event-stream";

describe("an app in production", () => {
  it("runs a document of its release by hash, by documentId, as it stands in its source, and otherwise spaced", async () => {
    const token = await bank();
    expect(token.claims.rel).toMatch(/^rel_/);
    const answers = await Promise.all([
      ask(token, byHash(VERIFY, INPUT)),
      ask(token, { documentId: `sha256:${hashOf(VERIFY)}`, variables: INPUT }),
      ask(token, { query: VERIFY, variables: INPUT }),
      ask(token, { query: `# verifies\n${normalise(VERIFY)}`, variables: INPUT }),
      ask(token, { query: VERIFY, ...byHash(VERIFY, INPUT) }),
      ask(token, new URLSearchParams({ query: VERIFY, variables: JSON.stringify(INPUT) }).toString()),
      ask(token, byHash(VERIFY, INPUT), events),
    ]);
    expect(answers.flatMap(codes)).toEqual([]);
    // Five look-ups of one invoice a day are answered.
    expect(answers.map(({ data }) => data.verifyInvoice.outcome).sort()).toEqual(
      expect.arrayContaining(["MATCH"]),
    );
  });

  it.each([
    ["another text", { query: FREE }, hashOf(FREE)],
    ["an unknown hash", byHash(FREE), hashOf(FREE)],
    ["an unknown documentId", { documentId: "f".repeat(64) }, "f".repeat(64)],
    ["the hash of another app's document", byHash(RECEIVED, { first: 1 }), hashOf(RECEIVED)],
    ["another app's document", { query: RECEIVED, variables: { first: 1 } }, hashOf(RECEIVED)],
    ["its own hash with another text", { query: FREE, ...byHash(VERIFY, INPUT) }, hashOf(VERIFY)],
    ["its own text with another hash", { ...byHash(FREE), query: VERIFY, variables: INPUT }, hashOf(FREE)],
    ["a text that does not parse", { query: "query {" }, null],
    ["nothing", {}, null],
    ["something else", { query: 7, extensions: "x" }, null],
    ["another text by GET", new URLSearchParams({ query: FREE }).toString(), hashOf(FREE)],
    [
      "two texts by GET",
      `query=${encodeURIComponent(VERIFY)}&query=${encodeURIComponent(FREE)}`,
      hashOf(FREE),
    ],
  ])("runs nothing else: %s", async (_, body, hash) => {
    const token = await bank();
    for (const accept of ["application/json", "application/graphql-response+json"]) {
      const answer = await ask(token, body, accept);
      expect(answer.data).toBeUndefined();
      expect(answer.errors).toHaveLength(1);
      expect(answer.errors?.[0].extensions).toMatchObject({
        code: "OPERATION_NOT_APPROVED",
        actor: "APP",
        messageEn: expect.stringContaining("published release"),
        details: { release: token.claims.rel, hash },
      });
    }
  });

  it("runs nothing else as a stream either", async () => {
    const token = await bank();
    expect(codes(await ask(token, { query: FREE }, events))).toEqual(["OPERATION_NOT_APPROVED"]);
    expect(codes(await ask(token, byHash(RECEIVED), events))).toEqual(["OPERATION_NOT_APPROVED"]);
  });

  it("teaches production no document, whoever sends it, with a hash or without", async () => {
    const taught = `query Taught_${randomUUID().slice(0, 8)} { taxAuthorities(first: 1) { nodes { name } } }`;
    const token = await bank();
    const raw = { extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(taught) } } };
    expect(codes(await ask(undefined, { query: normalise(taught), ...raw }))).toEqual([]);
    expect(codes(await ask(undefined, { query: taught }))).toEqual([]);
    expect(codes(await ask(token, { query: normalise(taught), ...raw }))).toEqual(["OPERATION_NOT_APPROVED"]);
    expect(codes(await ask(token, raw))).toEqual(["OPERATION_NOT_APPROVED"]);
    expect(codes(await ask(undefined, raw))).toEqual(["PERSISTED_QUERY_NOT_FOUND"]);
    // Nor does an app's own registered document become anybody's.
    expect(codes(await ask(undefined, byHash(VERIFY, INPUT)))).toEqual(["PERSISTED_QUERY_NOT_FOUND"]);
  });

  it("is free in the sandbox, as anybody without a token is over public data", async () => {
    const sandboxed = await institution(platform, BANK_APP, "invoice:verify");
    expect(codes(await sandboxed.ask(FREE))).toEqual([]);
    expect(decodeJwt(sandboxed.accessToken).rel).toBeUndefined();
    expect(codes(await ask(undefined, { query: FREE }))).toEqual([]);
  });

  it("shows its access sheet to everybody", async () => {
    const { data } = await ask(undefined, {
      query: `query Sheet($app: ID!) { appRelease(appId: $app) { version status accessSheet { writes highestClass cost
        operations { name kind hash cost scopes } fields { coordinate class zh en operations } scopes { scope } } } }`,
      variables: { app: BOOKKEEPING_APP },
    });
    expect(data.appRelease).toMatchObject({
      version: "1.0.0",
      status: "PUBLISHED",
      accessSheet: { writes: false, highestClass: "C3" },
    });
    expect(data.appRelease.accessSheet.operations.map(({ name }: { name: string }) => name)).toEqual([
      "MyTaxpayer",
      "ReceivedInvoices",
    ]);
    expect(data.appRelease.accessSheet.scopes).toEqual([
      { scope: "invoice:read" },
      { scope: "taxpayer:read" },
    ]);
    const total = data.appRelease.accessSheet.fields.find(
      ({ coordinate }: { coordinate: string }) => coordinate === "Invoice.total",
    );
    expect(total).toMatchObject({ class: "C3", operations: ["ReceivedInvoices"] });
    expect([total.zh, total.en]).toEqual([
      expect.stringMatching(/[\u4e00-\u9fff]/),
      expect.stringMatching(/[a-z]{3}/),
    ]);
  });
});

describe("registering a release", () => {
  const refusals = (work: Promise<unknown>) =>
    work.then(
      () => [],
      (error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
        return error.problems.map(({ code, details }) => ({ code, ...details }));
      },
    );
  const submit = (text: string, more: object = {}) =>
    refusals(
      registry.register({
        appId: BANK_APP,
        version: "9.0.0",
        documents: [{ text, path: "src/app.ts", line: 10 }],
        ...more,
      }),
    );

  it("refuses what could not run, and says where", async () => {
    expect(await submit("query A {\n taxAuthorities { nme }\n}")).toEqual([
      expect.objectContaining({ code: "RELEASE_DOCUMENT_INVALID", path: "src/app.ts", line: 11 }),
    ]);
    expect(await submit("query A {")).toEqual([
      expect.objectContaining({
        code: "RELEASE_DOCUMENT_INVALID",
        reason: expect.stringContaining("Syntax"),
      }),
    ]);
    const wide = Array.from({ length: 60 }, (_, at) => `a${at}: __typename`).join(" ");
    expect(await submit(`{ ${wide} }`)).toEqual([
      expect.objectContaining({ code: "RELEASE_DOCUMENT_INVALID", reason: expect.stringMatching(/complex/) }),
    ]);
  });

  it("refuses scopes beyond the app's registration, each field by name, and versions that are not newer", async () => {
    expect(
      await submit("{ invoices(direction: SALES, first: 1) { nodes { total } } }", { version: "1.0.0" }),
    ).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: "RELEASE_VERSION_NOT_NEWER", highest: "1.0.0" }),
        expect.objectContaining({
          code: "SCOPE_NOT_APPROVED",
          field: "Invoice.total",
          scopes: [["invoice:read"]],
        }),
      ]),
    );
    expect(await submit(FREE, { version: "1.0" })).toEqual([
      expect.objectContaining({ code: "RELEASE_VERSION_FORMAT" }),
    ]);
    expect(await submit(FREE, { appId: "app_none" })).toEqual([
      expect.objectContaining({ code: "RELEASE_APP_UNKNOWN" }),
    ]);
    expect(await submit(FREE, { documents: [] })).toEqual([
      expect.objectContaining({ code: "RELEASE_WITHOUT_DOCUMENTS" }),
    ]);
    expect(await listReleases(database.writer, BANK_APP)).toHaveLength(1);
  });
});

describe("a release's life", () => {
  const WIDER = RECEIVED.replace(/\btotal\b/, "total taxAmount");

  it("is carried by tokens from one renewal to the next; fields nobody has consented to stay shut", async () => {
    const before = await consented();
    const [first] = await listReleases(database.writer, BOOKKEEPING_APP);
    expect(before.claims).toMatchObject({ rel: first?.id, fh: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const reading = await ask(before, byHash(RECEIVED, { first: 2 }));
    expect(codes(reading)).toEqual([]);
    expect(reading.data.invoices.nodes).toHaveLength(2);

    const second = await registry.register({
      appId: BOOKKEEPING_APP,
      version: "1.1.0",
      documents: [{ text: WIDER }],
      publish: true,
    });
    expect(codes(await ask(before, byHash(RECEIVED, { first: 2 })))).toEqual([]);
    expect(codes(await ask(before, byHash(WIDER, { first: 2 })))).toEqual(["OPERATION_NOT_APPROVED"]);

    const after = await refreshed(before);
    expect(after.claims).toMatchObject({ rel: second.id, fh: before.claims.fh });
    expect(codes(await ask(after, byHash(RECEIVED, { first: 2 })))).toEqual(["OPERATION_NOT_APPROVED"]);
    const wider = await ask(after, byHash(WIDER, { first: 2 }));
    expect(wider.errors?.[0].extensions).toMatchObject({
      code: "FIELD_NOT_CONSENTED",
      actor: "TAXPAYER",
      details: { field: "Invoice.taxAmount" },
    });

    const back = await rollback(database.writer, BOOKKEEPING_APP);
    expect(back).toMatchObject({ id: first?.id, status: "PUBLISHED" });
    expect((await refreshed(after)).claims.rel).toBe(first?.id);
    expect(await listReleases(database.writer, BOOKKEEPING_APP)).toMatchObject([
      { version: "1.1.0", status: "ROLLED_BACK" },
      { version: "1.0.0", status: "PUBLISHED" },
    ]);
    await expect(rollback(database.writer, BOOKKEEPING_APP)).rejects.toThrow(/没有可以回退/);

    await database.writer.query(
      "update release set superseded_at = now() - interval '601 seconds' where id = $1",
      [second.id],
    );
    await expect
      .poll(async () => codes(await ask(after, byHash(WIDER, { first: 2 }))), { timeout: 5_000 })
      .toEqual(["RELEASE_SUPERSEDED"]);
  });

  it("ends at once when it is suspended, and goes on when it is published again", async () => {
    const token = await bank();
    const release = token.claims.rel as string;
    expect(codes(await ask(token, byHash(VERIFY, INPUT)))).toEqual([]);
    await suspend(database.writer, release, "样例");
    const started = performance.now();
    await expect
      .poll(async () => codes(await ask(token, byHash(VERIFY, INPUT))), { timeout: 5_000, interval: 20 })
      .toEqual(["RELEASE_SUSPENDED"]);
    expect(performance.now() - started).toBeLessThan(5_000);
    const renewed = await bank();
    expect(codes(await ask(renewed, byHash(VERIFY, INPUT)))).toEqual(["RELEASE_SUSPENDED"]);
    await expect(suspend(database.writer, release, "again")).rejects.toThrow(/当前状态/);
    await publish(database.writer, release);
    await expect
      .poll(async () => codes(await ask(renewed, byHash(VERIFY, INPUT))), { timeout: 5_000 })
      .toEqual([]);
  });
});
