import type { Page } from "@playwright/test";
import { backAtTheApp, signInAs } from "./consent-pages.ts";
import { accessibilityProblems, expect, fitsSideways, test } from "./fixtures.ts";
import { cardOf, zh as mine, openMyConsents } from "./my-consents-pages.ts";
import { Vendor } from "./vendor.ts";

const editor = ".graphiql-query-editor .view-lines";
const result = ".result-window";

interface Words {
  page: string;
  signIn: string;
  signedIn: string;
  signOut: string;
  saved: string;
  invoices: string;
  sellers: string;
  proceed: string;
}

const zh: Words = {
  page: "/explorer",
  signIn: "以样例人员登录",
  signedIn: "已登录沙箱",
  signOut: "退出",
  saved: "示例查询",
  invoices: "我的发票",
  sellers: "发票 → 销方 → 主管机关",
  proceed: "继续",
};
const en: Words = {
  page: "/en/explorer",
  signIn: "Sign in as a sample person",
  signedIn: "Signed in to the sandbox",
  signOut: "Sign out",
  saved: "Saved queries",
  invoices: "My invoices",
  sellers: "Invoice → seller → authority",
  proceed: "Continue",
};

/** From the explorer to the sandbox's pages and back; without `person` where the browser is signed in already. */
async function enter(page: Page, words: Words, person?: string): Promise<void> {
  await page.goto(words.page);
  await expect(page.locator(editor)).toContainText("taxAuthority");
  await page.getByRole("button", { name: words.signIn }).click();
  if (person) await signInAs(page, person);
  await page.getByRole("button", { name: words.proceed, exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${words.page}$`));
  await expect(page.getByText(words.signedIn)).toBeVisible();
  await expect(page.locator(editor)).toBeVisible();
}

const choose = (page: Page, words: Words, title: string) =>
  page.getByRole("group", { name: words.saved }).getByRole("button", { name: title }).click();

const run = (page: Page) => page.locator(".graphiql-execute-button").click();

/** The sandbox's demand for a nonce, and the refusal after signing out. */
test.use({ expectedError: /status of 40[01]/ });

for (const words of [zh, en]) {
  test(`a signed-in person reads their invoices, across subgraphs (${words.page})`, async ({ page }) => {
    await enter(page, words, "林晓峰");
    await choose(page, words, words.invoices);
    await expect(page.locator(editor)).toContainText("MyInvoices");
    // The editor tells the button a moment later which operation it holds now.
    await expect(async () => {
      await run(page);
      await expect(page.locator(result)).toContainText('"number"', { timeout: 5_000 });
    }).toPass();
    await expect(page.locator(result)).not.toContainText('"errors"');

    if (words === en) {
      expect(await accessibilityProblems(page, ["nested-interactive"])).toEqual([]);
      expect(await fitsSideways(page)).toBe(true);
      return;
    }
    await choose(page, words, words.sellers);
    await expect(page.locator(editor)).toContainText("SellersOfMyInvoices");
    await run(page);
    await expect(page.locator(result)).toContainText("样例制造（杭州）有限公司");
    await expect(page.locator(result)).toContainText("国家税务总局杭州市");
    await expect(page.locator(result)).not.toContainText('"errors"');

    await page.getByRole("button", { name: words.signOut, exact: true }).click();
    await expect(page.getByRole("button", { name: words.signIn })).toBeVisible();
    await run(page);
    await expect(page.locator(result)).toContainText("FORBIDDEN_SCOPE");
  });
}

test("a consent given and withdrawn shows at once, and shuts the app out", async ({
  page,
  browser,
  baseURL,
}) => {
  await enter(page, zh, "林晓峰");
  await choose(page, zh, "授权变化（实时）");
  await expect(page.locator(editor)).toContainText("consentChanged");
  const listening = page.waitForResponse(
    (response) => response.headers()["content-type"]?.startsWith("text/event-stream") ?? false,
  );
  await run(page);
  await listening;

  const vendor = await Vendor.at(baseURL ?? "");
  const pushed = await vendor.push();
  const taxpayer = await browser.newContext();
  const other = await taxpayer.newPage();
  await other.goto(pushed.address);
  await signInAs(other, "王慧");
  await other.getByRole("button", { name: "同意并授权" }).click();
  const consent = await vendor.redeem(pushed, await backAtTheApp(other));
  await expect(page.locator(result)).toContainText(consent);
  await expect(page.locator(result)).toContainText("ACTIVE");
  expect(
    (await vendor.ask("{ invoices(direction: SALES, first: 1) { nodes { number } } }")).errors,
  ).toBeUndefined();

  await openMyConsents(other, mine);
  const card = cardOf(other, consent);
  await card.getByRole("button", { name: mine.withdraw, exact: true }).click();
  await card.getByRole("button", { name: mine.withdrawNow }).click();
  await expect(page.locator(result)).toContainText("REVOKED");
  await expect(page.locator(result)).toContainText(consent);
  const { errors } = await vendor.ask("{ invoices(direction: SALES, first: 1) { nodes { number } } }");
  expect(errors?.[0]?.extensions.code).toBe("CONSENT_REVOKED");
  await taxpayer.close();
});
