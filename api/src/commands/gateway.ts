import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { startStandalone } from "../gateway/standalone.ts";

const USAGE = "npm run gateway -- --supergraph FILE --port N [--host HOST]";

try {
  const { values } = parseArgs({
    options: { supergraph: { type: "string" }, port: { type: "string" }, host: { type: "string" } },
  });
  const port = Number(values.port);
  if (!values.supergraph || !Number.isInteger(port)) throw new Error(USAGE);
  const supergraphSdl = await readFile(values.supergraph, "utf8");
  const gateway = await startStandalone({
    supergraphSdl,
    port,
    ...(values.host ? { host: values.host } : {}),
  });
  process.stdout.write(`${gateway.url}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void gateway.close());
} catch (error) {
  process.stderr.write(`The gateway did not start: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
