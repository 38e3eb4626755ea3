import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { isWellMade } from "./well-made.ts";

const DRAW = "DRAW-2026-Q3-330100";

/** The public pages speak of the environment the reader chose; the sample's day is the sandbox's. */
async function inTheSandbox(page: Page): Promise<void> {
  await page.addInitScript(() => localStorage.setItem("open-tax-environment", "sandbox"));
}

test("anybody recomputes a draw in the browser, and sees what a fraud would look like", async ({ page }) => {
  await inTheSandbox(page);
  await page.goto("/lottery");
  await expect(page.getByRole("article")).toHaveCount(2);
  await isWellMade(page);
  await page.getByLabel("摇奖编号").fill(DRAW);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/lottery/draw?number=${DRAW}`);
  await expect(page.getByRole("heading", { name: "三项验证全部通过" })).toBeVisible();
  await expect(page.getByRole("row")).toHaveCount(11);
  await isWellMade(page);
  await page.getByRole("radio", { name: "把种子改一位" }).check();
  await expect(page.getByRole("heading", { name: "验证不通过" })).toBeVisible();
  await expect(page.getByText("不是事先承诺的那一个")).toBeVisible();
  await isWellMade(page);
});

test("a draw that is not there says so, and one that is not held yet what is still to come (en)", async ({
  page,
}) => {
  await inTheSandbox(page);
  await page.goto("/en/lottery/draw?number=DRAW-1999-Q1-330100");
  await expect(page.getByRole("heading", { name: "There is no draw “DRAW-1999-Q1-330100”" })).toBeVisible();
  await page.goto("/en/lottery/draw?number=DRAW-2026-Q4-330100");
  await expect(page.getByText("Not everything is published yet; so far:")).toBeVisible();
  await expect(page.getByText("not published yet", { exact: true })).toHaveCount(3);
  await isWellMade(page);
});

/** An invoice of the sandbox as its holder reads it off: one nobody can find. */
async function fill(page: Page, number: string, issuedOn: string, total: string): Promise<void> {
  await page.getByText("粘贴发票二维码的内容，自动填写").click();
  const day = issuedOn.replaceAll("-", "");
  await page.getByLabel("扫码得到的文字").fill(`01,32,,${number},${total},${day},,0`);
  await expect(page.getByLabel("发票号码")).toHaveValue(number);
  await expect(page.getByLabel("开票日期")).toHaveValue(issuedOn);
  await page.getByRole("button", { name: "查验", exact: true }).click();
}

test("an invoice nobody knows is not found, the answer's signature holds, and it is reported", async ({
  page,
}) => {
  await inTheSandbox(page);
  await page.goto("/verify");
  await page.locator("main form").waitFor();
  await isWellMade(page);
  await fill(page, "26332000000099999999", "2026-10-12", "113.00");
  await expect(page.getByRole("heading", { name: "查无此票" })).toBeVisible();
  await page.getByRole("button", { name: "在浏览器里验证平台的签名" }).click();
  await expect(page.getByText("签名有效")).toBeVisible();
  await page.getByRole("button", { name: "举报可疑发票" }).click();
  await page.getByLabel("情况说明").fill("收款后给的发票查不到");
  await isWellMade(page);
  await page.getByRole("button", { name: "提交举报" }).click();
  await expect(page.getByText("已收到举报")).toBeVisible();
});

test("what cannot be verified says where it is wrong", async ({ page }) => {
  await inTheSandbox(page);
  await page.goto("/verify");
  await fill(page, "26332000000099999999", "2026-10-12", "");
  await expect(page.getByLabel("价税合计（元）")).toBeFocused();
  await page.getByLabel("价税合计（元）").fill("113");
  await page.getByLabel("发票号码").fill("123");
  await page.getByRole("button", { name: "查验", exact: true }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByLabel("发票号码")).toHaveAttribute("aria-invalid", "true");
});

test("a code that leads nowhere is told so, and its token is no referrer", async ({ page, request }) => {
  const answer = await request.get("/i/sandbox~nosuchtoken");
  expect(answer.status()).toBe(200);
  expect(answer.headers()["referrer-policy"]).toBe("no-referrer");
  await page.goto("/i/sandbox~nosuchtoken");
  await expect(page.getByRole("heading", { name: "二维码无效或已过期" })).toBeVisible();
  await isWellMade(page);
});
