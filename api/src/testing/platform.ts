import { randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { type Config, projectRoot, readConfig } from "../config.ts";
import { asOwner, loginOf } from "../database/connect.ts";
import { PASSWORD_FILE } from "../database/roles.ts";
import { TEST_SERVER_DIR, TEST_SERVER_URL } from "../database/testing.ts";
import { ENVIRONMENTS } from "../environment.ts";
import { type Platform, startPlatform } from "../start.ts";

export interface TestPlatform extends Platform {
  config: Config;
  /** Where the sample apps' private keys are: `<dataDir>/sample-apps/<appId>.jwk.json`. */
  dataDir: string;
}

export interface TestPlatformOptions {
  sampleInvoices?: number;
  /** More configuration, as environment variables say it. */
  variables?: Record<string, string>;
}

/** A port nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer().once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => found(port));
    });
  });
}

/** The whole platform as `npm start` runs it, on the test run's PostgreSQL with databases of its own, gone after `close()`. */
export async function startTestPlatform({
  sampleInvoices = 2_000,
  variables = {},
}: TestPlatformOptions = {}): Promise<TestPlatform> {
  const serverUrl = process.env[TEST_SERVER_URL];
  const serverDir = process.env[TEST_SERVER_DIR];
  if (!serverUrl || !serverDir) throw new Error("there is no test server: run tests through `npx vitest`");
  const dataDir = mkdtempSync(join(tmpdir(), "open-tax-platform-"));
  cpSync(join(serverDir, PASSWORD_FILE), join(dataDir, PASSWORD_FILE));
  const prefix = `test_${randomUUID().slice(0, 8)}`;
  const port = String(await freePort());
  const config = readConfig(
    { PORT: port, OPEN_TAX_DATA: dataDir, DATABASE_URL: serverUrl, DATABASE_PREFIX: prefix, ...variables },
    projectRoot,
  );
  const platform = await startPlatform(config, pino({ level: "silent" }), { sampleInvoices });
  return {
    ...platform,
    config,
    dataDir,
    async close() {
      await platform.close();
      await asOwner(loginOf(serverUrl), async (owner) => {
        for (const name of ENVIRONMENTS)
          await owner.query(`drop database if exists ${prefix}_${name} with (force)`);
      });
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
