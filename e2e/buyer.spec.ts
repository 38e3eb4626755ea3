import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { isWellMade } from "./well-made.ts";

const REQUEST = {
  sellerName: "样例制造（杭州）有限公司",
  kind: "DIGITAL_PLAIN",
  amountInclTax: "113.00",
  lineNames: ["便携式计算机"],
  lineCount: 1,
  expiresAt: "2026-12-01T12:00:00+08:00",
  status: "CREATED",
};
const COMPANY = { name: "样例软件（杭州）有限公司", tin: "91330106MA2DEM025N" };

/** The graph's part is played here: no sample app issues invoices. Answers what the buyer sent. */
async function playTheGraph(page: Page, request: object | null): Promise<{ input: any; token: string }[]> {
  const sent: { input: any; token: string }[] = [];
  await page.route("**/sandbox/graphql", async (route) => {
    const { query, variables } = route.request().postDataJSON();
    expect(route.request().headers().authorization).toBeUndefined();
    if (query.includes("invoiceRequestByToken"))
      return route.fulfill({ json: { data: { invoiceRequestByToken: request } } });
    if (query.includes("searchHeader")) return route.fulfill({ json: { data: { searchHeader: [COMPANY] } } });
    sent.push({ input: variables.input, token: variables.input.token });
    const wrong = variables.input.header.tin !== COMPANY.tin;
    const message = { message: "名称与纳税人识别号不符", messageEn: "Name and number do not agree." };
    const path = ["input", "header", "tin"];
    return route.fulfill({
      json: {
        data: {
          fillBuyerHeader: wrong
            ? { invoiceRequest: null, userErrors: [{ code: "BUYER_TIN_MISMATCH", ...message, path }] }
            : { invoiceRequest: { ...request, status: "FILLED" }, userErrors: [] },
        },
      },
    });
  });
  return sent;
}

test.use({ viewport: { width: 390, height: 844 } });

test("a buyer fills in the header on a telephone, is told what is wrong, and sends it again", async ({
  page,
}) => {
  const sent = await playTheGraph(page, REQUEST);
  await page.goto("/i/sandbox~AbC_-9");
  await expect(page.getByText("¥113.00")).toBeVisible();
  await page.getByLabel("单位名称").fill("样例软件（杭州");
  await page.getByRole("button", { name: COMPANY.name }).click();
  await expect(page.getByLabel("纳税人识别号")).toHaveValue(COMPANY.tin);
  await expect(page.getByRole("button", { name: COMPANY.name })).toHaveCount(0);
  await page.getByLabel("纳税人识别号").fill("91330106MA2DEM017U");
  await page.getByRole("button", { name: "提交给销方" }).click();
  await expect(page.getByText("名称与纳税人识别号不符")).toBeVisible();
  await expect(page.getByLabel("纳税人识别号")).toBeFocused();
  await isWellMade(page);
  await page.getByLabel("纳税人识别号").fill(COMPANY.tin);
  await page.getByRole("button", { name: "提交给销方" }).click();
  await expect(page.getByRole("heading", { name: "已经交给销方" })).toBeVisible();
  expect(sent.map(({ token }) => token)).toEqual(["sandbox~AbC_-9", "sandbox~AbC_-9"]);
  expect(sent[0]?.input.idempotencyKey).not.toBe(sent[1]?.input.idempotencyKey);
  expect(sent[1]?.input.header).toMatchObject({ kind: "ENTERPRISE", ...COMPANY, email: null });
});

test("a special invoice is for no person, and one that is issued asks nothing more (en)", async ({
  page,
}) => {
  await playTheGraph(page, { ...REQUEST, kind: "DIGITAL_SPECIAL" });
  await page.goto("/en/i/sandbox~AbC_-9");
  await expect(page.getByRole("radio")).toHaveCount(2);
  await expect(page.getByRole("radio", { name: "Person" })).toHaveCount(0);
  await page.unrouteAll();
  await playTheGraph(page, { ...REQUEST, status: "ISSUED" });
  await page.reload();
  await expect(page.getByRole("heading", { name: "The invoice has been issued" })).toBeVisible();
  await expect(page.locator("main input")).toHaveCount(0);
  await isWellMade(page);
});
