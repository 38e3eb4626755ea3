import "reflect-metadata";
import { allowAddresses, clientLives, revokeClientKey, setSuspended } from "../authorization/client-life.ts";
import { clientIds } from "../authorization/clients.ts";
import { asCommand, commandLine, operate } from "./operating.ts";

const USAGE =
  "npm run clients -- list | allow APP RANGE,RANGE|any | suspend APP | resume APP | revoke-key APP KID [--refresh-tokens], each with --environment production|sandbox [--json]";

await asCommand(async () => {
  const { values, positionals, mistaken, say, done } = commandLine("clients", USAGE, {
    environment: { type: "string" },
    "refresh-tokens": { type: "boolean", default: false },
  });
  const [action = "", app = "", what = ""] = positionals;
  const needs = { list: 1, suspend: 2, resume: 2, allow: 3, "revoke-key": 3 }[action];
  if (needs !== positionals.length) throw mistaken("");
  if (action !== "list" && !values.environment)
    throw mistaken("Say which --environment: an app is another in each.");
  await operate(values.environment, async (name, { writer }) => {
    const tell = (sentence: string, more: object) =>
      say(`${name}: ${app} ${sentence}`, { environment: name, app, ...more });
    if (action === "allow") {
      const ranges = what === "any" ? null : what.split(",");
      await allowAddresses(writer, app, ranges);
      tell(`may call from ${ranges ? ranges.join(", ") : "anywhere"}.`, { allowed: ranges });
    } else if (action === "revoke-key") {
      const suspended = await revokeClientKey(writer, app, what, { refreshTokens: values["refresh-tokens"] });
      tell(
        `has no key ${what} any more; its access tokens have ended.${suspended ? " It has no other key and is suspended." : ""}`,
        { revoked: what, suspended },
      );
    } else if (action === "list") {
      const lives = new Map((await clientLives(writer)).map((life) => [life.appId, life]));
      for (const id of new Set([...(await clientIds(writer)), ...lives.keys()])) {
        const { suspended = false, allowedAddresses = null } = lives.get(id) ?? {};
        const from = allowedAddresses ? `from ${allowedAddresses.join(", ")}` : "from anywhere";
        say(`${name.padEnd(11)}${id.padEnd(42)}${suspended ? "SUSPENDED" : "ACTIVE   "} ${from}`, {
          environment: name,
          app: id,
          suspended,
          allowed: allowedAddresses,
        });
      }
    } else {
      await setSuspended(writer, app, action === "suspend");
      tell(`is ${action === "suspend" ? "suspended" : "active"}.`, { suspended: action === "suspend" });
    }
  });
  done();
});
