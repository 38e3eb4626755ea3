import { readFileSync } from "node:fs";
import { openBench } from "./database.mjs";
import { answering } from "./program.mjs";
import { actAs, audited, forgetLookUps, invoicing } from "./servers/invoicing.mjs";

/** What a tick of /proc is, in microseconds. */
const TICK = 10_000;
let environment;
let before;

/** The processor time of the database's processes by their id, in microseconds; nothing where there is no /proc. */
async function databaseCpu() {
  const { rows } = await environment.database.writer.query(
    "select pid from pg_stat_activity where pid is not null",
  );
  const times = new Map();
  for (const { pid } of rows)
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      times.set(pid, (Number(fields[11]) + Number(fields[12])) * TICK);
    } catch {
      // It has ended since, or this machine has no /proc.
    }
  return times;
}

const does = {
  async serve({ url, config }) {
    environment = await openBench(url, config);
    return { port: await invoicing({ environment }) };
  },
  async sellers({ taxpayers }) {
    actAs(taxpayers);
  },
  async forget() {
    await forgetLookUps(environment);
  },
  async count() {
    before = { process: process.cpuUsage(), database: await databaseCpu() };
  },
  /** The processor time since `count`: of the platform's process, and of its database's. */
  async counted() {
    const { user, system } = process.cpuUsage(before.process);
    let database = 0;
    for (const [pid, micros] of await databaseCpu()) database += micros - (before.database.get(pid) ?? 0);
    return { micros: user + system, databaseMicros: database };
  },
  audit: () => audited(environment),
};

answering((question) => does[question.does](question));
