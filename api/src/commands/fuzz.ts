import { StartupError } from "../config.ts";

/* npm run fuzz -- NAME [--count N] [--seed N] [--json]: bad input by the thousand, against the whole platform over HTTP. */

const INPUTS: Record<string, () => Promise<unknown>> = {
  tokens: () => import("./fuzz-tokens.ts"),
  queries: () => import("./fuzz-queries.ts"),
  bodies: () => import("./fuzz-bodies.ts"),
};

const name = process.argv[2] ?? "";
const input = INPUTS[name];
try {
  if (!input)
    throw new StartupError(`Usage: npm run fuzz -- NAME, one of: ${Object.keys(INPUTS).join(", ")}`);
  await input();
} catch (error) {
  console.error(error instanceof StartupError ? error.message : error);
  process.exitCode = 1;
}
