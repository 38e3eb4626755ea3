import "reflect-metadata";
import { parseArgs } from "node:util";
import { type Race, races, WIDTH } from "../authorization/races.testing.ts";
import { startTestServer } from "../authorization/testing.ts";
import startDatabase from "../database/testing.setup.ts";
import { startTwoGateways } from "../gateway/proof-race.testing.ts";

/** `npm run faults -- single-use`: twenty at once use each thing that may be used once; exactly one may succeed, every round. */
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "200" },
    seed: { type: "string", default: "0" },
    json: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
const rounds = Number(values.rounds);

const stopDatabase = await startDatabase();
try {
  const server = await startTestServer();
  const two = await startTwoGateways();
  const proofInTwoProcesses = async () => {
    const before = two.writes();
    await two.send("mutation { write }", WIDTH);
    return two.writes() - before;
  };
  const all: Record<string, Race> = { ...(await races(server)), "proof-two-processes": proofInTwoProcesses };
  const figures: Record<string, { min: number; max: number; ms: number }> = {};
  for (const [name, race] of Object.entries(all)) {
    const started = performance.now();
    const winners: number[] = [];
    for (let round = 0; round < rounds; round += 1) winners.push(await race());
    figures[name] = {
      min: Math.min(...winners),
      max: Math.max(...winners),
      ms: Math.round(performance.now() - started),
    };
    if (!values.json)
      process.stdout.write(
        `${name}: of ${WIDTH} at once ${figures[name].min === figures[name].max ? figures[name].min : `${figures[name].min} to ${figures[name].max}`} succeeded, ${rounds} rounds, ${figures[name].ms} ms\n`,
      );
  }
  await two.close();
  await server.close();
  const counted = Object.values(figures);
  const ok = counted.every(({ min, max }) => min === 1 && max === 1);
  const report = {
    name: "single-use",
    seed: Number(values.seed),
    rounds,
    acknowledged: counted.length * rounds,
    lost: counted.filter(({ min }) => min < 1).length,
    twice: counted.filter(({ max }) => max > 1).length,
    figures,
    ok,
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
  process.exitCode = ok ? 0 : 1;
} finally {
  await stopDatabase();
}
