import type { Page } from "@playwright/test";
import { backAtTheApp, signInAs } from "./consent-pages.ts";
import { expect, test } from "./fixtures.ts";
import { cardOf, en, openMyConsents, zh } from "./my-consents-pages.ts";
import { Vendor } from "./vendor.ts";
import { isWellMade, type Place } from "./well-made.ts";

const INVOICES = "{ invoices(direction: SALES, first: 1) { nodes { number total } } }";

/** Everything between a desk and a small telephone. */
const EVERYWHERE: readonly Place[] = [
  [1280, "light"],
  [768, "dark"],
  [320, "dark"],
];

/** A consent given by `person` to the sample app, whose server then holds a token. Answers its number. */
async function consentGiven(page: Page, vendor: Vendor, person?: string): Promise<string> {
  const pushed = await vendor.push();
  await page.goto(pushed.address);
  if (person) await signInAs(page, person);
  await page.getByRole("button", { name: "同意并授权" }).click();
  return vendor.redeem(pushed, await backAtTheApp(page));
}

const codeOf = async (vendor: Vendor): Promise<string | undefined> =>
  (await vendor.ask(INVOICES)).errors?.[0]?.extensions.code;

for (const words of [zh, en]) {
  test(`a taxpayer sees what an app read, says it was not them, and withdraws (${words.tag})`, async ({
    page,
    baseURL,
  }) => {
    test.slow();
    const vendor = await Vendor.at(baseURL ?? "");
    const consent = await consentGiven(page, vendor, "林晓峰");
    await openMyConsents(page, words);
    const card = cardOf(page, consent);
    await expect(card).toContainText(words.active);
    await expect(card.getByRole("heading", { level: 3 })).toHaveText(words.app);
    await isWellMade(page, EVERYWHERE);

    await card.getByRole("button", { name: words.details }).click();
    expect(await codeOf(vendor)).toBeUndefined();
    await expect(card.getByRole("listitem").filter({ hasText: words.invoices }).first()).toBeVisible({
      timeout: 10_000,
    });
    await card.getByRole("button", { name: words.check }).click();
    await expect(card.getByRole("status").filter({ hasText: words.genuine })).toBeVisible();
    await isWellMade(page);

    await card.getByRole("button", { name: words.notMe }).first().click();
    await card.getByRole("textbox").fill("17:03 没有人在用账易记账");
    await card.getByRole("button", { name: words.suspendNow }).click();
    const suspended = cardOf(page, consent);
    await expect(suspended).toContainText(words.suspended);
    expect(await codeOf(vendor)).toBe("CONSENT_SUSPENDED");
    await isWellMade(page);

    await page.reload();
    await suspended.getByRole("button", { name: words.withdraw, exact: true }).click();
    await suspended.getByRole("button", { name: words.withdrawNow }).click();
    await expect(suspended).toContainText(words.withdrawn);
    expect(await codeOf(vendor)).toBe("CONSENT_REVOKED");
  });
}

test("a reload stays signed in, no token is in any storage, and signing out signs out every tab", async ({
  page,
  context,
}) => {
  await openMyConsents(page, zh, "林晓峰");
  const stored = () =>
    page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage, cookie: document.cookie }));
  expect(await stored()).not.toMatch(/eyJ|refresh|ot_s_portal/);
  await page.reload();
  await expect(page.getByRole("button", { name: zh.account })).toContainText("林");
  const [cookie] = (await context.cookies()).filter(({ name }) => name === "ot_s_portal");
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/session/sandbox" });

  const other = await context.newPage();
  await other.goto("/docs/quick-start");
  await expect(other.getByRole("button", { name: zh.account })).toContainText("林");
  await page.getByRole("button", { name: zh.account }).click();
  await page.getByRole("button", { name: zh.signOut }).click();
  await expect(page.getByRole("button", { name: zh.signIn })).toBeVisible();
  await expect(other.getByRole("button", { name: zh.account })).toContainText("登录");
  await expect(other.getByRole("button", { name: zh.account })).not.toContainText("林");
  await page.reload();
  await expect(page.getByRole("button", { name: zh.signIn })).toBeVisible();
  expect((await context.cookies()).filter(({ name }) => name === "ot_s_portal")).toEqual([]);
});

test("the legal representative agrees to what the tax handler asked for", async ({
  page,
  browser,
  baseURL,
}) => {
  const vendor = await Vendor.at(baseURL ?? "");
  // Periods of its own: a request that waits already would only be shown to wait.
  const pushed = await vendor.push("zh-CN", {
    authorization_details: JSON.stringify([
      { type: "tax_data", purpose: "BOOKKEEPING", periodFrom: "2025-07-01", periodTo: "2026-06-30" },
    ]),
  });
  const handler = await browser.newContext();
  const asking = await handler.newPage();
  await asking.goto(pushed.address);
  await signInAs(asking, "陈立");
  await asking.locator('button[value="grant"]').click();
  expect(vendor.refusal(pushed, await backAtTheApp(asking))).toBe("access_denied");

  await openMyConsents(page, zh, "林晓峰");
  const request = page.locator('article[data-status="AWAITING_APPROVAL"]').first();
  await expect(request).toContainText("办税员");
  await isWellMade(page);
  await request.getByRole("button", { name: zh.agree }).click();
  await expect(page.getByRole("status").filter({ hasText: "授权生效" })).toBeVisible();
  await expect(page.locator('article[data-status="ACTIVE"]').first()).toContainText("经同意：法定代表人");
  await handler.close();
});

test("the access log lists what was read, by app and day", async ({ page, baseURL }) => {
  const vendor = await Vendor.at(baseURL ?? "");
  await consentGiven(page, vendor, "林晓峰");
  expect(await codeOf(vendor)).toBeUndefined();
  await openMyConsents(page, zh);
  await page.getByRole("button", { name: "访问记录", exact: true }).click();
  await expect(page.getByRole("listitem").filter({ hasText: zh.invoices }).first()).toBeVisible();
  await page.getByRole("combobox", { name: "应用" }).selectOption({ label: "账易记账" });
  await expect(page.getByRole("listitem").filter({ hasText: zh.invoices }).first()).toBeVisible();
  await page.getByLabel("从").fill("2026-01-01");
  await page.getByLabel("到", { exact: true }).fill("2026-01-02");
  await expect(page.getByText("还没有任何访问")).toBeVisible();
  await page.getByRole("radio", { name: "税务人员、机构与依法共享" }).check();
  await isWellMade(page);
});

test("a vendor sees who consented to its app, and another vendor does not", async ({ page, baseURL }) => {
  const vendor = await Vendor.at(baseURL ?? "");
  await consentGiven(page, vendor, "林晓峰");
  await page.context().clearCookies();
  const look = async (person: string) => {
    await page.goto("/console/consents");
    await page.getByRole("button", { name: zh.signIn }).click();
    await signInAs(page, person);
    await page.getByRole("button", { name: zh.proceed, exact: true }).click();
  };
  await look("周凯");
  await expect(page.getByRole("combobox", { name: "应用", exact: true })).toHaveValue(
    "app_018f0000-0000-7000-8000-000000000001",
  );
  const row = page.getByRole("row").filter({ hasText: "样例制造（杭州）有限公司" }).first();
  await expect(row).toContainText("invoice:read");
  await isWellMade(page);

  await page.getByRole("button", { name: zh.account }).click();
  await page.getByRole("button", { name: zh.signOut }).click();
  await page.context().clearCookies();
  await look("孙莉");
  await expect(page.getByRole("heading", { name: "这家企业没有应用" })).toBeVisible();
});

test("the page is reached and left by keyboard", async ({ page }) => {
  await page.goto("/my-consents");
  await page.getByRole("button", { name: zh.account }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: zh.account })).toBeVisible();
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("radio", { name: "沙箱" })).toBeChecked();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: zh.account })).toBeHidden();
  await expect(page.getByRole("button", { name: zh.account })).toBeFocused();
});
