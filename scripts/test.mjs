// Every check of the project. One line per step; the output of a step only where it fails; at the end what passed and failed.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "open-tax-results-"));
const resolve = createRequire(import.meta.url).resolve;
const inPackage = (name, path) => join(root, "node_modules", name, path);
const total = { passed: 0, failed: 0 };
const broken = [];

process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

const built = await step("build", async () => ({ output: await build(undefined, { say: () => undefined }) }));
await step("lint", () => node(inPackage("@biomejs/biome", "bin/biome"), "check", "."));
await step("arrows", () =>
  node(
    inPackage("dependency-cruiser", "bin/dependency-cruiser.mjs"),
    "api/src",
    "sdk",
    "examples",
    "e2e",
    "--config",
    ".dependency-cruiser.cjs",
  ),
);
await step("unused code", () => node(inPackage("knip", "bin/knip.js")));
if (built) await step("schema", () => node("api/dist/commands/schema.js", "--check"));
if (built) await step("portal", () => node("portal/scripts/check.mjs"));
await step("unit and GraphQL tests", vitest);
if (built) await step("browser tests", playwright);

if (!built) console.log("schema, browser tests: not run, for the build failed");
console.log(process.env.REDIS_URL ? "redis: run" : "redis: not run (set REDIS_URL)");
if (broken.length > 0) console.log(`failed: ${broken.join(", ")}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = broken.length > 0 || total.failed > 0 ? 1 : 0;

/** Runs one step. `work` answers the output of a failure, or counts of tests. A failure without a count counts as one. */
async function step(name, work) {
  const start = Date.now();
  const { output, passed = 0, failed = 0 } = await work();
  const ok = output === undefined && failed === 0;
  total.passed += passed;
  total.failed += ok ? 0 : Math.max(failed, 1);
  if (!ok) broken.push(name);
  const counts = passed + failed > 0 ? `  ${passed} passed${failed > 0 ? `, ${failed} failed` : ""}` : "";
  console.log(
    `${ok ? "✓" : "✗"} ${name.padEnd(24)} ${((Date.now() - start) / 1000).toFixed(1).padStart(6)} s${counts}`,
  );
  if (!ok) console.log(output ?? "");
  return ok;
}

/** Runs a program under this Node; its output only if it fails. */
function node(...args) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, FORCE_COLOR: "0" },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  return new Promise((done) => child.on("close", (code) => done(code === 0 ? {} : { output })));
}

async function vitest() {
  const file = join(scratch, "vitest.json");
  const result = await node(
    inPackage("vitest", "vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  );
  if (!existsSync(file)) return { output: result.output ?? "vitest left no result" };
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, "utf8"));
  return { ...result, passed: numPassedTests, failed: numFailedTests };
}

async function playwright() {
  const file = join(scratch, "playwright.json");
  process.env.PLAYWRIGHT_JSON_OUTPUT_NAME = file;
  const result = await node(resolve("@playwright/test/cli"), "test", "--reporter=line,json");
  if (!existsSync(file)) return { output: result.output ?? "playwright left no result" };
  const { stats } = JSON.parse(readFileSync(file, "utf8"));
  if (stats.flaky > 0) console.log(`browser tests that passed the second time only: ${stats.flaky}`);
  return { ...result, passed: stats.expected + stats.flaky, failed: stats.unexpected };
}
