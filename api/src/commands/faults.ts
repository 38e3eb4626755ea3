import { StartupError } from "../config.ts";

/* npm run faults -- NAME [--rounds N] [--seed N] [--json]: fault injection, each with its own checker. */

const FAULTS: Record<string, () => Promise<unknown>> = {
  "single-use": () => import("./single-use.ts"),
  revocation: () => import("./revocation.ts"),
  ledger: () => import("./ledger-faults.ts"),
  numbering: () => import("./numbering.ts"),
};

const name = process.argv[2] ?? "";
const fault = FAULTS[name];
try {
  if (!fault)
    throw new StartupError(`Usage: npm run faults -- NAME, one of: ${Object.keys(FAULTS).join(", ")}`);
  await fault();
} catch (error) {
  console.error(error instanceof StartupError ? error.message : error);
  process.exitCode = 1;
}
