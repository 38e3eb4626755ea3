import "reflect-metadata";
import { parseArgs } from "node:util";
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
import { asCommand, operate } from "./operating.ts";

const USAGE = `npm run keys -- list | rotate --purpose ${KEY_PURPOSES.join("|")} [--delay SECONDS] | retire KID | revoke KID, each with [--environment production|sandbox]`;

await asCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      environment: { type: "string" },
      purpose: { type: "string" },
      delay: { type: "string", default: String(PUBLISHED_BEFORE_SECONDS) },
    },
  });
  const [action = "", kid = ""] = positionals;
  const purpose = KEY_PURPOSES.find((each) => each === values.purpose);
  const delaySeconds = Number(values.delay);
  const namesKey = action === "retire" || action === "revoke";
  const known = action === "list" || (action === "rotate" && purpose) || (namesKey && kid);
  if (!known || !Number.isInteger(delaySeconds) || delaySeconds < 0) throw new StartupError(USAGE);
  let found = !namesKey;
  await operate(values.environment, async (name, { writer }) => {
    if (action === "rotate" && purpose) {
      const made = await rotateKey(writer, purpose, { delaySeconds });
      console.log(
        `${name}: ${made} is published; it signs in ${delaySeconds} s, and the keys before it verify for ${OVERLAP_SECONDS} s more.`,
      );
    } else if (namesKey) {
      if (!(await listKeys(writer)).some((key) => key.kid === kid)) return;
      found = true;
      if (action === "retire") await retireKey(writer, kid);
      const made = action === "revoke" ? await revokeKey(writer, kid) : undefined;
      console.log(
        `${name}: ${kid} is ${action === "retire" ? "retired" : "revoked"}.${made ? ` ${made} signs from now on.` : ""}`,
      );
    } else {
      for (const key of await listKeys(writer))
        console.log(
          `${name.padEnd(11)}${key.purpose.padEnd(9)}${key.state.padEnd(10)}${key.kid.padEnd(19)}from ${key.activatesAt.toISOString()}${key.retiresAt ? ` to ${key.retiresAt.toISOString()}` : ""}`,
        );
    }
  });
  if (!found) throw new StartupError(`There is no key ${kid}.`);
});
