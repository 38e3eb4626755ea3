import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "./testing/app.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";

/* The platform as a whole, over HTTP, as a newcomer meets it. */

describe("a started platform", () => {
  let platform: TestPlatform;
  beforeAll(async () => void (platform = await startTestPlatform()));
  afterAll(() => platform.close());

  const ask = async (path: string, query: string, variables = {}) => {
    const response = await fetch(platform.origin + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  };

  it("is healthy in both environments", async () => {
    const response = await fetch(`${platform.origin}/health`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      status: "ok",
      environments: { production: { status: "ok" }, sandbox: { status: "ok" } },
    });
  });

  it.each(["/graphql", "/sandbox/graphql"])("answers the README's first call at %s", async (path) => {
    const { data, extensions } = await ask(
      path,
      '{ taxAuthority(code: "13301060000") { name level parent { name } } }',
    );
    expect(data.taxAuthority).toEqual({
      name: "国家税务总局杭州市西湖区税务局",
      level: "COUNTY",
      parent: { name: "国家税务总局杭州市税务局" },
    });
    expect(extensions).toMatchObject({
      requestId: expect.any(String),
      cost: { requested: expect.any(Number) },
    });
  });

  it("refuses a malformed code with the code of its kind, written out or as a variable", async () => {
    const literal = await ask("/graphql", '{ taxAuthority(code: "9") { name } }');
    const variable = await ask(
      "/graphql",
      "query ($code: AuthorityCode!) { taxAuthority(code: $code) { name } }",
      { code: "9" },
    );
    for (const { errors } of [literal, variable])
      expect(errors).toMatchObject([
        { extensions: { code: "AUTHORITY_CODE_FORMAT", messageEn: expect.any(String) } },
      ]);
  });

  it("shows nothing of a taxpayer to a caller without a token", async () => {
    const { data, errors } = await ask(
      "/sandbox/graphql",
      "{ invoices(direction: SALES) { nodes { id } } myTaxpayer { name } }",
    );
    expect(data?.myTaxpayer ?? null).toBeNull();
    expect(errors?.map((error: any) => error.extensions.code)).toContain("FORBIDDEN_SCOPE");
  });

  it("publishes the metadata of both issuers, at both well-known places", async () => {
    for (const base of ["/oauth", "/sandbox/oauth"]) {
      const below = await (await fetch(`${platform.origin}${base}/.well-known/openid-configuration`)).json();
      const beside = await (
        await fetch(`${platform.origin}/.well-known/oauth-authorization-server${base}`)
      ).json();
      expect(below).toMatchObject({
        issuer: platform.origin + base,
        require_pushed_authorization_requests: true,
      });
      expect(beside).toMatchObject({ issuer: platform.origin + base });
    }
  });

  it("publishes the keys of its signed answers, without their secret halves", async () => {
    const { keys } = (await (await fetch(`${platform.origin}/sandbox/results-jwks.json`)).json()) as {
      keys: object[];
    };
    expect(keys).toEqual([expect.objectContaining({ kty: "EC", crv: "P-256", use: "sig" })]);
    expect(keys[0]).not.toHaveProperty("d");
  });
});
