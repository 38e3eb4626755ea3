import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const marker = `${here}node_modules/.open-tax-lock`;

/** Installs the peers from their own lockfile, when they are missing or the lockfile has changed. */
export function installPeers(say) {
  const lock = createHash("sha256")
    .update(readFileSync(`${here}package-lock.json`))
    .digest("hex");
  if (existsSync(marker) && readFileSync(marker, "utf8") === lock) return checkRealm();
  say("Installing what the platform is compared with (api/bench, about a minute) …");
  const npm = process.env.npm_execpath;
  const args = ["ci", "--no-audit", "--no-fund"];
  const options = { cwd: here, stdio: ["ignore", 2, 2] };
  const { status } = npm
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  if (status !== 0) throw new Error("the peers could not be installed; see npm's message above");
  writeFileSync(marker, lock);
  checkRealm();
}

/** Schemas of the platform go into the peers, which works only when all of them mean the same graphql. */
function checkRealm() {
  const ours = realpathSync(createRequire(`${here}../package.json`).resolve("graphql"));
  for (const peer of ["@apollo/gateway", "@apollo/server", "@graphql-hive/gateway-runtime"]) {
    const theirs = realpathSync(createRequire(`${here}node_modules/${peer}/package.json`).resolve("graphql"));
    if (theirs !== ours) throw new Error(`${peer} uses ${theirs}, the platform ${ours}`);
  }
}
