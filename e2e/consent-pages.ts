import { expect, type Page } from "@playwright/test";
import { CALLBACK } from "./callback.ts";

/** Picks a person on the sandbox's sign-in page. */
export async function signInAs(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name }).click();
}

/** Picks a person who is not among the first the sign-in page shows. */
export async function findAndSignInAs(page: Page, name: string): Promise<void> {
  await page.getByRole("searchbox").fill(name);
  await page.keyboard.press("Enter");
  await page.waitForURL(/[?&]search=/);
  await signInAs(page, name);
}

/** The address at which the browser stands on the app's own page. */
export async function backAtTheApp(page: Page): Promise<string> {
  await page.waitForURL((url) => url.href.startsWith(CALLBACK));
  await expect(page.getByRole("heading", { name: "账易记账" })).toBeVisible();
  return page.url();
}
