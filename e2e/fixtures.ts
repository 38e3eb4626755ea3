import fs from "node:fs";
import { createRequire } from "node:module";
import { test as base, expect, type Page } from "@playwright/test";

interface AxeResult {
  violations: { id: string; nodes: { target: string[]; any: { message: string }[] }[] }[];
}

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Every violation of WCAG 2.2 AA on the page, one line each. `except` needs a reason at the call. */
export async function accessibilityProblems(page: Page, except: string[] = []): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axeSource);
  const { violations } = await page.evaluate(
    ([standards, rules]) =>
      (
        globalThis as unknown as { axe: { run(node: unknown, options: unknown): Promise<AxeResult> } }
      ).axe.run(document, {
        runOnly: standards,
        resultTypes: ["violations"],
        rules: Object.fromEntries(rules.map((rule) => [rule, { enabled: false }])),
      }),
    [STANDARDS, except] as const,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => `${id}: ${target.join(" ")} ${any[0]?.message ?? ""}`),
  );
}

/** True when nothing sticks out to the side. */
export const fitsSideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

/** Any console error or uncaught error fails the test, unless it is `expectedError`; hydration mismatches end up here too. */
export const test = base.extend<{ quiet: undefined; expectedError: RegExp | undefined }>({
  expectedError: [undefined, { option: true }],
  baseURL: async ({ locale: _locale }, use) => use(process.env.BASE_URL),
  quiet: [
    async ({ page, expectedError }, use) => {
      const errors: string[] = [];
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      page.on("pageerror", (error) => errors.push(error.message));
      await use(undefined);
      expect(errors.filter((error) => !expectedError?.test(error))).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
