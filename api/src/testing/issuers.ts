import "reflect-metadata";
import { setTimeout as sleep } from "node:timers/promises";
import { loginOf } from "../database/connect.ts";
import { connectDatabase } from "../database/database.ts";
import { rolePasswords } from "../database/roles.ts";
import { TEST_SERVER_DIR } from "../database/testing.ts";
import { workBatch, workWhatWaits } from "../invoices/issuing/batch.service.ts";
import { anInvoiceInput, ISSUE, issuerFor, issuing, once } from "../invoices/issuing/issuing.testing.ts";
import { T1, T2 } from "../invoices/testing.ts";
import { systemClock } from "../platform/clock.ts";
import { Context, type Environment } from "../platform/context.ts";
import { buildSubgraph } from "../platform/subgraph.ts";

/* A process with fifty issuers and two that hand in batches, on the database of ISSUERS_DATABASE, until it is killed. Each answer is a line on stdout. */

const ISSUERS = 50;
const BATCHERS = 2;
const url = process.env.ISSUERS_DATABASE as string;
const login = loginOf(url);
const passwords = rolePasswords(
  loginOf(process.env.ISSUERS_SERVER as string),
  process.env[TEST_SERVER_DIR] as string,
);
const database = await connectDatabase(login, passwords, issuing.models);
const environment = { name: "sandbox", database, clock: systemClock } as unknown as Environment;
const { execute } = buildSubgraph(issuing);

type Told = { issueInvoice: { invoice: { number: string } | null; userErrors: { code: string }[] } };

async function issuer(place: number): Promise<never> {
  for (let n = place; ; n += 1) {
    const input = once(anInvoiceInput(n % 10 === 0 ? { total: "113.01" } : {}));
    const context = new Context(environment, issuerFor(n % 7 === 0 ? T2 : T1), `r-${place}-${n}`);
    const answer = (await execute({ source: ISSUE, variables: { input }, context })) as {
      data?: Told;
      errors?: unknown;
    };
    const { invoice, userErrors } = answer.data?.issueInvoice ?? { invoice: null, userErrors: [] };
    // Without an answer nothing is known: a busy machine may have had no connection in time.
    const told = invoice ? `issued ${invoice.number}` : `refused ${userErrors[0]?.code ?? "UNANSWERED"}`;
    process.stdout.write(`${told}\n`);
    await sleep(0);
  }
}

const ACCEPT = `mutation ($input: IssueInvoiceBatchInput!) { issueInvoiceBatch(input: $input) { requestId } }`;

/** Batches of a hundred, every tenth invoice of which is refused; each is worked off in this process, part by part. */
async function batcher(place: number): Promise<never> {
  for (let n = 0; ; n += 1) {
    const invoices = Array.from({ length: 100 }, (_, i) =>
      anInvoiceInput(i % 10 === 0 ? { total: "113.01" } : {}),
    );
    const context = new Context(environment, issuerFor(T1), `b-${place}-${n}`);
    const answer = (await execute({
      source: ACCEPT,
      variables: { input: once({ invoices }) },
      context,
    })) as { data?: { issueInvoiceBatch: { requestId: string } }; errors?: unknown };
    const requestId = answer.data?.issueInvoiceBatch.requestId;
    if (!requestId) continue;
    process.stdout.write(`accepted ${requestId}\n`);
    // What cannot be worked off now waits, as after a kill.
    await workBatch(environment, requestId).catch(() => undefined);
  }
}

// As the worker does at its start: what a process that died has left behind.
await workWhatWaits(environment);
await Promise.all([
  ...Array.from({ length: BATCHERS }, (_, place) => batcher(place)),
  ...Array.from({ length: ISSUERS }, (_, place) => issuer(place)),
]);
