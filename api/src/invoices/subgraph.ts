import type { Subgraph } from "../platform/subgraph.ts";
import { InvoiceResolver } from "./invoice.resolver.ts";
import { Invoice } from "./invoice.ts";
import { InvoiceLine } from "./invoice-line.ts";
import { scopes } from "./operations.ts";
import { SuspectReportResolver } from "./verification/suspect-report.resolver.ts";
import { VerificationResolver } from "./verification/verification.resolver.ts";

/** 发票: invoices with their lines, and their verification. */
export const invoices: Subgraph = {
  name: "invoices",
  models: [Invoice, InvoiceLine],
  resolvers: [InvoiceResolver, VerificationResolver, SuspectReportResolver],
  scopes,
};
