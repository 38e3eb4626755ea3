import { mkdirSync } from "node:fs";
import path from "node:path";
import { serveCallback } from "./callback.ts";
import { runPlatform } from "./platform.ts";

const root = path.join(import.meta.dirname, "..");
const results = path.join(root, "test-results");

/**
 * Starts a platform for this run alone, unless `BASE_URL` names one that runs already (`OPEN_TAX_DATA` says where its
 * sample keys are). What it printed is in `test-results/platform.log`.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const closeCallback = await serveCallback();
  if (process.env.BASE_URL) {
    process.env.OPEN_TAX_DATA ??= path.join(root, ".open-tax");
    return closeCallback;
  }
  mkdirSync(results, { recursive: true });
  const platform = await runPlatform(path.join(results, "platform.log"));
  process.env.BASE_URL = platform.origin;
  process.env.OPEN_TAX_DATA = platform.dataDir;
  return async () => {
    await closeCallback();
    await platform.stop();
  };
}
