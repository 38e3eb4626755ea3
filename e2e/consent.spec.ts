import type { Page } from "@playwright/test";
import { backAtTheApp, signInAs } from "./consent-pages.ts";
import { accessibilityProblems, expect, fitsSideways, test } from "./fixtures.ts";
import { Vendor } from "./vendor.ts";

const INVOICES =
  "{ invoices(direction: SALES, first: 3) { nodes { number total seller { name taxpayer { tin } } } } }";
const SELLER = "样例制造（杭州）有限公司";

/** The vendor reads what the person agreed to. */
async function readsInvoices(vendor: Vendor): Promise<void> {
  const { data, errors } = await vendor.ask(INVOICES);
  expect(errors).toBeUndefined();
  expect(data.invoices.nodes).toHaveLength(3);
  for (const { number, seller } of data.invoices.nodes) {
    expect(number).toMatch(/^\d{8,20}$/);
    expect(seller.name).toBe(SELLER);
  }
}

/** Nothing wrong for a screen reader, and nothing sticking out, on a desk and on a telephone. */
async function isWellMade(page: Page): Promise<void> {
  for (const [width, height] of [
    [390, 844],
    [1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height });
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await fitsSideways(page)).toBe(true);
  }
}

const languages = [
  {
    tag: "zh-CN" as const,
    signIn: "选择样例人员登录",
    title: "“账易记账”请求使用您的税务数据",
    months: "3 个月",
    agree: "同意并授权",
    other: "English",
  },
  {
    tag: "en" as const,
    signIn: "Sign in as a sample person",
    title: "ZhangYi Bookkeeping asks to use your tax data",
    months: "3 months",
    agree: "Agree",
    other: "中文",
  },
];

for (const words of languages) {
  test(`a taxpayer consents, and the app reads the invoices (${words.tag})`, async ({ page, baseURL }) => {
    const vendor = await Vendor.at(baseURL ?? "");
    const pushed = await vendor.push(words.tag);
    await page.goto(pushed.address);
    await expect(page.locator("html")).toHaveAttribute("lang", words.tag);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(words.signIn);
    await isWellMade(page);
    await signInAs(page, "林晓峰");

    await expect(page.getByRole("heading", { level: 1 })).toHaveText(words.title);
    await isWellMade(page);
    await expect(page.getByRole("radio", { name: SELLER })).toBeChecked();
    const ticks = page.getByRole("checkbox");
    await expect(ticks).toHaveCount(2);
    await expect(page.locator('input[value="invoice:read"]')).toBeChecked();
    await expect(page.locator('input[value="taxpayer:read"]')).not.toBeChecked();
    await page.locator('input[value="taxpayer:read"]').check();
    await page.getByRole("radio", { name: words.months, exact: true }).check();
    await page.getByRole("button", { name: words.agree, exact: true }).click();

    await vendor.redeem(pushed, await backAtTheApp(page));
    await readsInvoices(vendor);
  });
}

test("the language can be changed on the way", async ({ page, baseURL }) => {
  const vendor = await Vendor.at(baseURL ?? "");
  await page.goto((await vendor.push("zh-CN")).address);
  await page.getByRole("link", { name: "English" }).click();
  await signInAs(page, "林晓峰");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(languages[1]?.title ?? "");
  await page.getByRole("link", { name: "中文" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(languages[0]?.title ?? "");
});

test("the keyboard alone is enough", async ({ page, baseURL }) => {
  const vendor = await Vendor.at(baseURL ?? "");
  const pushed = await vendor.push();
  await page.goto(pushed.address);
  const tabTo = async (reached: () => Promise<boolean>) => {
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press("Tab");
      if (await reached()) return;
    }
    throw new Error("forty presses of Tab did not reach it");
  };
  const focused = (selector: string) => () =>
    page.evaluate((sought) => document.activeElement?.matches(sought) ?? false, selector);

  await tabTo(() => page.evaluate(() => document.activeElement?.textContent?.includes("林晓峰") ?? false));
  await page.keyboard.press("Enter");
  await page.locator('input[value="taxpayer:read"]').waitFor();
  await tabTo(focused('input[value="taxpayer:read"]'));
  await page.keyboard.press("Space");
  await tabTo(focused('input[name="months"]'));
  await page.keyboard.press("ArrowLeft");
  await tabTo(focused('button[value="grant"]'));
  await page.keyboard.press("Enter");

  await vendor.redeem(pushed, await backAtTheApp(page));
  await readsInvoices(vendor);
});

test("no page needs JavaScript", async ({ browser, baseURL }) => {
  const vendor = await Vendor.at(baseURL ?? "");
  const pushed = await vendor.push();
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(pushed.address);
  await signInAs(page, "林晓峰");
  await page.getByRole("button", { name: "同意并授权" }).click();
  await vendor.redeem(pushed, await backAtTheApp(page));
  await readsInvoices(vendor);
  await context.close();
});

test("declining gives the app access_denied and nothing else", async ({ page, baseURL }) => {
  const vendor = await Vendor.at(baseURL ?? "");
  const pushed = await vendor.push();
  await page.goto(pushed.address);
  await signInAs(page, "林晓峰");
  await page.getByRole("button", { name: "拒绝" }).click();
  const back = await backAtTheApp(page);
  expect(vendor.refusal(pushed, back)).toBe("access_denied");
  expect(new URL(back).searchParams.has("code")).toBe(false);
});

test("an invoicer reads why they cannot consent", async ({ page, baseURL }) => {
  const vendor = await Vendor.at(baseURL ?? "");
  await page.goto((await vendor.push()).address);
  await signInAs(page, "赵敏");
  await expect(page.getByRole("radio", { name: SELLER })).toBeDisabled();
  await expect(page.getByRole("button", { name: "同意并授权" })).toHaveCount(0);
  await isWellMade(page);
});

test("a tax handler asks for approval, and the app hears that it waits", async ({ page, baseURL }) => {
  const vendor = await Vendor.at(baseURL ?? "");
  const pushed = await vendor.push();
  await page.goto(pushed.address);
  await signInAs(page, "陈立");
  await expect(page.getByRole("radio", { name: SELLER })).toBeChecked();
  await expect(page.getByText("您是办税员")).toBeVisible();
  await isWellMade(page);
  await page.getByRole("button", { name: "提交审批" }).click();
  const back = await backAtTheApp(page);
  expect(vendor.refusal(pushed, back)).toBe("access_denied");
  expect(new URL(back).searchParams.get("error_description")).toBe("approval_pending");

  await page.goto((await vendor.push()).address);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("等待同意");
  await isWellMade(page);
  await page.getByRole("button", { name: "返回应用" }).click();
  expect(new URL(await backAtTheApp(page)).searchParams.get("error_description")).toBe("approval_pending");
});

test("the page says what the app cannot see, dark as well as light", async ({ page, baseURL }) => {
  const vendor = await Vendor.at(baseURL ?? "");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto((await vendor.push()).address);
  await signInAs(page, "林晓峰");
  for (const unseen of ["发起缴款", "个人收入与专项附加扣除", "开具蓝字发票", "您的登录密码"])
    await expect(page.getByRole("listitem").filter({ hasText: unseen })).toBeVisible();
  await isWellMade(page);
});

test.describe("a choice that cannot be", () => {
  test.use({ expectedError: /422/ });

  test("an item the app cannot do without has to be ticked, and the page says so", async ({
    page,
    baseURL,
  }) => {
    const vendor = await Vendor.at(baseURL ?? "");
    await page.goto((await vendor.push()).address);
    await signInAs(page, "林晓峰");
    await page.locator('input[value="invoice:read"]').uncheck();
    await page.getByRole("button", { name: "同意并授权" }).click();
    await expect(page.getByRole("alert")).toContainText("应用缺少这一项便无法工作");
    await isWellMade(page);
  });
});
