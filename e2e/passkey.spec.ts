import { readFileSync } from "node:fs";
import path from "node:path";
import type { BrowserContext, CDPSession, Page } from "@playwright/test";
import { backAtTheApp } from "./consent-pages.ts";
import { accessibilityProblems, expect, fitsSideways, test } from "./fixtures.ts";
import { Vendor } from "./vendor.ts";

const STEP_UP = { scope: "openid taxpayer:read invoice:read", acr_values: "L3", max_age: "300" };
const SELLER = "样例制造（杭州）有限公司";

/** The password the platform made for a sample account at its first start. */
const passwordOf = (login: string): string =>
  JSON.parse(
    readFileSync(path.join(process.env.OPEN_TAX_DATA ?? "", "sample-apps/production-accounts.json"), "utf8"),
  )[login];

/** A platform authenticator that always recognises its owner. */
async function authenticator(context: BrowserContext, page: Page): Promise<CDPSession> {
  const session = await context.newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return session;
}

/** The page on a telephone and on a desk, in Chinese and in English, by day and by night; Chinese by day afterwards. */
async function isWellMade(page: Page): Promise<void> {
  const looks = [
    ["中文", 390, "light"],
    ["中文", 1280, "dark"],
    ["English", 390, "dark"],
    ["English", 1280, "light"],
  ] as const;
  for (const [language, width, colorScheme] of looks) {
    const other = page.getByRole("link", { name: language, exact: true });
    if (await other.count()) await other.click();
    await expect(page.locator("html")).toHaveAttribute("lang", language === "中文" ? "zh-CN" : "en");
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme });
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await fitsSideways(page)).toBe(true);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.getByRole("link", { name: "中文" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
}

async function signIn(page: Page, login: string): Promise<void> {
  await page.getByLabel("账号", { exact: true }).fill(login);
  await page.getByLabel("密码", { exact: true }).fill(passwordOf(login));
  await page.getByRole("button", { name: "登录", exact: true }).click();
}

test("a person registers a passkey, signs in with it, and steps up", async ({ page, context, baseURL }) => {
  test.slow();
  const vendor = await Vendor.at(baseURL ?? "", "");
  await authenticator(context, page);
  await page.goto(`${baseURL}/oauth/account`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("登录");
  await isWellMade(page);

  await signIn(page, "linxiaofeng");
  await expect(page.getByRole("heading", { name: "您好，林晓峰" })).toBeVisible();
  await isWellMade(page);
  await page.getByLabel("名称").fill("测试电脑");
  await page.getByRole("button", { name: "添加通行密钥" }).click();
  await expect(page.getByText("通行密钥已添加。")).toBeVisible();
  await expect(page.getByText("测试电脑")).toBeVisible();
  await isWellMade(page);

  await page.getByRole("button", { name: "退出登录" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("登录");
  await page.getByRole("button", { name: "使用通行密钥" }).click();
  await expect(page.getByText("通行密钥（L3")).toBeVisible();
  await isWellMade(page);
  await page.getByRole("button", { name: "退出登录" }).click();

  const password = await vendor.push();
  await page.goto(password.address);
  await signIn(page, "linxiaofeng");
  await expect(page.getByText("您以“林晓峰”登录")).toBeVisible();
  const pushed = await vendor.push("zh-CN", STEP_UP);
  await page.goto(pushed.address);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("请再次核验身份");
  await expect(page.getByText("您以“林晓峰”登录")).toBeVisible();
  await isWellMade(page);
  await page.getByRole("button", { name: "使用通行密钥" }).click();
  await expect(page.getByRole("radio", { name: SELLER })).toBeChecked();
  await page.getByRole("button", { name: "同意并授权" }).click();
  await vendor.redeem(pushed, await backAtTheApp(page));
  expect(vendor.claims).toMatchObject({ acr: "L3" });
  expect(Date.now() / 1000 - Number(vendor.claims.auth_time)).toBeLessThan(120);
});

test("who has no passkey yet registers one on the way", async ({ page, context, baseURL }) => {
  const vendor = await Vendor.at(baseURL ?? "", "");
  await authenticator(context, page);
  const pushed = await vendor.push("zh-CN", STEP_UP);
  await page.goto(pushed.address);
  await signIn(page, "zhoukai");
  await expect(page.getByRole("heading", { name: "登记一个通行密钥" })).toBeVisible();
  await isWellMade(page);
  await page.getByRole("button", { name: "登记通行密钥" }).click();
  await expect(page.getByText("通行密钥已登记，请用它完成核验。")).toBeVisible();
  await page.getByRole("button", { name: "使用通行密钥" }).click();
  await expect(page.getByText("您以“周凯”登录")).toBeVisible();
  await page.getByRole("button", { name: "同意并授权" }).click();
  await vendor.redeem(pushed, await backAtTheApp(page));
  expect(vendor.claims).toMatchObject({ acr: "L3" });
});

test("without JavaScript a password is enough, and what needs a passkey says why it is not there", async ({
  browser,
  baseURL,
}) => {
  const vendor = await Vendor.at(baseURL ?? "", "");
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "zh-CN" });
  const page = await context.newPage();
  await page.goto((await vendor.push()).address);
  await expect(page.getByRole("button", { name: "使用通行密钥" })).toBeDisabled();
  await expect(page.getByText("此项须启用 JavaScript")).toBeVisible();
  await signIn(page, "wanghui");
  await expect(page.getByText("您以“王慧”登录")).toBeVisible();
  await page.goto(`${baseURL}/oauth/account`);
  await expect(page.getByRole("button", { name: "添加通行密钥" })).toBeDisabled();
  await page.getByRole("button", { name: "退出登录" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("登录");
  await context.close();
});

test.describe("when the person turns the passkey down", () => {
  test("the page says so and offers it again", async ({ page, context, baseURL }) => {
    const session = await authenticator(context, page);
    await page.goto(`${baseURL}/oauth/account`);
    await session.send("WebAuthn.disable");
    await session.send("WebAuthn.enable");
    await session.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: false,
      },
    });
    await page.getByRole("button", { name: "使用通行密钥" }).click();
    await expect(page.getByText("没有完成。请重试，或换一种方式。")).toBeVisible();
    await expect(page.getByRole("button", { name: "使用通行密钥" })).toBeEnabled();
  });
});
