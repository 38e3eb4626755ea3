import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { OpenTax } from "./client.ts";
import { clientCredentials } from "./client-credentials.ts";
import { OpenTaxError } from "./errors.ts";
import type { TypedDocument } from "./graphql.ts";
import { type FakePlatform, json, refusal, startFakePlatform } from "./testing/platform.ts";

const READ: TypedDocument<{ ok: boolean }, Record<string, never>> = "query Read { ok }";
const WRITE: TypedDocument<{ ok: boolean }, { input: { idempotencyKey?: string } }> =
  "mutation Write($input: In!) { write(input: $input) { ok } }";

let platform: FakePlatform;
beforeAll(async () => {
  platform = await startFakePlatform();
});
afterAll(() => platform.close());
beforeEach(() => {
  platform.requests.length = 0;
  platform.faults.length = 0;
  platform.secured = false;
  platform.answer = (_, response) => json(response, 200, { data: { ok: true } });
});

const anonymous = (more: object = {}) => new OpenTax({ environment: platform.environment, ...more });
const asBank = () => {
  platform.secured = true;
  return anonymous({
    auth: clientCredentials({
      environment: platform.environment,
      scope: ["invoice:verify"],
      ...platform.registered.bank,
    }),
  });
};
const refused = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(OpenTaxError);
  return error as OpenTaxError;
};
const later = { "retry-after": "0.05" };

describe("an institution with client credentials", () => {
  it("asks for one token for many calls, and proves each of them afresh", async () => {
    const client = asBank();
    const asked = platform.tokenRequests();
    const answers = await Promise.all(Array.from({ length: 30 }, () => client.query(READ)));
    expect(answers).toEqual(Array(30).fill({ ok: true }));
    expect(platform.tokenRequests() - asked).toBeLessThanOrEqual(2);
    const proofs = platform.requests.map(({ proof }) => proof);
    expect(new Set(proofs).size).toBe(platform.requests.length);
  });

  it("takes another token when the platform says that the one it has is over", async () => {
    const client = asBank();
    await client.query(READ);
    const asked = platform.tokenRequests();
    platform.faults.push((_, response) => json(response, 401, refusal("TOKEN_EXPIRED")));
    expect(await client.query(READ)).toEqual({ ok: true });
    expect(platform.tokenRequests() - asked).toBe(1);
  });

  it("does not go round in circles when every token is refused", async () => {
    const client = asBank();
    for (let i = 0; i < 5; i++)
      platform.faults.push((_, response) => json(response, 401, refusal("UNAUTHENTICATED")));
    expect((await refused(client.query(READ))).code).toBe("UNAUTHENTICATED");
    expect(platform.requests).toHaveLength(2);
  });

  it("throws at once what no new token can mend", async () => {
    const client = asBank();
    platform.faults.push((_, response) =>
      json(response, 401, refusal("CONSENT_REVOKED", { actor: "TAXPAYER" })),
    );
    expect(await refused(client.query(READ))).toMatchObject({
      code: "CONSENT_REVOKED",
      actor: "TAXPAYER",
      requestId: "req_test",
    });
    expect(platform.requests).toHaveLength(1);
  });
});

describe("trying again", () => {
  it("waits as long as a 429 says, then asks again", async () => {
    platform.faults.push((_, response) =>
      json(response, 429, refusal("RATE_LIMITED"), { "retry-after": "0.2" }),
    );
    const since = performance.now();
    expect(await anonymous().query(READ)).toEqual({ ok: true });
    expect(performance.now() - since).toBeGreaterThanOrEqual(190);
  });

  it("throws a 429 that says to wait too long, with the time", async () => {
    platform.faults.push((_, response) =>
      json(response, 429, refusal("RATE_LIMITED", { retryable: true }), { "retry-after": "90" }),
    );
    expect(await refused(anonymous().query(READ))).toMatchObject({
      code: "RATE_LIMITED",
      retryable: true,
      retryAfterSeconds: 90,
    });
  });

  it("reads again after 503, a cut connection and a cut answer", async () => {
    platform.faults.push(
      (_, response) => json(response, 503, refusal("SERVICE_UNAVAILABLE", { retryable: true }), later),
      "cut",
      (_, response) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
        response.write('{"data"');
        response.destroy();
      },
    );
    expect(await anonymous().query(READ)).toEqual({ ok: true });
    expect(platform.requests).toHaveLength(4);
  });

  it("gives up after the attempts it was given, and says what happened", async () => {
    platform.faults.push(...Array.from({ length: 3 }, () => "cut" as const));
    expect(await refused(anonymous({ retries: 2 }).query(READ))).toMatchObject({
      code: "NETWORK_ERROR",
      retryable: true,
    });
    expect(platform.requests).toHaveLength(3);
  });

  it("sends a change again only under its idempotency key, and always the same", async () => {
    const idempotencyKey = crypto.randomUUID();
    platform.faults.push("cut", (_, response) => json(response, 503, refusal("SERVICE_UNAVAILABLE"), later));
    expect(await anonymous().mutate(WRITE, { input: { idempotencyKey } })).toEqual({ ok: true });
    expect(platform.requests.map(({ variables }) => variables)).toEqual(
      Array(3).fill({ input: { idempotencyKey } }),
    );

    platform.requests.length = 0;
    platform.faults.push("cut");
    expect((await refused(anonymous().mutate(WRITE, { input: {} }))).code).toBe("NETWORK_ERROR");
    expect(platform.requests).toHaveLength(1);
  });

  it("stops at once when aborted: while waiting, and while being answered", async () => {
    platform.faults.push((_, response) =>
      json(response, 503, refusal("SERVICE_UNAVAILABLE"), { "retry-after": "30" }),
    );
    const waiting = new AbortController();
    setTimeout(() => waiting.abort(new Error("enough")), 50);
    await expect(anonymous().query(READ, {}, { signal: waiting.signal })).rejects.toThrow("enough");

    platform.faults.push(() => undefined);
    const answering = new AbortController();
    setTimeout(() => answering.abort(new Error("enough")), 50);
    await expect(anonymous().query(READ, {}, { signal: answering.signal })).rejects.toThrow("enough");
    expect(platform.requests).toHaveLength(2);

    await expect(
      anonymous().query(READ, {}, { signal: AbortSignal.abort(new Error("never")) }),
    ).rejects.toThrow("never");
    expect(platform.requests).toHaveLength(2);
  });

  it("takes silence for a failed network", async () => {
    platform.faults.push(() => undefined);
    const error = await refused(anonymous({ timeoutMilliseconds: 50, retries: 0 }).query(READ));
    expect(error.problems[0]).toMatchObject({
      code: "NETWORK_ERROR",
      details: { reason: "no answer within 50 ms" },
    });
  });
});

describe("refusals", () => {
  it("carries every problem, in both languages, and what was answered besides", async () => {
    const problem = (code: string, more: object = {}) => ({
      code,
      message: `${code} 中`,
      messageEn: `${code} en`,
      actor: "USER",
      docUrl: "/docs/errors",
      ...more,
    });
    const [one, two] = [
      problem("NUMBER_FORMAT", { retryable: false }),
      problem("RATE_LIMITED", { retryable: true, retryAfterSeconds: 3 }),
    ];
    platform.answer = (_, response) =>
      json(response, 200, {
        data: { ok: null },
        errors: [{ message: "x", path: ["ok"], extensions: { code: "NUMBER_FORMAT", problems: [one, two] } }],
      });
    const error = await refused(anonymous().query(READ));
    expect(error.problems.map(({ code }) => code)).toEqual(["NUMBER_FORMAT", "RATE_LIMITED"]);
    expect(error).toMatchObject({
      code: "NUMBER_FORMAT",
      actor: "USER",
      docUrl: "/docs/errors",
      requestId: "req_test",
      retryable: false,
      retryAfterSeconds: 3,
      data: { ok: null },
    });
    expect(error.problems[0].path).toEqual(["ok"]);
    expect(error.message).toContain("NUMBER_FORMAT 中 / NUMBER_FORMAT en");
    expect(error.has("RATE_LIMITED")).toBe(true);
    const answer = await anonymous().ask(READ);
    expect(answer.data).toEqual({ ok: null });
    expect(answer.error?.code).toBe("NUMBER_FORMAT");
  });

  it.each([
    ["a proxy's page", 500, "<html>bad gateway</html>", "UNEXPECTED_ANSWER"],
    ["an empty object", 200, "{}", "UNEXPECTED_ANSWER"],
    ["no JSON", 200, "hello", "UNEXPECTED_ANSWER"],
    ["an error without a code", 400, '{"errors":[{"message":"Syntax Error"}]}', "INTERNAL"],
    ["an error with a code", 400, JSON.stringify(refusal("QUERY_TOO_COMPLEX")), "QUERY_TOO_COMPLEX"],
  ])("makes %s a typed error", async (_, status, body, code) => {
    platform.answer = (_request, response) => {
      response.writeHead(status, { "content-type": "text/html", "x-request-id": "req_1" });
      response.end(body);
    };
    expect(await refused(anonymous().query(READ))).toMatchObject({ code, requestId: "req_1" });
  });
});
