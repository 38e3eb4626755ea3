import { defineConfig } from "@playwright/test";
import { browserLaunch } from "./e2e/browser.ts";

export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/global-setup.ts",
  workers: 2,
  fullyParallel: true,
  projects: [
    // A new consent replaces the same person's earlier one: these go one after the other.
    { name: "people", testMatch: /(consents?|sign-in|delegation)\.spec\.ts$/, workers: 1 },
    // The people of the production environment: others.
    { name: "production", testMatch: /passkey\.spec\.ts$/, workers: 1 },
    { name: "pages", testMatch: /(pages|explorer|services|buyer)\.spec\.ts$/ },
  ],
  timeout: 90_000,
  // What passes the second time is told as flaky, and counted.
  retries: 1,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    viewport: { width: 1280, height: 800 },
    contextOptions: { reducedMotion: "reduce" },
    actionTimeout: 30_000,
    // A trace of each test costs a quarter of the time: `npm run test:e2e -- --trace retain-on-failure` has them.
    screenshot: "only-on-failure",
    launchOptions: await browserLaunch(),
  },
});
