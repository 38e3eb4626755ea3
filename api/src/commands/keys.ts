import "reflect-metadata";
import { StartupError } from "../config.ts";
import { KEY_PURPOSES } from "../platform/keys.ts";
import {
  listKeys,
  OVERLAP_SECONDS,
  PUBLISHED_BEFORE_SECONDS,
  retireKey,
  revokeKey,
  rotateKey,
} from "../platform/keys-life.ts";
import { asCommand, commandLine, operate } from "./operating.ts";

const USAGE = `npm run keys -- list | rotate --purpose ${KEY_PURPOSES.join("|")} [--delay SECONDS] | retire KID | revoke KID, each with [--environment production|sandbox] [--json]`;
const WORDS: Readonly<Record<string, number>> = { list: 1, rotate: 1, retire: 2, revoke: 2 };

await asCommand(async () => {
  const { values, positionals, mistaken, say, done } = commandLine("keys", USAGE, {
    environment: { type: "string" },
    purpose: { type: "string" },
    delay: { type: "string", default: String(PUBLISHED_BEFORE_SECONDS) },
  });
  const [action = "", kid = ""] = positionals;
  if (WORDS[action] !== positionals.length) throw mistaken("");
  const purpose = KEY_PURPOSES.find((each) => each === values.purpose);
  const delaySeconds = Number(values.delay);
  if (action === "rotate" && !purpose) throw mistaken(`--purpose must be one of ${KEY_PURPOSES.join(", ")}.`);
  if (!Number.isInteger(delaySeconds) || delaySeconds < 0)
    throw mistaken("--delay must be a whole number of seconds.");
  const namesKey = action === "retire" || action === "revoke";
  let found = !namesKey;
  await operate(values.environment, async (environment, { writer }) => {
    if (action === "rotate" && purpose) {
      const made = await rotateKey(writer, purpose, { delaySeconds });
      say(
        `${environment}: ${made} is published; it signs in ${delaySeconds} s, and the keys before it verify for ${OVERLAP_SECONDS} s more.`,
        { environment, published: made },
      );
    } else if (namesKey) {
      if (!(await listKeys(writer)).some((key) => key.kid === kid)) return;
      found = true;
      if (action === "retire") await retireKey(writer, kid);
      const made = action === "revoke" ? await revokeKey(writer, kid) : undefined;
      const ended = action === "retire" ? "retired" : "revoked";
      say(`${environment}: ${kid} is ${ended}.${made ? ` ${made} signs from now on.` : ""}`, {
        environment,
        [ended]: kid,
        ...(made ? { published: made } : {}),
      });
    } else
      for (const key of await listKeys(writer))
        say(
          `${environment.padEnd(11)}${key.purpose.padEnd(9)}${key.state.padEnd(10)}${key.kid.padEnd(19)}from ${key.activatesAt.toISOString()}${key.retiresAt ? ` to ${key.retiresAt.toISOString()}` : ""}`,
          { environment, ...key },
        );
  });
  if (!found) throw new StartupError(`There is no key ${kid}.`);
  done();
});
