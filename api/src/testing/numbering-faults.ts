import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { auditNumbering, type NumberingAudit } from "../invoices/issuing/numbering-audit.ts";
import type { Database } from "../platform/context.ts";

/** What was acknowledged while issuers were killed again and again, and what of it is stored. */
export interface NumberingFigures {
  acknowledged: number;
  refused: number;
  lost: number;
  twice: number;
  kills: number;
  audit: NumberingAudit;
}

/** How many a round lets through before the process is killed, at least and at most. */
const ROUND = { least: 60, most: 260 };
const ROUND_MS = 60_000;

/** A process with fifty issuers, `command` and its arguments, which prints `issued NUMBER` or `refused CODE` for each answer. */
async function round(command: readonly string[], env: NodeJS.ProcessEnv, told: string[], enough: number) {
  const [program, ...args] = command as [string, ...string[]];
  const running: ChildProcess = spawn(program, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  const gone = new Promise((exit) => running.once("exit", exit));
  createInterface({ input: running.stdout! }).on("line", (line) => void told.push(line));
  const goal = told.length + enough;
  for (const until = Date.now() + ROUND_MS; told.length < goal && Date.now() < until; await sleep(2))
    if (running.exitCode !== null) throw new Error("the issuers ended by themselves");
  running.kill("SIGKILL");
  await gone;
}

/** Kills the issuers `rounds` times under load, then compares what they were told with what is stored. */
export async function numberingFigures(
  { writer }: Pick<Database, "writer">,
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  { rounds, random }: { rounds: number; random: () => number },
): Promise<NumberingFigures> {
  const told: string[] = [];
  for (let i = 0; i < rounds; i += 1)
    await round(command, env, told, ROUND.least + Math.floor(random() * (ROUND.most - ROUND.least)));
  const numbers = told.flatMap((line) => /^issued (\d{20})$/.exec(line)?.[1] ?? []);
  const { rows } = await writer.query<{ number: string }>(
    "select number from invoice where number = any($1)",
    [numbers],
  );
  const stored = new Set(rows.map(({ number }) => number));
  return {
    acknowledged: numbers.length,
    refused: told.filter((line) => line.startsWith("refused ")).length,
    lost: numbers.filter((number) => !stored.has(number)).length,
    twice: numbers.length - new Set(numbers).size,
    kills: rounds,
    audit: await auditNumbering(writer),
  };
}
