import "reflect-metadata";
import { StartupError } from "../config.ts";
import { asCommand, commandLine, isDay, operate } from "./operating.ts";

const USAGE =
  "npm run deadline -- list | add YYYY-MM-DD REASON | remove YYYY-MM-DD, each with [--environment production|sandbox] [--json]";
const WORDS: Readonly<Record<string, number>> = { list: 1, add: 3, remove: 2 };

await asCommand(async () => {
  const { values, positionals, mistaken, json, say, done } = commandLine("deadline", USAGE, {
    environment: { type: "string" },
  });
  const [action = "", day = "", reason = ""] = positionals;
  if (WORDS[action] !== positionals.length) throw mistaken("");
  if (action !== "list" && !isDay(day)) throw mistaken(`The calendar has no day ${day}.`);
  if (action === "add" && reason.trim() === "") throw mistaken("Say why it is a day of deadline.");
  let removed = action !== "remove";
  await operate(values.environment, async (environment, { writer }) => {
    if (action === "add")
      await writer.query(
        "insert into deadline_day (day, reason) values ($1, $2) on conflict (day) do update set reason = excluded.reason",
        [day, reason.trim()],
      );
    if (
      action === "remove" &&
      (await writer.query("delete from deadline_day where day = $1", [day])).rowCount
    )
      removed = true;
    const { rows } = await writer.query<{ day: string; reason: string }>(
      "select day::text, reason from deadline_day order by day",
    );
    for (const row of rows)
      say(`${environment.padEnd(11)}${row.day}  ${row.reason}`, { environment, ...row });
    if (rows.length === 0 && !json) console.log(`${environment.padEnd(11)}no day of deadline`);
  });
  if (!removed) throw new StartupError(`${day} is no day of deadline.`);
  done();
});
