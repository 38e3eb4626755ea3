import "reflect-metadata";
import { createReadStream, createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PublicKeys } from "@open-tax/sdk/verify/compact-jws";
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
import { asCommand, commandLine, isDay, operate } from "./operating.ts";

const USAGE = `npm run ledger -- export --day YYYY-MM-DD [--taxpayer ID] [--out FILE] [--environment production|sandbox]
npm run ledger -- verify FILE --keys URL|FILE [--checkpoint JWS] [--previous HASH]
npm run ledger -- retain --before YYYY-MM-DD --by OFFICER [--environment …]     proposes
npm run ledger -- retain --confirm ID --by ANOTHER_OFFICER [--environment …]    removes: both officers are signed in to posts of oversight
All but export answer with JSON.`;

const OPTIONS = {
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
} as const;

interface Given {
  environment: string;
  taxpayer?: string | undefined;
  out?: string | undefined;
  checkpoint?: string | undefined;
  previous?: string | undefined;
  before?: string | undefined;
  confirm?: string | undefined;
}

/** The published keys, from a file or an address. Throws a sentence when they are none. */
async function keysAt(place: string): Promise<PublicKeys> {
  const text = /^https?:/.test(place)
    ? await fetch(place).then((answer) => (answer.ok ? answer.text() : ""))
    : await readFile(place, "utf8");
  try {
    const keys = JSON.parse(text) as PublicKeys;
    if (Array.isArray(keys.keys)) return keys;
  } catch {
    // said below, as for anything else that is no set of keys
  }
  throw new StartupError(`There is no set of keys (JWKS) at ${place}.`);
}

async function exported(day: string, values: Given): Promise<void> {
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

async function verified(file: string, keys: string, { checkpoint, previous }: Given): Promise<void> {
  const published = await keysAt(keys);
  // `npm run … > file` writes its own banner first.
  const lines = async function* () {
    for await (const line of linesOf(createReadStream(file))) if (!line.startsWith("> ")) yield line;
  };
  const report = await verifyLedger(lines(), published, {
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(previous === undefined ? {} : { previous }),
  });
  console.log(JSON.stringify(report));
  process.exitCode = report.ok ? 0 : 1;
}

async function retained(by: string, values: Given): Promise<void> {
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
  const { values, positionals, mistaken } = commandLine("ledger", USAGE, OPTIONS);
  const [action = "", file] = positionals;
  const { day, keys, by, before, confirm } = values;
  for (const given of [day, before])
    if (given !== undefined && !isDay(given)) throw mistaken(`The calendar has no day ${given}.`);
  if (action === "export" && day && positionals.length === 1) return exported(day, values);
  if (action === "verify" && file && keys && positionals.length === 2) return verified(file, keys, values);
  if (action === "retain" && by && (confirm || before) && positionals.length === 1)
    return retained(by, values);
  throw mistaken("");
});
