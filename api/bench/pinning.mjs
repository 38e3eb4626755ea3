import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

const has = (command, ...args) => spawnSync(command, args, { stdio: "ignore" }).status === 0;

/** Servers have core 0 for themselves, where the machine can be told so. */
export const pinned = availableParallelism() > 1 && has("taskset", "-c", "0,1", "true");

/** Puts this process, and all it starts from now on, on core 1. */
export function keepOffServerCore() {
  if (pinned) spawnSync("taskset", ["-a", "-cp", "1", String(process.pid)], { stdio: "ignore" });
}

const on = (cores) =>
  pinned
    ? { execPath: "taskset", execArgv: ["-c", cores, process.execPath] }
    : { execPath: process.execPath, execArgv: [] };

/** Options of `fork` for a program on core 0. */
export const onServerCore = () => on("0");

/** Options of `fork` for a program on core 0 and on core 1, which it shares with all the others. */
export const onBothCores = () => on("0,1");
