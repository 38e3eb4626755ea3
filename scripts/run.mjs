// Runs a command of the project: builds the platform if it changed, then becomes the command.
import { createRequire } from "node:module";
import { become } from "./become.mjs";
import { build } from "./build.mjs";

const [command, ...args] = process.argv.slice(2);
const failed = await build(command === "playwright" ? undefined : ["build:api"], { say: console.error });
if (failed) {
  console.error(failed);
  process.exit(1);
}
const program =
  command === "playwright" ? createRequire(import.meta.url).resolve("@playwright/test/cli") : command;
become([...(command === "playwright" ? [] : ["--enable-source-maps"]), program, ...args]);
