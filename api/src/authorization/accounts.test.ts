import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Browser } from "./browser.testing.ts";
import { app, bookkeeping, push } from "./flow.testing.ts";
import { startTestServer, type TestServer } from "./testing.ts";

const details = { authorization_details: bookkeeping() };

describe("production's sign-in", () => {
  let production: TestServer;
  beforeAll(async () => void (production = await startTestServer("production")));
  afterAll(() => production.close());

  it("wants the account's password, and stops a guesser without locking the owner out", {
    timeout: 60_000,
  }, async () => {
    const file = join(production.dataDir, "sample-apps", "production-accounts.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const passwords = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
    const books = await app(production);
    const browser = await new Browser().visit((await push(books, details)).url);
    expect(browser.html).not.toContain("林晓峰");
    await browser.submit([
      ["login", "linxiaofeng"],
      ["password", "wrong"],
    ]);
    expect([browser.status, browser.html.includes("账号或密码不正确")]).toEqual([401, true]);
    await browser.submit([
      ["login", "nobody"],
      ["password", "wrong"],
    ]);
    expect([browser.status, browser.html.includes("账号或密码不正确")]).toEqual([401, true]);
    for (let i = 0; i < 6; i += 1)
      await browser.submit([
        ["login", "wanghui"],
        ["password", `guess${i}`],
      ]);
    expect(browser.status).toBe(429);
    await browser.submit([
      ["login", "LinXiaofeng"],
      ["password", passwords.linxiaofeng!],
    ]);
    expect(browser.html).toContain("您以“林晓峰”登录");
    const { rows } = await production.environment.database.writer.query(
      "select password from sign_in_account",
    );
    expect(rows.every(({ password }) => /^argon2id\$19456\$2\$1\$/.test(password))).toBe(true);
  });

  it("keeps its cookies apart from the sandbox's, each under its own path", async () => {
    const one = await new Browser().visit((await push(await app(production), details)).url);
    const sandbox = await startTestServer();
    const two = await new Browser().visit((await push(await app(sandbox), details)).url);
    await two.submit([["person", "pn_018f0000-0000-7000-8000-000000000001"]]);
    const names = (browser: Browser) => [...browser.cookies().keys()].map((key) => key.split("\n"));
    expect(names(one).every(([name, path]) => name!.startsWith("ot_p_") && path!.startsWith("/oauth"))).toBe(
      true,
    );
    expect(
      names(two).every(([name, path]) => name!.startsWith("ot_s_") && path!.startsWith("/sandbox/oauth")),
    ).toBe(true);
    expect(names(two).some(([name]) => name === "ot_s_session")).toBe(true);
    await sandbox.close();
  });
});
