// Runs before the other scripts, on whatever Node the machine has: checks it, and installs what the lockfile says.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const lockfile = `${root}package-lock.json`;
const installedLockfile = `${root}node_modules/.package-lock.json`;
const marker = `${root}node_modules/.open-tax-lock`;

if (Number.parseInt(process.versions.node, 10) < 20) {
  console.error(
    `Node ${process.versions.node} is too old: the Tax Open Platform needs Node 20 or newer to install itself.`,
  );
  process.exit(1);
}

const hash = createHash("sha256").update(readFileSync(lockfile)).digest("hex");
if (!upToDate()) {
  console.log("Installing the packages of package-lock.json (about a minute) …");
  const npm = process.env.npm_execpath;
  const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  const options = { cwd: root, stdio: "inherit" };
  const { status } = npm
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  if (status !== 0) {
    console.error("The packages could not be installed; see npm's message above.");
    process.exit(1);
  }
  writeFileSync(marker, hash);
}

/** Whether node_modules holds what the lockfile says. A hash answers quickly; npm's own record answers after `npm install`. */
function upToDate() {
  if (!existsSync(installedLockfile)) return false;
  if (existsSync(marker) && readFileSync(marker, "utf8") === hash) return true;
  const wanted = JSON.parse(readFileSync(lockfile, "utf8")).packages;
  const found = JSON.parse(readFileSync(installedLockfile, "utf8")).packages;
  const same = ([path, { version, optional, link }]) =>
    path === "" ||
    !path.includes("node_modules/") ||
    link ||
    (found[path] ? found[path].version === version : optional);
  if (!Object.entries(wanted).every(same)) return false;
  writeFileSync(marker, hash);
  return true;
}
