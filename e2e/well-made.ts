import type { Page } from "@playwright/test";
import { accessibilityProblems, expect, fitsSideways } from "./fixtures.ts";

/** A page that changes its colours or its width takes a moment to come to rest; what is still wrong then is wrong. */
const REST_MS = 30_000;

/** A width to look at a page in, and its colours. */
export type Place = readonly [width: number, colorScheme: "light" | "dark"];

const DESK_AND_TELEPHONE: readonly Place[] = [
  [1280, "light"],
  [390, "dark"],
];

/** Nothing wrong for a screen reader, on a desk by day and on a telephone by night, and nothing sticking out. */
export async function isWellMade(
  page: Page,
  places: readonly Place[] = DESK_AND_TELEPHONE,
  except: string[] = [],
): Promise<void> {
  for (const [width, colorScheme] of places) {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expect(page.locator("html")).toHaveAttribute("data-theme", colorScheme);
    await expect.poll(() => accessibilityProblems(page, except), { timeout: REST_MS }).toEqual([]);
    await expect.poll(() => fitsSideways(page)).toBe(true);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}
