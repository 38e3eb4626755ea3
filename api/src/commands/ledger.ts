import "reflect-metadata";
import { createReadStream, createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { linesOf, verifyLedger } from "@open-tax/sdk/verify/ledger";
import { loadConfig, StartupError } from "../config.ts";
import { exportLedger } from "../consents/ledger-export.ts";
import { confirmRemoval, proposeRemoval } from "../consents/ledger-retention.ts";
import { seal, signCheckpoint } from "../consents/ledger-sealer.ts";
import { issuerOf } from "../environment.ts";
import type { EnvironmentName } from "../platform/caller.ts";
import { dayOf } from "../platform/clock.ts";
import type { Database } from "../platform/context.ts";
import { loadKeys } from "../platform/keys.ts";
import { asCommand, operate } from "./operating.ts";

const USAGE = `npm run ledger -- export --day YYYY-MM-DD [--taxpayer ID] [--out FILE] [--environment production|sandbox]
npm run ledger -- verify FILE --keys URL|FILE [--checkpoint JWS] [--previous HASH]
npm run ledger -- retain --before YYYY-MM-DD --by OFFICER [--environment …]     proposes
npm run ledger -- retain --confirm ID --by ANOTHER_OFFICER [--environment …]    removes`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    environment: { type: "string", default: "production" },
    day: { type: "string" },
    taxpayer: { type: "string" },
    out: { type: "string" },
    keys: { type: "string" },
    checkpoint: { type: "string" },
    previous: { type: "string" },
    before: { type: "string" },
    confirm: { type: "string" },
    by: { type: "string" },
  },
});
const DAY = /^\d{4}-\d{2}-\d{2}$/;

async function exported(day: string): Promise<void> {
  const config = loadConfig();
  await operate(values.environment, async (name: EnvironmentName, database: Database) => {
    const environment = { name, database, issuer: issuerOf(name, config) };
    const sealing = { ...environment, keys: await loadKeys(database.writer) };
    await seal(sealing);
    await signCheckpoint(sealing);
    const lines = async function* () {
      for await (const line of exportLedger(environment, { day, taxpayerId: values.taxpayer }))
        yield `${JSON.stringify(line)}\n`;
    };
    await pipeline(Readable.from(lines()), values.out ? createWriteStream(values.out) : process.stdout, {
      end: values.out !== undefined,
    });
  });
}

async function verified(file: string, keys: string): Promise<void> {
  const text = /^https?:/.test(keys)
    ? await fetch(keys).then((answer) => answer.text())
    : await readFile(keys, "utf8");
  const { checkpoint, previous } = values;
  // `npm run … > file` writes its own banner first.
  const lines = async function* () {
    for await (const line of linesOf(createReadStream(file))) if (!line.startsWith("> ")) yield line;
  };
  const report = await verifyLedger(lines(), JSON.parse(text), {
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(previous === undefined ? {} : { previous }),
  });
  console.log(JSON.stringify(report));
  process.exitCode = report.ok ? 0 : 1;
}

async function retained(by: string): Promise<void> {
  const today = dayOf(new Date());
  const { before, confirm } = values;
  await operate(values.environment, async (_, { writer }) => {
    const removal = confirm
      ? await confirmRemoval(writer, confirm, { by, today })
      : await proposeRemoval(writer, { before: before as string, by, today });
    console.log(JSON.stringify(removal));
  });
}

await asCommand(async () => {
  const [action, file] = positionals;
  const { day, keys, by, before, confirm } = values;
  if (action === "export" && day && DAY.test(day)) return exported(day);
  if (action === "verify" && file && keys) return verified(file, keys);
  if (action === "retain" && by && (confirm || (before && DAY.test(before)))) return retained(by);
  throw new StartupError(USAGE);
});
