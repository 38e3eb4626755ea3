import "reflect-metadata";
import { parseArgs } from "node:util";
import { allowAddresses, clientLives, revokeClientKey, setSuspended } from "../authorization/client-life.ts";
import { clientIds } from "../authorization/clients.ts";
import { StartupError } from "../config.ts";
import { asCommand, operate } from "./operating.ts";

const USAGE =
  "npm run clients -- list | allow APP RANGE,RANGE|any | suspend APP | resume APP | revoke-key APP KID [--refresh-tokens], each with --environment production|sandbox";

await asCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { environment: { type: "string" }, "refresh-tokens": { type: "boolean", default: false } },
  });
  const [action = "", app = "", what = ""] = positionals;
  const needs = { list: 1, suspend: 2, resume: 2, allow: 3, "revoke-key": 3 }[action];
  if (needs !== positionals.length || (action !== "list" && !values.environment))
    throw new StartupError(USAGE);
  await operate(values.environment, async (name, { writer }) => {
    const done = (sentence: string) => console.log(`${name}: ${app} ${sentence}`);
    if (action === "allow") {
      const ranges = what === "any" ? null : what.split(",");
      await allowAddresses(writer, app, ranges);
      done(`may call from ${ranges ? ranges.join(", ") : "anywhere"}.`);
    } else if (action === "revoke-key") {
      const suspended = await revokeClientKey(writer, app, what, { refreshTokens: values["refresh-tokens"] });
      done(
        `has no key ${what} any more; its access tokens have ended.${suspended ? " It has no other key and is suspended." : ""}`,
      );
    } else if (action === "list") {
      const lives = new Map((await clientLives(writer)).map((life) => [life.appId, life]));
      for (const id of new Set([...(await clientIds(writer)), ...lives.keys()])) {
        const { suspended = false, allowedAddresses = null } = lives.get(id) ?? {};
        const from = allowedAddresses ? `from ${allowedAddresses.join(", ")}` : "from anywhere";
        console.log(`${name.padEnd(11)}${id.padEnd(42)}${suspended ? "SUSPENDED" : "ACTIVE   "} ${from}`);
      }
    } else {
      await setSuspended(writer, app, action === "suspend");
      done(`is ${action === "suspend" ? "suspended" : "active"}.`);
    }
  });
});
