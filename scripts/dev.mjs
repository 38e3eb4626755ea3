// The platform, compiled anew and restarted on each change. The portal as built; `npm run start --workspace portal` shows edits live.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const failed = await build();
if (failed) {
  console.error(failed);
  process.exit(1);
}

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
const children = [
  [tsc, "-b", "-w", "--preserveWatchOutput"],
  [
    "--watch",
    "--watch-preserve-output",
    "--enable-source-maps",
    "api/dist/main.js",
    ...process.argv.slice(2),
  ],
].map((args) => spawn(process.execPath, args, { cwd: root, stdio: "inherit", detached: true }));

let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  for (const child of children) child.kill("SIGTERM");
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
for (const child of children) child.on("exit", stop);
