import { expect, type Page } from "@playwright/test";
import { CALLBACK } from "./callback.ts";

/** Picks a person on the sandbox's sign-in page. */
export async function signInAs(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name }).click();
}

/** The address at which the browser stands on the app's own page. */
export async function backAtTheApp(page: Page): Promise<string> {
  await page.waitForURL((url) => url.href.startsWith(CALLBACK));
  await expect(page.getByRole("heading", { name: "账易记账" })).toBeVisible();
  return page.url();
}
