import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { auditNumbering, type NumberingAudit } from "../invoices/issuing/numbering-audit.ts";
import type { Database } from "../platform/context.ts";

/** What was acknowledged while issuers were killed again and again, and what of it is stored. */
export interface NumberingFigures {
  acknowledged: number;
  refused: number;
  /** Requests the issuers got no answer to although the process lived. */
  unanswered: number;
  lost: number;
  twice: number;
  kills: number;
  /** Batches that were accepted, those a kill has caught half done, and those that were not done exactly once in the end. */
  batches: { accepted: number; interrupted: number; wrong: number };
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
  { rounds, random, workOff }: { rounds: number; random: () => number; workOff: () => Promise<void> },
): Promise<NumberingFigures> {
  const told: string[] = [];
  let interrupted = 0;
  for (let i = 0; i < rounds; i += 1) {
    await round(command, env, told, ROUND.least + Math.floor(random() * (ROUND.most - ROUND.least)));
    interrupted += await halfDone(writer);
  }
  await workOff();
  const accepted = told.flatMap((line) => /^accepted (\S+)$/.exec(line)?.[1] ?? []);
  const numbers = told.flatMap((line) => /^issued (\d{20})$/.exec(line)?.[1] ?? []);
  const { rows } = await writer.query<{ number: string }>(
    "select number from invoice where number = any($1)",
    [numbers],
  );
  const stored = new Set(rows.map(({ number }) => number));
  return {
    acknowledged: numbers.length,
    refused: told.filter((line) => line.startsWith("refused ") && line !== "refused UNANSWERED").length,
    unanswered: told.filter((line) => line === "refused UNANSWERED").length,
    lost: numbers.filter((number) => !stored.has(number)).length,
    twice: numbers.length - new Set(numbers).size,
    kills: rounds,
    batches: { accepted: accepted.length, interrupted, wrong: await notExact(writer, accepted) },
    audit: await auditNumbering(writer),
  };
}

/** Batches that wait although some of their items are done. */
async function halfDone(writer: Database["writer"]): Promise<number> {
  const { rows } = await writer.query<{ n: number }>(
    "select count(*)::int as n from issue_request where state = 'PENDING' and issued + refused > 0",
  );
  return rows[0]!.n;
}

/** Of the batches that were accepted: those not done, or whose ninety sound items were not issued once each. */
async function notExact(writer: Database["writer"], accepted: readonly string[]): Promise<number> {
  const { rows } = await writer.query<{ n: number }>(
    `select count(*)::int as n from unnest($1::text[]) as a(id) left join issue_request r using (id)
     where r.state is distinct from 'DONE' or r.issued <> 90 or r.refused <> 10 or 90 <> (
       select count(distinct v.number) from issue_request_item i join invoice v on v.id = i.answer -> 'invoice' ->> 'id'
       where i.issue_request_id = a.id and i.state = 'ISSUED')`,
    [accepted],
  );
  return rows[0]!.n;
}
