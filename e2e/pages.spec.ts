import { gzipSync } from "node:zlib";
import type { APIRequestContext, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { isWellMade } from "./well-made.ts";

/** What GraphiQL itself does wrong, to be looked at again with each new version (5.4.0, 2026-11): buttons in its tabs. */
const GRAPHIQL = ["nested-interactive"];

const pages = [
  { name: "home", path: "", ready: "h1" },
  { name: "quick start", path: "/docs/quick-start", ready: "h1" },
  { name: "a concept", path: "/docs/concepts/consent", ready: "h1" },
  { name: "errors", path: "/docs/errors", ready: "#CONSENT_REVOKED" },
  { name: "scopes", path: "/docs/scopes", ready: "table" },
  { name: "the reference", path: "/docs/reference", ready: ".object-card" },
  { name: "a business object", path: "/docs/reference/invoices/invoice", ready: ".member" },
  { name: "the access ledger", path: "/docs/concepts/ledger", ready: "h1" },
  { name: "my consents, signed out", path: "/my-consents", ready: "main button" },
  { name: "consents to an app, signed out", path: "/console/consents", ready: "main button" },
  { name: "agencies, signed out", path: "/delegation", ready: "main button" },
  { name: "the explorer", path: "/explorer", ready: ".graphiql-editor .view-lines" },
];

for (const language of ["zh-CN", "en"]) {
  for (const { name, path, ready } of pages) {
    // The English explorer is looked at when somebody signs in to it.
    if (path === "/explorer" && language === "en") continue;
    const address = `${language === "en" ? "/en" : ""}${path}` || "/";
    test(`${name} is accessible by day and by night, and fits a telephone (${language})`, async ({
      page,
    }) => {
      await page.emulateMedia({ colorScheme: "light" });
      await page.goto(address);
      await page.locator(ready).first().waitFor();
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await isWellMade(page, undefined, path === "/explorer" ? GRAPHIQL : []);
    });
  }
}

test("pages run no script but their own", async ({ request }) => {
  const policy = (await request.get("/my-consents")).headers()["content-security-policy"] ?? "";
  const [scripts = ""] = policy.split("; ").filter((part) => part.startsWith("script-src "));
  expect(scripts).toMatch(/^script-src 'self'( 'sha256-[\w+/=]{44}')+$/);
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
});

test("the public query on the home page answers", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "运行" }).click();
  await expect(page.getByText("国家税务总局杭州市西湖区税务局")).toBeVisible();
});

test("the footer says how the platform is", async ({ page }) => {
  await page.goto("/docs/quick-start");
  await expect(page.locator("footer").getByRole("status")).toContainText("平台运行正常");
});

test("the first tab stop skips to the content", async ({ page }) => {
  await page.goto("/docs/quick-start");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "跳到主要内容" })).toBeFocused();
});

test("the language switch stays on the page", async ({ page }) => {
  await page.goto("/docs/concepts/tokens");
  await page.getByRole("button", { name: "简体中文" }).hover();
  await page.getByRole("link", { name: "English" }).click();
  await expect(page).toHaveURL(/\/en\/docs\/concepts\/tokens$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Tokens");
});

test("a search in Chinese finds the document", async ({ page }) => {
  await page.goto("/docs/quick-start");
  await page.locator(".navbar__search-input").first().fill("令牌");
  await expect(page.locator("[class*=suggestion]").filter({ hasText: "令牌" }).first()).toBeVisible();
});

test("a refusal's link leads to its entry", async ({ page }) => {
  await page.goto("/docs/errors#CONSENT_REVOKED");
  await expect(page.getByRole("heading", { name: "CONSENT_REVOKED" })).toBeInViewport();
});

test("documents can be read without JavaScript", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const page = await context.newPage();
  await page.goto("/docs/quick-start");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("快速开始");
  await expect(page.getByText("curl -s").first()).toBeVisible();
  await context.close();
});

/**
 * What a page loads until it comes to rest, without what it fetches ahead for the next one: the names, for a browser may
 * drop the contents again.
 */
async function loadedBy(page: Page, path: string): Promise<string[]> {
  const names = new Set<string>();
  page.on("request", (asked) => {
    if (["script", "stylesheet"].includes(asked.resourceType())) names.add(new URL(asked.url()).pathname);
  });
  await page.goto(path, { waitUntil: "networkidle" });
  return [...names];
}

/** What a file weighs as it travels, in bytes. */
const weight = async (request: APIRequestContext, name: string): Promise<number> => {
  const answer = await request.get(name);
  expect(answer.ok()).toBe(true);
  return gzipSync(await answer.body()).length;
};

for (const path of [
  "/docs/quick-start",
  "/my-consents",
  "/console/consents",
  "/delegation",
  "/lottery",
  "/verify",
  "/i/x",
]) {
  test(`${path} stays light`, async ({ page, request }) => {
    const loaded = await loadedBy(page, path);
    expect(loaded.length).toBeGreaterThan(2);
    const weights = await Promise.all(loaded.map((name) => weight(request, name)));
    expect(weights.reduce((sum, size) => sum + size, 0)).toBeLessThan(
      (path.startsWith("/docs/") ? 250 : 300) * 1024,
    );
  });
}

test("the explorer's style sheet stays in the explorer", async ({ page, request }) => {
  const sheet = (await loadedBy(page, "/docs/quick-start")).find((name) =>
    /\/styles\.[^/]+\.css$/.test(name),
  );
  const css = await (await request.get(sheet ?? "")).text();
  expect(gzipSync(css).length).toBeLessThan(30 * 1024);
  expect(css).not.toMatch(/\.monaco-|graphiql/);
});
