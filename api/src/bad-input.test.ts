import { randomUUID } from "node:crypto";
import { get } from "node:http";
import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BANK_APP, BOOKKEEPING_APP } from "./authorization/samples.ts";
import { type ConsentedApp, consentedApp, institution, person } from "./testing/app.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";
import { type Heard, heard } from "./testing/refused.ts";

/* What a caller does wrong, and what it is told. Every answer is clear: a published code, both languages, nothing of our inside. */

const SANDBOX = "/sandbox/graphql";
const T3 = {
  person: "pn_018f0000-0000-7000-8000-000000000006",
  taxpayer: "tp_018f0000-0000-7000-8000-000000000003",
};
const HELLO = JSON.stringify({ query: "{ __typename }" });
const MINE = "{ myTaxpayer { name } }";
const VERIFY =
  "query ($input: VerifyInvoiceInput!) { verifyInvoice(input: $input) { outcome timesToday retryAt } }";

let platform: TestPlatform;
let vendor: ConsentedApp;
let bank: ConsentedApp;

beforeAll(async () => {
  platform = await startTestPlatform();
  vendor = await consentedApp(platform);
  bank = await institution(platform, BANK_APP, "invoice:verify");
});
afterAll(() => platform.close());

interface Sent {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}
const send = async ({ path = SANDBOX, method = "POST", headers = {}, body = HELLO }: Sent): Promise<Heard> =>
  heard(
    await fetch(platform.origin + path, {
      method,
      headers: { ...(method === "POST" ? { "content-type": "application/json" } : {}), ...headers },
      ...(method === "GET" || method === "HEAD" ? {} : { body }),
      redirect: "manual",
    }),
  );
const ask = (query: string, variables = {}, path = SANDBOX) =>
  send({ path, body: JSON.stringify({ query, variables }) });

/** The headers of a call by an app, with a proof for this method and address, not sent yet. */
async function credentials({ app, accessToken }: ConsentedApp, { path = SANDBOX, method = "POST" } = {}) {
  let kept: Record<string, string> = {};
  await oauth.protectedResourceRequest(
    accessToken,
    method,
    new URL(platform.origin + path),
    undefined,
    undefined,
    {
      ...app.options,
      DPoP: app.dpop,
      [oauth.customFetch]: async (_, { headers }) => {
        kept = headers as Record<string, string>;
        return new Response("{}");
      },
    },
  );
  return { authorization: kept.authorization!, dpop: kept.dpop! };
}

/** Credentials the graph accepts: it has told its nonce. */
async function accepted(by: ConsentedApp) {
  await by.ask("{ __typename }");
  return credentials(by);
}

describe("tokens and proofs", () => {
  const other = (text: string) => text.slice(0, -6) + (text.endsWith("AAAAAA") ? "BBBBBB" : "AAAAAA");

  it.each<[string, () => Promise<Sent> | Sent, string]>([
    ["a bearer token", () => ({ headers: { authorization: "Bearer abc" } }), "UNAUTHENTICATED"],
    ["an empty Authorization header", () => ({ headers: { authorization: "" } }), "UNAUTHENTICATED"],
    [
      "a proof without a token",
      async () => ({ headers: { dpop: (await accepted(vendor)).dpop } }),
      "UNAUTHENTICATED",
    ],
    [
      "a token without a proof",
      async () => ({ headers: { authorization: (await accepted(vendor)).authorization } }),
      "DPOP_INVALID",
    ],
    [
      "a token that is none",
      async () => ({ headers: { ...(await accepted(vendor)), authorization: "DPoP abc" } }),
      "UNAUTHENTICATED",
    ],
    [
      "a token with another signature",
      async () => {
        const { authorization, dpop } = await accepted(vendor);
        return { headers: { dpop, authorization: other(authorization) } };
      },
      "UNAUTHENTICATED",
    ],
    [
      "a proof that is none",
      async () => ({ headers: { ...(await accepted(vendor)), dpop: "x" } }),
      "DPOP_INVALID",
    ],
    [
      "a proof with another signature",
      async () => {
        const { authorization, dpop } = await accepted(vendor);
        return { headers: { authorization, dpop: other(dpop) } };
      },
      "DPOP_INVALID",
    ],
    [
      "a proof by the key of another app",
      async () => ({
        headers: { authorization: (await accepted(vendor)).authorization, dpop: (await accepted(bank)).dpop },
      }),
      "DPOP_INVALID",
    ],
    [
      "a proof for another method",
      async () => {
        await vendor.ask(MINE);
        return { headers: await credentials(vendor, { method: "GET" }) };
      },
      "DPOP_INVALID",
    ],
    [
      "a proof for another address",
      async () => {
        await vendor.ask(MINE);
        return { headers: await credentials(vendor, { path: "/graphql" }) };
      },
      "DPOP_INVALID",
    ],
    [
      "a sandbox token in production",
      async () => ({ path: "/graphql", headers: await credentials(vendor, { path: "/graphql" }) }),
      "AUDIENCE_MISMATCH",
    ],
  ])("%s", async (_, sent, code) => {
    const answer = await send(await sent());
    expect(answer).toMatchObject({ status: 401, codes: [code] });
    expect(answer.headers.get("www-authenticate")).toMatch(/^DPoP /);
    expect(answer.body).not.toHaveProperty("data");
  });

  it("a proof without the graph's nonce: the nonce comes with the refusal", async () => {
    const newcomer = await institution(platform, BANK_APP, "invoice:verify");
    const answer = await send({ headers: await credentials(newcomer) });
    expect(answer).toMatchObject({ status: 401, codes: ["DPOP_NONCE_REQUIRED"] });
    expect(answer.headers.get("dpop-nonce")).toEqual(expect.any(String));
    expect(answer.headers.get("www-authenticate")).toContain('error="use_dpop_nonce"');
  });

  it("a proof used twice", async () => {
    const headers = await accepted(vendor);
    expect((await send({ headers })).status).toBe(200);
    expect(await send({ headers })).toMatchObject({ status: 401, codes: ["DPOP_REPLAYED"] });
  });

  it("a withdrawn consent, and a scope that was not granted", async () => {
    const narrow = await consentedApp(
      platform,
      { ...T3, scopes: ["taxpayer:read"] },
      { scope: "taxpayer:read" },
    );
    const denied = await send({
      headers: await accepted(narrow),
      body: JSON.stringify({ query: "{ invoices(direction: SALES) { nodes { id } } }" }),
    });
    expect(denied).toMatchObject({ status: 200, codes: ["FORBIDDEN_SCOPE"] });
    const owner = await person(platform, T3);
    const WITHDRAW =
      "mutation ($input: RevokeConsentInput!) { revokeConsent(input: $input) { userErrors { code } } }";
    await owner.ask(WITHDRAW, { input: { consentId: narrow.consentId, idempotencyKey: randomUUID() } });
    expect(
      await send({ headers: await credentials(narrow), body: JSON.stringify({ query: MINE }) }),
    ).toMatchObject({ status: 401, codes: ["CONSENT_REVOKED"] });
  });
});

describe("documents", () => {
  const nested = (levels: number, open: string, inner: string) =>
    `${open.repeat(levels)}${inner}${"}".repeat(levels)}`;

  it.each<[string, string, string, object?]>([
    ["a syntax error", "{ taxAuthority(", "GRAPHQL_PARSE_FAILED"],
    [
      "too deep",
      nested(20, "{ parent ", "{ name }").replace("{ parent", '{ taxAuthority(code: "13301060000")'),
      "QUERY_TOO_COMPLEX",
      { limit: "depth" },
    ],
    ["deeper than the parser goes", nested(2_400, "{a", "{b}"), "QUERY_TOO_COMPLEX"],
    ["longer than the parser reads", `{ ${"a ".repeat(40_000)} }`, "QUERY_TOO_COMPLEX", { limit: "tokens" }],
    [
      "a value deeper than the planner goes",
      `{ taxAuthority(code: ${nested(1_000, "{a:", "1")}) { name } }`,
      "QUERY_TOO_COMPLEX",
      { limit: "nesting" },
    ],
    [
      "too many aliases",
      `{ ${Array.from({ length: 101 }, (_, i) => `a${i}: __typename`).join(" ")} }`,
      "QUERY_TOO_COMPLEX",
      { limit: "aliases" },
    ],
    [
      "too costly",
      `{ ${Array.from({ length: 20 }, (_, i) => `a${i}: taxAuthorities(first: 100) { nodes { name parent { name } } }`).join(" ")} }`,
      "QUERY_TOO_COMPLEX",
      { limit: "cost" },
    ],
    [
      "a page of 101",
      "{ regions(first: 101) { nodes { code } } }",
      "PAGE_TOO_LARGE",
      { found: 101, max: 100 },
    ],
    ["a page of none", "{ regions(first: 0) { nodes { code } } }", "PAGE_TOO_LARGE", { found: 0, max: 100 }],
    ["a cursor we never gave", '{ regions(after: "xx") { nodes { code } } }', "CURSOR_INVALID"],
    ["null where a value must be", "{ taxAuthority(code: null) { name } }", "GRAPHQL_VALIDATION_FAILED"],
  ])("%s", async (_, query, code, details) => {
    const answer = await ask(query);
    expect(answer.status).toBe(200);
    expect(answer.codes).toContain(code);
    if (details)
      expect(answer.problems.map((problem) => problem.details)).toContainEqual(
        expect.objectContaining(details),
      );
  });

  it("an unknown field, with the one that was meant", async () => {
    const { problems } = await ask('{ taxAuthorty(code: "13301060000") { name } }');
    expect(problems).toMatchObject([
      {
        code: "GRAPHQL_VALIDATION_FAILED",
        messageEn: expect.stringContaining('Did you mean "taxAuthority"'),
      },
    ]);
  });

  it.each<[string, object, string]>([
    [
      "an operation that is not in the document",
      { query: "query A { __typename }", operationName: "B" },
      "OPERATION_RESOLUTION_FAILURE",
    ],
    [
      "two operations and no name",
      { query: "query A { __typename } query B { __typename }" },
      "OPERATION_RESOLUTION_FAILURE",
    ],
    [
      "a variable of the wrong type",
      { query: "query ($n: Int!) { regions(first: $n) { nodes { code } } }", variables: { n: "five" } },
      "BAD_USER_INPUT",
    ],
    [
      "a variable that is missing",
      { query: "query ($n: Int!) { regions(first: $n) { nodes { code } } }" },
      "BAD_USER_INPUT",
    ],
    [
      "an input with a field too many",
      { query: VERIFY, variables: { input: { number: "12345678", issuedOn: "2026-01-01", nope: 1 } } },
      "BAD_USER_INPUT",
    ],
    ["a hash nobody registered", { documentId: `sha256:${"0".repeat(64)}` }, "PERSISTED_QUERY_NOT_FOUND"],
  ])("%s", async (_, body, code) => {
    expect(await send({ body: JSON.stringify(body) })).toMatchObject({ status: 200, codes: [code] });
  });
});

describe("requests", () => {
  const revoke = encodeURIComponent(
    'mutation { revokeConsent(input: { consentId: "x", idempotencyKey: "y" }) { userErrors { code } } }',
  );

  it.each<[string, Sent, number, string]>([
    ["a body that is not JSON", { body: '{"query": "{ __typename }"' }, 400, "BAD_REQUEST"],
    ["an empty body", { body: "" }, 400, "BAD_REQUEST"],
    ["JSON that is no request", { body: "[1]" }, 400, "BAD_REQUEST"],
    ["variables that are a text", { body: '{"query":"{ __typename }","variables":"x"}' }, 400, "BAD_REQUEST"],
    [
      "an operationName that is a number",
      { body: '{"query":"{ __typename }","operationName":5}' },
      400,
      "BAD_REQUEST",
    ],
    ["a body of 2 MB", { body: "a".repeat(2_000_000) }, 413, "BODY_TOO_LARGE"],
    [
      "a form",
      { headers: { "content-type": "application/x-www-form-urlencoded" }, body: "query=x" },
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "another character set",
      { headers: { "content-type": "application/json; charset=gbk" } },
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    ["compression", { headers: { "content-encoding": "gzip" } }, 415, "UNSUPPORTED_MEDIA_TYPE"],
    ["a page wanted as answer", { headers: { accept: "text/html" } }, 406, "NOT_ACCEPTABLE"],
    ["a malformed Accept", { headers: { accept: ";;;,,q=" } }, 406, "NOT_ACCEPTABLE"],
    ["PUT", { method: "PUT" }, 405, "METHOD_NOT_ALLOWED"],
    ["DELETE", { method: "DELETE" }, 405, "METHOD_NOT_ALLOWED"],
    ["a mutation by GET", { method: "GET", path: `${SANDBOX}?query=${revoke}` }, 405, "METHOD_NOT_ALLOWED"],
    ["GET without a query", { method: "GET" }, 400, "BAD_REQUEST"],
    [
      "GET with variables that are no JSON",
      { method: "GET", path: `${SANDBOX}?query=%7B__typename%7D&variables=%7B` },
      400,
      "BAD_REQUEST",
    ],
    ["an address below the graph", { path: `${SANDBOX}/nope` }, 404, "BAD_REQUEST"],
    ["an address below production's graph", { path: "/graphql/" }, 404, "BAD_REQUEST"],
  ])("%s", async (_, sent, status, code) => {
    const answer = await send(sent);
    expect(answer).toMatchObject({ status, codes: [code] });
    expect(answer.headers.get("x-request-id")).toBe(answer.body.extensions.requestId);
    if (status === 405) expect(answer.headers.get("allow")).toContain("POST");
  });

  it.each(["/health", "/results-jwks.json", "/sandbox/results-jwks.json"])(
    "anything but reading at %s",
    async (path) => {
      expect((await send({ path })).status).toBe(405);
    },
  );
});

describe("what is written on an invoice", () => {
  const right = { number: "26332000000000000001", issuedOn: "2026-01-05", totalIncl: "113.00" };

  it.each<[string, object, string, string]>([
    ["a number of twelve digits", { number: "123456789012" }, "INVOICE_NUMBER_FORMAT", "number"],
    ["a code of letters", { code: "abc" }, "INVOICE_CODE_FORMAT", "code"],
    ["a day that does not exist", { issuedOn: "2026-02-30" }, "DATE_FORMAT", "issuedOn"],
    ["a day written otherwise", { issuedOn: "2026/02/03" }, "DATE_FORMAT", "issuedOn"],
    ["an amount with one decimal", { totalIncl: "113.0" }, "AMOUNT_SCALE", "totalIncl"],
    ["an amount with three", { amountEx: "100.001" }, "AMOUNT_SCALE", "amountEx"],
    ["an amount as a number", { totalIncl: 113 }, "TEXT_EXPECTED", "totalIncl"],
    ["an amount beyond every book", { totalIncl: "99999999999999.00" }, "AMOUNT_RANGE", "totalIncl"],
    ["a check code of letters", { checkCode6: "abcdef" }, "CHECK_CODE_FORMAT", "checkCode6"],
  ])("%s", async (_, wrong, code, field) => {
    const answer = await ask(VERIFY, { input: { ...right, ...wrong } });
    expect(answer).toMatchObject({ status: 200, codes: [code] });
    expect(answer.problems[0]!.path).toEqual(["input", field]);
    const written = await ask(
      `{ verifyInvoice(input: ${JSON.stringify({ ...right, ...wrong }).replace(/"(\w+)":/g, "$1:")}) { outcome } }`,
    );
    expect(written).toMatchObject({ status: 200, codes: [code] });
  });

  it("everything that is wrong is said at once", async () => {
    const { codes } = await ask(VERIFY, {
      input: { number: "12", code: "x", issuedOn: "2026-13-45", totalIncl: "1.5", checkCode6: "a" },
    });
    expect(codes.sort()).toEqual([
      "AMOUNT_SCALE",
      "CHECK_CODE_FORMAT",
      "DATE_FORMAT",
      "INVOICE_CODE_FORMAT",
      "INVOICE_NUMBER_FORMAT",
    ]);
  });

  it("no value that was sent comes back", async () => {
    const { text } = await ask(VERIFY, { input: { ...right, number: "330106199001011234X" } });
    expect(text).not.toContain("330106199001011234X");
  });

  it("nothing to prove it by; and no captcha, for the public", async () => {
    const { number, issuedOn } = right;
    const missing = await ask(VERIFY, { input: { number, issuedOn } });
    expect(missing).toMatchObject({ status: 200, codes: ["VERIFY_PARAM_REQUIRED"] });
    expect(missing.problems[0]!.path?.[0]).toBe("input");
    expect(await ask(VERIFY, { input: right })).toMatchObject({ status: 200, codes: ["CAPTCHA_INVALID"] });
  });
});

describe("five look-ups a day", () => {
  interface Issued {
    number: string;
    issuedOn: string;
    total: string;
    kind: string;
    status: string;
  }
  let issued: Issued[];
  beforeAll(async () => {
    const { data } = await vendor.ask(
      "{ invoices(direction: SALES, first: 100) { nodes { kind number total issuedOn status } } }",
    );
    issued = data.invoices.nodes.filter(
      ({ kind, status }: Issued) => kind.startsWith("DIGITAL_SPECIAL") && status === "NORMAL",
    );
  });
  /** Each with an amount of its own: what differs is looked up anew, what agrees is remembered. */
  const lookUp = async ({ number, issuedOn }: Issued, i: number) => {
    const input = { number, issuedOn, totalIncl: `${i}.01` };
    let answer = await bank.ask(VERIFY, { input });
    // A thousand at once is more than the platform takes in; it says so and forgets them.
    while (answer.status === 429) answer = await bank.ask(VERIFY, { input });
    return answer.data.verifyInvoice as { outcome: string; timesToday: number; retryAt: string | null };
  };

  it("the sixth is told when to come again", async () => {
    for (let i = 1; i <= 5; i++)
      expect(await lookUp(issued[0]!, i)).toEqual({ outcome: "MISMATCH", timesToday: i, retryAt: null });
    const sixth = await lookUp(issued[0]!, 6);
    expect(sixth).toMatchObject({ outcome: "LIMIT_REACHED", timesToday: 5 });
    const wait = Date.parse(sixth.retryAt!) - Date.now();
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(24 * 3_600_000);
    expect(await lookUp(issued[1]!, 7)).toMatchObject({ outcome: "MISMATCH", timesToday: 1 });
  });

  it("of 1,000 at once exactly five are counted", async () => {
    const answers: Awaited<ReturnType<typeof lookUp>>[] = [];
    let next = 0;
    const worker = async () => {
      while (next < 1_000) answers.push(await lookUp(issued[2]!, ++next));
    };
    await Promise.all(Array.from({ length: 50 }, worker));
    expect(answers).toHaveLength(1_000);
    const counted = answers.filter(({ outcome }) => outcome === "MISMATCH");
    expect(counted.map(({ timesToday }) => timesToday).sort()).toEqual([1, 2, 3, 4, 5]);
    expect(answers.filter(({ outcome }) => outcome === "LIMIT_REACHED")).toHaveLength(995);
  }, 60_000);
});

describe("OAuth", () => {
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const REGISTERED = encodeURIComponent("http://127.0.0.1:4100/callback");

  it.each<[string, string, string]>([
    ["an unknown client", "client_id=nobody&response_type=code", "平台不认识这个应用"],
    [
      "a redirect nobody registered",
      `client_id=${BOOKKEEPING_APP}&response_type=code&redirect_uri=http://evil.example/`,
      "应用的回调地址不正确",
    ],
    [
      "a request that is not there",
      `client_id=${BOOKKEEPING_APP}&request_uri=urn:ietf:params:oauth:request_uri:nope`,
      "这个请求已经失效",
    ],
  ])("%s: a page in the reader's language, and no way on", async (_, query, title) => {
    const page = (language: string) =>
      send({
        method: "GET",
        path: `/sandbox/oauth/auth?${query}`,
        headers: { accept: "text/html", "accept-language": language },
      });
    const [zh, en] = await Promise.all([page("zh-CN"), page("en")]);
    for (const { status, headers } of [zh, en]) {
      expect(status).toBe(400);
      expect(headers.get("location")).toBeNull();
    }
    expect(zh.text).toContain(title);
    expect(en.text).toContain('<html lang="en"');
    expect(en.text).not.toContain(title);
  });

  it("a request that was not pushed goes back to the app with the reason", async () => {
    const { status, headers } = await send({
      method: "GET",
      path: `/sandbox/oauth/auth?client_id=${BOOKKEEPING_APP}&response_type=code&redirect_uri=${REGISTERED}`,
    });
    expect(status).toBe(303);
    const location = new URL(headers.get("location")!);
    expect(location.origin + location.pathname).toBe("http://127.0.0.1:4100/callback");
    expect(location.searchParams.get("error")).toBe("invalid_request");
  });

  it.each<[string, Sent, number, string]>([
    [
      "a token request by nobody",
      { path: "/sandbox/oauth/token", headers: form, body: "" },
      400,
      "invalid_request",
    ],
    [
      "a token request by an unknown client",
      {
        path: "/sandbox/oauth/token",
        headers: form,
        body: "client_id=nobody&grant_type=authorization_code&code=x",
      },
      401,
      "invalid_client",
    ],
    [
      "a confidential client without its key",
      {
        path: "/sandbox/oauth/token",
        headers: form,
        body: `client_id=${BANK_APP}&grant_type=client_credentials`,
      },
      401,
      "invalid_client",
    ],
    ["a token request as JSON", { path: "/sandbox/oauth/token", body: "{}" }, 400, "invalid_request"],
    [
      "a proof that is none",
      { path: "/sandbox/oauth/token", headers: { ...form, dpop: "x" }, body: "" },
      400,
      "invalid_dpop_proof",
    ],
    [
      "a pushed request of 2 MB",
      { path: "/sandbox/oauth/request", headers: form, body: "a".repeat(2_000_000) },
      400,
      "invalid_request",
    ],
  ])("%s", async (_, sent, status, error) => {
    expect(await send(sent)).toMatchObject({ status, body: { error } });
  });

  it("tells its own addresses, whatever the Host header says", async () => {
    // fetch sends no Host header of ours.
    const text = await new Promise<string>((done, failed) => {
      const asked = { headers: { host: "evil.example", "x-forwarded-host": "evil.example" } };
      get(`${platform.origin}/sandbox/oauth/.well-known/openid-configuration`, asked, async (response) =>
        done(Buffer.concat(await response.toArray()).toString()),
      ).on("error", failed);
    });
    const body = JSON.parse(text);
    expect(body.authorization_endpoint).toBe(`${platform.origin}/sandbox/oauth/auth`);
    expect(body.token_endpoint).toMatch(platform.origin);
  });
});
