import "reflect-metadata";
import { parseArgs } from "node:util";
import { StartupError } from "../config.ts";
import { asCommand, operate } from "./operating.ts";

const USAGE =
  "npm run deadline -- list | add YYYY-MM-DD REASON | remove YYYY-MM-DD, each with [--environment production|sandbox]";

/** True for a day that the calendar has. */
const isDay = (text: string): boolean => {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
};

await asCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { environment: { type: "string" } },
  });
  const [action = "", day = "", reason = ""] = positionals;
  const known = action === "list" || (action === "add" && reason !== "") || action === "remove";
  if (!known || (action !== "list" && !isDay(day))) throw new StartupError(USAGE);
  await operate(values.environment, async (name, { writer }) => {
    if (action === "add")
      await writer.query(
        "insert into deadline_day (day, reason) values ($1, $2) on conflict (day) do update set reason = excluded.reason",
        [day, reason],
      );
    if (action === "remove") await writer.query("delete from deadline_day where day = $1", [day]);
    const { rows } = await writer.query<{ day: string; reason: string }>(
      "select day::text, reason from deadline_day order by day",
    );
    for (const row of rows) console.log(`${name.padEnd(11)}${row.day}  ${row.reason}`);
    if (rows.length === 0) console.log(`${name.padEnd(11)}no day of deadline`);
  });
});
