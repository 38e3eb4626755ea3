import "reflect-metadata";
import { parseArgs } from "node:util";
import startDatabase from "../database/testing.setup.ts";
import { testEnvironment } from "../platform/testing.ts";
import { buildSubgraphs, entities } from "../subgraphs.ts";
import { plant } from "./audit-tenancy-canaries.ts";
import { curious, pairs, timings } from "./audit-tenancy-oracle.ts";
import { allScopes, auditTenancy } from "./audit-tenancy-run.ts";

/* npm run audit:tenancy -- [--json] [--stride N]: every field × everybody who must not see it, and 0 planted values found. */

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, stride: { type: "string", default: "1" } },
});
const say = (line: string) => {
  if (!values.json) process.stdout.write(`${line}\n`);
};

const stopDatabase = await startDatabase();
try {
  const environment = await testEnvironment(entities);
  const subgraphs = buildSubgraphs();
  try {
    const planted = await plant(environment.database, entities);
    const { found, ...report } = await auditTenancy({
      environment,
      subgraphs,
      models: entities,
      planted,
      stride: Number(values.stride),
      say,
    });
    for (const { role, through, root, coordinate, columns } of found)
      say(`LEAK by ${through} to ${role || "everybody"}: ${root} ${coordinate} – ${columns.join(", ")}`);
    const all = pairs(subgraphs, planted, entities);
    const oracle = await timings(environment, all, curious(allScopes(subgraphs)));
    for (const { root, ratio } of oracle) say(`${root}: another's to unknown takes ${ratio} of the time`);
    process.stdout.write(`${JSON.stringify({ name: "tenancy", ...report, timing: oracle })}\n`);
    process.exitCode = report.ok ? 0 : 1;
  } finally {
    await environment.close();
  }
} finally {
  await stopDatabase();
}
