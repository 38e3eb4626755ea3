import "reflect-metadata";
import { auditInvoices } from "../invoices/audit/invoice-audit.ts";
import { asCommand, commandLine, operate } from "./operating.ts";

const USAGE = `npm run audit:invoices -- [--json] [--environment production|sandbox]
Proves from the tables alone: numbers gapless, credit lines exact, totals, events and batches whole, red within blue, uses and
their totals, every published draw recomputed, every prize taxed right. Ends with 1 where anything is wrong.`;

await asCommand(async () => {
  const { values, json } = commandLine("invoices", USAGE, {
    environment: { type: "string", default: "production" },
  });
  await operate(values.environment, async (environment, database) => {
    const owner = await database.owner();
    try {
      // One snapshot: what is issued meanwhile is not half seen. The owner sees every row.
      await owner.query("begin isolation level repeatable read read only");
      const audit = await auditInvoices(owner);
      await owner.query("commit");
      if (json) process.stdout.write(`${JSON.stringify({ name: "invoices", environment, ...audit })}\n`);
      else
        for (const { name, rows, faults, examples } of audit.checks)
          process.stdout.write(
            `${faults === 0 ? "ok   " : "WRONG"} ${name.padEnd(20)} ${String(rows).padStart(10)} rows, ${faults} wrong ${examples.join(" ")}\n`,
          );
      process.exitCode = audit.ok ? 0 : 1;
    } finally {
      await owner.end();
    }
  });
});
