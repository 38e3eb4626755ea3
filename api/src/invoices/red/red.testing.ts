import { randomUUID } from "node:crypto";
import type { Caller } from "../../platform/caller.ts";
import type { Database } from "../../platform/context.ts";
import type { Subgraph } from "../../platform/subgraph.ts";
import { testSubgraph } from "../../platform/testing.ts";
import { RED_STATUS_AGREES, RED_WITHIN_BLUE, USAGE_AGREES } from "../audit/red.sql.ts";
import { UsageResolver } from "../deduction/usage.resolver.ts";
import { UsageConfirmation } from "../deduction/usage-confirmation.ts";
import { FlagResolver } from "../flags/flag.resolver.ts";
import { FlagProposal } from "../flags/flag-proposal.ts";
import { InvoiceResolver } from "../invoice.resolver.ts";
import { Invoice } from "../invoice.ts";
import { InvoiceLine } from "../invoice-line.ts";
import { CreditLine } from "../issuing/credit-line.ts";
import { seedSellers } from "../issuing/issuing.testing.ts";
import { PLATFORM_CHANNEL } from "../issuing/numbering.ts";
import { scopes } from "../operations.ts";
import { type AnInvoice, aLine, anInvoice, readerFor, store, T1, T2 } from "../testing.ts";
import { RedResolver } from "./red.resolver.ts";
import { RedConfirmation } from "./red-confirmation.ts";

/** The part of the invoice board that reverses and deducts. */
const reversing: Subgraph = {
  name: "invoices",
  models: [Invoice, InvoiceLine, CreditLine, RedConfirmation, UsageConfirmation, FlagProposal],
  resolvers: [InvoiceResolver, RedResolver, UsageResolver, FlagResolver],
  scopes,
};

const ALL = ["invoice:read", "invoice:red", "invoice:deduct", "invoice:issue"];
export const seller: Caller = readerFor(T1, { scopes: ALL });
export const buyer: Caller = readerFor(T2, { scopes: ALL });

export const reversingBoard = () =>
  testSubgraph(reversing, { seed: (database: Database) => seedSellers(database) });
export type Board = Awaited<ReturnType<typeof reversingBoard>>;

/** Stores a blue invoice from T1 to T2 of 1 000.00 + 130.00 on one line, and counts it in the credit line. */
export async function blueInvoice({ environment: { database } }: Board, differs: Partial<AnInvoice> = {}) {
  const money = { amount: 1000_00n, taxAmount: 130_00n };
  const row = anInvoice({ kind: "DIGITAL_SPECIAL" as never, ...money, total: 1130_00n, ...differs });
  row.number = differs.number ?? `2633${PLATFORM_CHANNEL}9${row.number.slice(6)}`;
  await store(database, Invoice, [row]);
  await store(database, InvoiceLine, [
    aLine(row.id, 1, { amount: row.amount, taxAmount: row.taxAmount, quantity: null, unitPrice: null }),
  ]);
  await database.writer.query(
    "update credit_line set used = used + 1000 where taxpayer_id = $1 and month = '2026-11'",
    [T1],
  );
  return row.id;
}

const SHAPES = {
  redConfirmation:
    "id no status statusCode initiator amount taxAmount expiresAt transferPeriod restorePeriod redInvoiceId",
  usageSelection: "invoiceIds period",
  usageConfirmation: "period count amount tax status",
  voidedInvoice: "id status",
};
const NOUNS: Record<string, [input: string, noun: keyof typeof SHAPES]> = {
  createRedConfirmation: ["CreateRedConfirmationInput", "redConfirmation"],
  confirmRed: ["RedConfirmationInput", "redConfirmation"],
  rejectRed: ["RedConfirmationInput", "redConfirmation"],
  cancelRed: ["RedConfirmationInput", "redConfirmation"],
  issueRedInvoice: ["RedConfirmationInput", "redConfirmation"],
  quickFullRed: ["QuickFullRedInput", "redConfirmation"],
  selectForDeduction: ["SelectForDeductionInput", "usageSelection"],
  confirmUsage: ["UsagePeriodInput", "usageConfirmation"],
  revokeUsage: ["UsagePeriodInput", "usageConfirmation"],
  markBookkept: ["MarkBookkeptInput", "usageSelection"],
  voidPaperInvoice: ["VoidPaperInvoiceInput", "voidedInvoice"],
};

/** Runs a write: what it answers, or the codes it refuses with. */
export async function act(board: Board, as: Caller, name: string, input: object, at?: string) {
  const [type, noun] = NOUNS[name]!;
  const data = await board.data(
    `mutation ($input: ${type}!) { ${name}(input: $input) { ${noun} { ${SHAPES[noun]} } userErrors { code path } } }`,
    { as, input: { ...input, idempotencyKey: randomUUID() }, ...(at ? { at } : {}) },
  );
  const { userErrors, [noun]: answer } = data[name];
  return answer ?? userErrors.map(({ code }: { code: string }) => code);
}

/** What an auditor finds wrong. */
export async function faults({ environment: { database } }: Board) {
  const found = await Promise.all(
    [RED_WITHIN_BLUE, RED_STATUS_AGREES, USAGE_AGREES].map((sql) => database.writer.query(sql)),
  );
  return found.flatMap(({ rows }) => rows);
}

export const rowsOf = async (board: Board, text: string, values: unknown[] = []) =>
  (await board.environment.database.writer.query(text, values)).rows;
