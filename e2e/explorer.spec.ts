import { expect, test } from "./fixtures.ts";

const editor = ".graphiql-query-editor .view-lines";

test("a public query runs without signing in", async ({ page }) => {
  await page.goto("/explorer");
  await expect(page.locator(editor)).toContainText("taxAuthority");
  await page.locator(".graphiql-execute-button").click();
  await expect(page.locator(".result-window")).toContainText("国家税务总局杭州市西湖区税务局");
});

test("a saved query fills the editor", async ({ page }) => {
  await page.goto("/explorer");
  await expect(page.locator(editor)).toContainText("taxAuthority");
  await page.getByRole("group", { name: "示例查询" }).getByRole("button", { name: "我的发票" }).click();
  await expect(page.locator(editor)).toContainText("MyInvoices");
  await expect(page.locator(".graphiql-editor-tools ~ *, .graphiql-editor-tool").first()).toContainText(
    '"first"',
  );
});

test("the reference hands its example over", async ({ page }) => {
  await page.goto("/docs/reference/registry/tax-authority");
  await page.getByRole("link", { name: "在调试台打开" }).first().click();
  await expect(page).toHaveURL(/\/explorer\?query=/);
  await expect(page.locator(editor)).toContainText("TaxAuthority");
});

test("a sign-in that this tab did not begin is refused, and leaves nothing behind", async ({ page }) => {
  await page.goto("/signed-in?code=x&state=y");
  await expect(page.getByRole("heading", { name: "登录没有完成" })).toBeVisible();
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(
    "token",
  );
});
