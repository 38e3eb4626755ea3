import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { OpenTax } from "@open-tax/sdk";
import { authorizationCode } from "@open-tax/sdk/authorization-code";
import { sandbox } from "@open-tax/sdk/environment";
import { unwrap } from "@open-tax/sdk/errors";
import { graphql } from "@open-tax/sdk/graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Browser } from "../api/src/authorization/browser.testing.ts";
import { startTestPlatform, type TestPlatform } from "../api/src/testing/platform.ts";

/* The examples as a reader runs them, against the whole platform. */

const PERSON = "pn_018f0000-0000-7000-8000-000000000001";
const COMPANY = "tp_018f0000-0000-7000-8000-000000000001";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform.close());

interface Run {
  code: number | null;
  out: string;
  err: string;
}

/** Runs an example to its end; `meet` is told its output as it comes. */
function run(
  example: string,
  args: readonly string[] = [],
  meet: (out: string) => void = () => undefined,
): Promise<Run> {
  const env = { ...process.env, OPEN_TAX_ORIGIN: platform.origin, OPEN_TAX_DATA: platform.dataDir };
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL("run.mjs", import.meta.url)), example, ...args],
    { env },
  );
  const said: Run = { code: null, out: "", err: "" };
  child.stdout.on("data", (chunk) => meet((said.out += chunk)));
  child.stderr.on("data", (chunk) => (said.err += chunk));
  return new Promise((resolve) => child.on("close", (code) => resolve({ ...said, code })));
}

describe("verify-an-invoice", () => {
  it("verifies the sample invoice, and again, and keeps a valid proof", async () => {
    for (const _ of [1, 2]) {
      const { code, out, err } = await run("verify-an-invoice");
      expect(err).toBe("");
      expect(code).toBe(0);
      expect(out).toContain("查验一致 · The invoice is genuine");
      expect(out).toContain("¥4217.85");
      expect(out).toContain("The signature is valid");
      expect(out).toContain(`MATCH`);
    }
  });

  it("says no more than it must about an invoice that differs", async () => {
    const { code, out } = await run("verify-an-invoice", ["--total", "4217.86"]);
    expect(code).toBe(0);
    expect(out).toContain("MISMATCH");
    expect(out).not.toContain("销方");
    expect(out).toContain("The signature is valid");
  });

  it.each([
    [["--number", "123"], "INVOICE_NUMBER_FORMAT"],
    [["--total", "4217.8"], "AMOUNT_SCALE"],
    [["--issued-on", "2025-02-30"], "DATE_FORMAT"],
  ])("shows what is wrong with %s in both languages", async (args, code) => {
    const said = await run("verify-an-invoice", args);
    expect(said.code).toBe(1);
    expect(said.err).toContain(code);
    expect(said.err).toMatch(/[\u4e00-\u9fff].*\n.*[a-z]{3}/);
    expect(said.err).not.toContain("    at ");
  });
});

describe("read-my-invoices", () => {
  const session = () => `${platform.dataDir}/sessions/read-my-invoices.json`;

  /** The person at the browser, who opens the address the example prints, signs in and decides. */
  const person = (decide: (browser: Browser) => Promise<unknown>) => {
    let met = false;
    return (out: string) => {
      const page = /(http\S+\/oauth\/auth\?\S+)\s/.exec(out)?.[1];
      if (!page || met) return;
      met = true;
      const browser = new Browser();
      void browser
        .visit(page)
        .then(() => browser.submit([["person", PERSON]]))
        .then(() => decide(browser))
        .then(() => fetch(browser.url));
    };
  };
  const grant = (browser: Browser) =>
    browser.submit([
      ["taxpayer", COMPANY],
      ["scope", "taxpayer:read"],
      ["scope", "invoice:read"],
      ["months", "6"],
      ["decision", "grant"],
    ]);

  /** The taxpayer withdraws the consent, as the portal does it: a public client of the same SDK. */
  async function withdraw(consentId: string) {
    const environment = sandbox(platform.origin);
    const auth = authorizationCode({
      environment,
      clientId: "app_018f0000-0000-7000-8000-000000000003",
      redirectUri: `${platform.origin}/signed-in`,
      scope: ["consent:manage"],
    });
    const browser = await new Browser().visit((await auth.start()).href);
    await browser.submit([["person", PERSON]]);
    await browser.submit([
      ["taxpayer", COMPANY],
      ["decision", "grant"],
    ]);
    await auth.finish(new URL(browser.url));
    const RevokeConsent = graphql(
      "mutation RevokeConsent($input: RevokeConsentInput!) { revokeConsent(input: $input) { consent { id status } userErrors { code message messageEn actor docUrl retryable } } }",
    );
    const portal = new OpenTax({ environment, auth });
    const input = { consentId, idempotencyKey: crypto.randomUUID() };
    const [once, again] = [
      await portal.mutate(RevokeConsent, { input }),
      await portal.mutate(RevokeConsent, { input }),
    ];
    expect(unwrap(once.revokeConsent)).toEqual({ id: consentId, status: "REVOKED" });
    expect(again, "the same key, the same receipt").toEqual(once);
    const other = await portal.mutate(RevokeConsent, {
      input: { ...input, idempotencyKey: crypto.randomUUID() },
    });
    expect(() => unwrap(other.revokeConsent)).toThrow(/CONSENT_STATE/);
  }

  it("ends in plain words when the person says no", async () => {
    const { code, err } = await run(
      "read-my-invoices",
      [],
      person((browser) => browser.submit([["decision", "refuse"]])),
    );
    expect(code).toBe(1);
    expect(err).toContain("ACCESS_DENIED");
    expect(err).not.toContain("    at ");
  });

  it("asks for consent once, then reads without a browser, until the consent is withdrawn", async () => {
    const first = await run("read-my-invoices", ["--last", "25"], person(grant));
    expect(first.err).toBe("");
    expect(first.code).toBe(0);
    expect(first.out).toContain("样例制造（杭州）有限公司");
    const invoices = first.out.split("\n").filter((line) => /^\d{4}-\d{2}-\d{2} {2}\d{8,20}/.test(line));
    expect(invoices).toHaveLength(25);
    expect(new Set(invoices).size, "three pages, no invoice twice").toBe(25);
    for (const line of invoices) expect(line).toMatch(/¥ *-?\d+\.\d{2} .*[\u4e00-\u9fff]{4}/);

    expect(existsSync(session())).toBe(true);
    const second = await run("read-my-invoices", ["--last", "25"]);
    expect(second.err).toBe("");
    expect(second.out.split("\n").filter((line) => invoices.includes(line))).toEqual(invoices);
    expect(second.out).not.toContain("/oauth/auth");

    const { accessToken } = JSON.parse(readFileSync(session(), "utf8")).tokens;
    await withdraw(JSON.parse(Buffer.from(accessToken.split(".")[1], "base64url").toString()).gid);
    const third = await run("read-my-invoices");
    expect(third.code).toBe(1);
    expect(third.err).toContain("纳税人已撤回授权");
    expect(third.err).toContain("The taxpayer has withdrawn the consent");
    expect(third.err).not.toContain("    at ");
  });
});

it("says which examples there are", async () => {
  const { err, code } = await run("");
  expect(code).toBe(0);
  expect(err).toContain("npm run example -- read-my-invoices");
  expect(err).toContain("npm run example -- verify-an-invoice");
});
