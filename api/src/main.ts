import { loadConfig, StartupError } from "./config.ts";
import { openLog } from "./log.ts";
import { startPlatform } from "./start.ts";
import { welcome } from "./welcome.ts";

/* What `npm start` runs. A mistake of the operator is one sentence; anything else is a defect and shown whole. */

async function main(): Promise<void> {
  const started = performance.now();
  const config = loadConfig();
  const log = openLog(config.logLevel === "info" ? "warn" : config.logLevel);
  const platform = await startPlatform(config, log);
  console.log(welcome(config, performance.now() - started));

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    console.log("\nStopping …");
    await platform.close();
    process.exit(0);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.on("disconnect", stop); // the process that started this one is gone
}

main().catch((error: unknown) => {
  if (error instanceof StartupError) console.error(`\n${error.message}\n`);
  else console.error(error);
  process.exit(1);
});
