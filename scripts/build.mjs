// Builds what changed: TypeScript of api, sdk and examples, and the portal. `npm run build -- --force` builds all of it.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stamps = join(root, "node_modules/.cache/open-tax");
const notInputs = /^(node_modules|dist|build|\.docusaurus|\.turbo|.*\.tsbuildinfo)$/;
const madeByBuild = /^portal\/generated\//;
const shared = ["package-lock.json", "tsconfig.base.json", "tsconfig.json"];

/** What turbo would find out in more than a second is known here in a tenth of one: the same inputs, an output that is there. */
const parts = {
  "build:api": {
    name: "the platform",
    inputs: ["{api,sdk,examples}/tsconfig.json", "{api,sdk}/src/**", "examples/**"],
    output: "api/dist/main.js",
  },
  "build:portal": {
    name: "the portal",
    inputs: ["portal/**", "docs/**", "schema/**", "examples/**", "sdk/src/**"],
    output: "portal/build/index.html",
  },
};

/** Builds the named parts unless they are up to date. Answers the output of a failed build, or nothing. */
export async function build(names = Object.keys(parts), { force = false, say = console.log } = {}) {
  const stale = names.filter(
    (name) => force || stampOf(name) !== readStamp(name) || !existsSync(join(root, parts[name].output)),
  );
  if (stale.length === 0) return undefined;
  say(`Building ${stale.map((name) => parts[name].name).join(" and ")} …`);
  const before = new Map(stale.map((name) => [name, stampOf(name)]));
  const start = Date.now();
  const { code, output } = await turbo([...stale, ...(force ? ["--force"] : [])]);
  if (code !== 0) return output;
  mkdirSync(stamps, { recursive: true });
  for (const [name, stamp] of before) writeFileSync(join(stamps, name.replace(":", "-")), stamp);
  say(`Built in ${((Date.now() - start) / 1000).toFixed(1)} s.`);
  return undefined;
}

function stampOf(name) {
  const hash = createHash("sha256");
  const files = globSync([...shared, ...parts[name].inputs], {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => notInputs.test(entry.name),
  });
  const paths = files
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((path) => !madeByBuild.test(path));
  for (const path of paths.sort()) hash.update(path).update(readFileSync(join(root, path)));
  return hash.digest("hex");
}

function readStamp(name) {
  const file = join(stamps, name.replace(":", "-"));
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function turbo(tasks) {
  const program = join(dirname(createRequire(import.meta.url).resolve("turbo/package.json")), "bin/turbo");
  const child = spawn(
    process.execPath,
    [program, "run", ...tasks, "--output-logs=errors-only", "--log-prefix=none", "--ui=stream"],
    {
      cwd: root,
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", FORCE_COLOR: "0" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  return new Promise((done) => child.on("close", (code) => done({ code, output })));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const failed = await build(
    args.filter((arg) => arg in parts).length > 0 ? args.filter((arg) => arg in parts) : undefined,
    { force: args.includes("--force") },
  );
  if (failed) {
    console.error(failed);
    process.exit(1);
  }
}
