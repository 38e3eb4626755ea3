import type { Page } from "@playwright/test";
import { findAndSignInAs } from "./consent-pages.ts";
import { expect, test } from "./fixtures.ts";
import { isWellMade } from "./well-made.ts";

const APP = "app_018f0000-0000-7000-8000-000000000001";
const AGENCY = "样例税务师事务所（杭州）有限公司";

/** The sandbox's demand for a nonce. */
test.use({ expectedError: /status of 40[01]/ });

/** From a page of the portal to the sandbox's sign-in and back. */
async function enter(page: Page, path: string, person: string): Promise<void> {
  await page.goto(path);
  await page.getByRole("button", { name: "用沙箱的样例人员试用" }).click();
  await findAndSignInAs(page, person);
  await page.getByRole("button", { name: "继续", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("代理关系");
  await expect(page.getByRole("heading", { name: "代理协议", exact: true })).toBeVisible();
}

test("an agency invites, its client accepts by the link, and ends it again", async ({ page, browser }) => {
  test.slow();
  await enter(page, "/delegation", "钱程");
  const agreement = page.locator('article[id^="agr_"][data-status="ACTIVE"]').first();
  await expect(agreement).toContainText("本企业是机构");
  await agreement.getByRole("button", { name: "邀请委托人授权" }).focus();
  await page.keyboard.press("Enter");
  await agreement.getByLabel("机构使用的应用（应用编号）").fill(APP);
  await page.keyboard.press("Enter");
  const link = await agreement.getByLabel("邀请链接").inputValue();
  expect(link).toMatch(/\/delegation\?environment=sandbox#[\w-]{32}$/);
  await isWellMade(page);
  const sent = page.locator('article[id^="dlg_"]').first();
  await expect(sent).toContainText("待接受");

  const client = await browser.newContext({ locale: "zh-CN" });
  const theirs = await client.newPage();
  await enter(theirs, link, "孙莉");
  await expect(theirs.getByRole("heading", { name: `“${AGENCY}”邀请您授权代理` })).toBeVisible();
  await isWellMade(theirs);
  await theirs.getByRole("button", { name: "接受邀请", exact: true }).click();
  await theirs.getByRole("button", { name: "确认接受邀请" }).click();
  await expect(theirs.getByRole("status").filter({ hasText: "已接受，代理授权生效。" })).toBeVisible();
  await expect(theirs).toHaveURL(/\/delegation$/);
  const given = theirs.locator('article[id^="dlg_"][data-status="ACTIVE"]');
  await expect(given).toContainText(AGENCY);
  await expect(given).toContainText("还不能办理，缺：委托人在应用中授权");

  await theirs.goto(link);
  await expect(theirs.getByRole("heading", { name: "这个邀请链接不能用" })).toBeVisible();
  await given.getByRole("button", { name: "撤销授权", exact: true }).click();
  await theirs.getByRole("button", { name: "确认撤销授权" }).click();
  await expect(theirs.getByRole("status").filter({ hasText: "代理授权已撤销。" })).toBeVisible();
  await expect(given).toHaveCount(0);
  await page.reload();
  await expect(page.locator('article[id^="dlg_"]').first()).toContainText("由委托人撤销");
  await client.close();
});
