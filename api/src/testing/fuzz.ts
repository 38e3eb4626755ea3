import "reflect-metadata";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import startDatabase from "../database/testing.setup.ts";
import { Random } from "../sample-data/random.ts";
import { startTestPlatform, type TestPlatform } from "./platform.ts";

/** What bad input came to. */
export interface Fuzzed {
  name: string;
  seed: number;
  count: number;
  /** Requests that were let in and should not have been. */
  accepted: number;
  /** Answers that blame the server: a 5xx, or the code INTERNAL. */
  serverErrors: number;
  /** Answers that took longer than two seconds. */
  hangs: number;
  /** How much the process – the platform, its client and this – grew after the first fifth of the requests, in MiB. */
  rssGrowthMb: number;
  /** How much of that the garbage collector could not take back. */
  heapGrowthMb: number;
  /** How often each kind of answer was given. */
  answers: Record<string, number>;
  /** The first things that went wrong. */
  examples: unknown[];
  ok: boolean;
}

/** One request and what became of it. */
export interface Outcome {
  /** A name for the kind of answer: a status and a code. */
  answer: string;
  accepted?: boolean;
  serverError?: boolean;
  /** What to show of it when it went wrong. */
  example: unknown;
}

/** Makes the requests of one fuzzer on a platform that runs. `control` proves now and then that genuine ones still get through. */
export interface Fuzzer {
  request(random: Random, index: number): Promise<Outcome>;
  control?(): Promise<void>;
}

const WIDTH = 16;
const HANG_MS = 2_000;
const GROWTH_MB = 50;
const CONTROL_EVERY = 1_000;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const memory = () => {
  collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss: rss / 2 ** 20, heap: (heapUsed + external) / 2 ** 20 };
};
const rounded = (megabytes: number) => Math.round(megabytes * 10) / 10;

/** Sends so many requests, sixteen at a time. */
export async function fuzz(
  name: string,
  { request, control }: Fuzzer,
  { count, seed }: { count: number; seed: number },
): Promise<Fuzzed> {
  const report = { accepted: 0, serverErrors: 0, hangs: 0 };
  const answers: Record<string, number> = {};
  const examples: unknown[] = [];
  let next = 0;
  let before = memory();
  const work = async () => {
    for (let index = next++; index < count; index = next++) {
      if (index === Math.floor(count / 5)) before = memory();
      if (index % CONTROL_EVERY === 0) await control?.();
      const started = performance.now();
      const { answer, accepted, serverError, example } = await request(
        new Random(seed * 1_000_003 + index),
        index,
      );
      const hung = performance.now() - started > HANG_MS;
      answers[answer] = (answers[answer] ?? 0) + 1;
      if (accepted) report.accepted += 1;
      if (serverError) report.serverErrors += 1;
      if (hung) report.hangs += 1;
      if ((accepted || serverError || hung) && examples.length < 10)
        examples.push({ index, answer, ...(hung ? { hung } : {}), example });
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, work));
  await control?.();
  const after = memory();
  const rssGrowthMb = rounded(after.rss - before.rss);
  const heapGrowthMb = rounded(after.heap - before.heap);
  const { accepted, serverErrors, hangs } = report;
  return {
    name,
    seed,
    count,
    ...report,
    rssGrowthMb,
    heapGrowthMb,
    answers,
    examples,
    ok: accepted === 0 && serverErrors === 0 && hangs === 0 && heapGrowthMb <= GROWTH_MB,
  };
}

/** The command around a fuzzer: a database and a platform of its own, the figures as JSON on the last line. */
export async function fuzzCommand(
  name: string,
  usual: number,
  start: (platform: TestPlatform) => Promise<Fuzzer>,
): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: "string", default: String(usual) },
      seed: { type: "string", default: "1" },
      json: { type: "boolean", default: false },
    },
    allowPositionals: true,
  });
  const stopDatabase = await startDatabase();
  try {
    const platform = await startTestPlatform();
    try {
      const report = await fuzz(name, await start(platform), {
        count: Number(values.count),
        seed: Number(values.seed),
      });
      if (!values.json)
        for (const [answer, times] of Object.entries(report.answers).sort(([, a], [, b]) => b - a))
          process.stdout.write(`${String(times).padStart(8)}  ${answer}\n`);
      process.stdout.write(`${JSON.stringify(report)}\n`);
      process.exitCode = report.ok ? 0 : 1;
    } finally {
      await platform.close();
    }
  } finally {
    await stopDatabase();
  }
}
