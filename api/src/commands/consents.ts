import "reflect-metadata";
import { randomUUID } from "node:crypto";
import { StartupError } from "../config.ts";
import { resumeConsents, suspendConsents, type Which } from "../consents/commands.ts";
import { overdueDeletions } from "../consents/facts.ts";
import { record } from "../platform/audit.ts";
import type { EnvironmentName } from "../platform/caller.ts";
import type { Database } from "../platform/context.ts";
import { asCommand, commandLine, operate } from "./operating.ts";

const USAGE = `npm run consents -- suspend --app APP|--consent ID --reason REASON --by OFFICER [--environment production|sandbox]
npm run consents -- resume  --app APP|--consent ID [--reason REASON] --by OFFICER [--environment …]
npm run consents -- overdue [--environment …]     consents that ended, whose app has not attested deletion in time
Each answers with JSON.`;

interface Asked {
  app?: string | undefined;
  consent?: string | undefined;
  reason?: string | undefined;
  by?: string | undefined;
}

/** The consents meant: one, or all of an app's. */
function which({ app, consent }: Asked, mistaken: (what: string) => StartupError): Which {
  if (consent && !app) return { id: consent };
  if (app && !consent) return { appId: app };
  throw mistaken("Name either one --consent or an --app.");
}

/** Throws a sentence when what is named is not there: nothing to change is no mistake, a wrong id is. */
async function mustExist(writer: Database["writer"], name: EnvironmentName, named: Which): Promise<void> {
  const [table, id] = "id" in named ? ["consent", named.id] : ["oauth_client", named.appId];
  const { rowCount } = await writer.query(`select 1 from ${table} where id = $1`, [id]);
  if (!rowCount) throw new StartupError(`${name} has no ${table === "consent" ? "consent" : "app"} ${id}.`);
}

/** Suspends or resumes in one transaction with its entries in the ledger; a running platform refuses the next call. Answers the consents changed. */
async function change(
  name: EnvironmentName,
  { writer }: Database,
  named: Which,
  { suspend, reason, by }: { suspend: boolean; reason?: string | undefined; by: string },
): Promise<string[]> {
  await mustExist(writer, name, named);
  const client = await writer.connect();
  try {
    await client.query("begin");
    const changed = suspend
      ? await suspendConsents(client, { ...named, reason: reason ?? "", by })
      : await resumeConsents(client, { ...named, ...(reason ? { reason } : {}), by });
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
    return changed.map(({ id }) => id);
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

await asCommand(async () => {
  const { values, positionals, mistaken } = commandLine("consents", USAGE, {
    app: { type: "string" },
    consent: { type: "string" },
    reason: { type: "string" },
    by: { type: "string" },
    environment: { type: "string", default: "production" },
  });
  const [action = ""] = positionals;
  if (positionals.length !== 1 || !["suspend", "resume", "overdue"].includes(action)) throw mistaken("");
  const suspend = action === "suspend";
  const { by, reason } = values;
  if (action !== "overdue" && !by) throw mistaken("Say --by whom.");
  if (suspend && !reason?.trim()) throw mistaken("Give a --reason.");
  const named = action === "overdue" ? undefined : which(values, mistaken);
  await operate(values.environment, async (environment, database) => {
    const said = named
      ? { changed: await change(environment, database, named, { suspend, reason, by: by ?? "" }) }
      : { overdue: await overdueDeletions(database.reader) };
    console.log(JSON.stringify({ environment, ...said }));
  });
});
