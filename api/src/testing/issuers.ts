import "reflect-metadata";
import { setTimeout as sleep } from "node:timers/promises";
import { loginOf } from "../database/connect.ts";
import { connectDatabase } from "../database/database.ts";
import { rolePasswords } from "../database/roles.ts";
import { TEST_SERVER_DIR } from "../database/testing.ts";
import { anInvoiceInput, ISSUE, issuerFor, issuing, once } from "../invoices/issuing/issuing.testing.ts";
import { T1, T2 } from "../invoices/testing.ts";
import { systemClock } from "../platform/clock.ts";
import { Context, type Environment } from "../platform/context.ts";
import { buildSubgraph } from "../platform/subgraph.ts";

/* A process with fifty issuers on the database of ISSUERS_DATABASE, until it is killed. Each answer is a line on stdout. */

const ISSUERS = 50;
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
    if (!invoice && userErrors.length === 0) throw new Error(JSON.stringify(answer.errors));
    process.stdout.write(invoice ? `issued ${invoice.number}\n` : `refused ${userErrors[0]?.code}\n`);
    await sleep(0);
  }
}

await Promise.all(Array.from({ length: ISSUERS }, (_, place) => issuer(place)));
