import "reflect-metadata";
import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { StartupError } from "../config.ts";
import { resumeConsents, suspendConsents, type Which } from "../consents/commands.ts";
import { overdueDeletions } from "../consents/facts.ts";
import { record } from "../platform/audit.ts";
import type { EnvironmentName } from "../platform/caller.ts";
import type { Database } from "../platform/context.ts";
import { asCommand, operate } from "./operating.ts";

const USAGE = `npm run consents -- suspend --app APP|--consent ID --reason REASON --by OFFICER [--environment production|sandbox]
npm run consents -- resume  --app APP|--consent ID [--reason REASON] --by OFFICER [--environment …]
npm run consents -- overdue [--environment …]     consents that ended, whose app has not attested deletion in time`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    app: { type: "string" },
    consent: { type: "string" },
    reason: { type: "string" },
    by: { type: "string" },
    environment: { type: "string", default: "production" },
  },
});

/** The consents meant: one, or all of an app's. */
function which(): Which {
  const { app, consent } = values;
  if (consent && !app) return { id: consent };
  if (app && !consent) return { appId: app };
  throw new StartupError(USAGE);
}

/** Suspends or resumes in one transaction with its entries in the ledger; a running platform refuses the next call. */
async function change(name: EnvironmentName, { writer }: Database, suspend: boolean): Promise<void> {
  const { reason, by } = values;
  if (!by || (suspend && !reason)) throw new StartupError(USAGE);
  const client = await writer.connect();
  try {
    await client.query("begin");
    const changed = suspend
      ? await suspendConsents(client, { ...which(), reason: reason ?? "", by })
      : await resumeConsents(client, { ...which(), ...(reason ? { reason } : {}), by });
    for (const { id, appId, taxpayerId, purpose } of changed)
      await record(client, {
        environment: name,
        kind: "ADMIN",
        event: suspend ? "CONSENT_SUSPENDED" : "CONSENT_RESUMED",
        outcome: "DONE",
        callerKind: "PLATFORM",
        personId: by,
        appId,
        consentId: id,
        taxpayerId,
        purpose,
        requestId: randomUUID(),
      });
    await client.query("commit");
    console.log(JSON.stringify({ environment: name, changed: changed.map(({ id }) => id) }));
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

await asCommand(async () => {
  const [action] = positionals;
  await operate(values.environment, async (name, database) => {
    if (action === "suspend" || action === "resume") return change(name, database, action === "suspend");
    if (action !== "overdue") throw new StartupError(USAGE);
    const overdue = await overdueDeletions(database.reader);
    console.log(JSON.stringify({ environment: name, overdue }));
  });
});
