import { randomUUID } from "node:crypto";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import type { Caller } from "../../platform/caller.ts";
import type { Database } from "../../platform/context.ts";
import type { Subgraph } from "../../platform/subgraph.ts";
import { Invoice } from "../invoice.ts";
import { InvoiceLine } from "../invoice-line.ts";
import { scopes } from "../operations.ts";
import { APP, T1, T2, T3 } from "../testing.ts";
import { CreditLine, InvoiceQuota } from "./credit-line.ts";
import { IssueResolver } from "./issue.resolver.ts";
import { IssueRequest, IssueRequestItem } from "./issue-request.ts";
import { OfficerIssuingResolver } from "./officer-issuing.resolver.ts";
import { TaxClassResolver } from "./tax-class.resolver.ts";
import { TaxClass } from "./tax-class.ts";

/** The part of the invoice board that issues. */
export const issuing: Subgraph = {
  name: "invoices",
  models: [Invoice, InvoiceLine, TaxClass, CreditLine, InvoiceQuota, IssueRequest, IssueRequestItem],
  resolvers: [IssueResolver, TaxClassResolver, OfficerIssuingResolver],
  scopes,
};

export const PERSON = "pn_018f0000-0000-7000-8000-000000000001";

/** An app that issues in a taxpayer's name; the consent is the person's who owns it. */
export const issuerFor = (taxpayerId: string): Caller => ({
  kind: "APP_FOR_TAXPAYER",
  appId: APP,
  taxpayerId,
  personId: PERSON,
  scopes: ["invoice:issue", "invoice:quota"],
});

/** T1 is general, T2 small-scale, T3 an individual business; each with kinds and 10 000 000.00 for the month. */
export async function seedSellers({ writer }: Pick<Database, "writer">, granted = "10000000.00") {
  const seller = (id: string, tin: string, name: string, vat: string) =>
    writer.query(
      `insert into taxpayer (id, tin, uscc_check_waived, name, kind, vat_status, region_code, authority_code, status)
       values ($1, $2, false, $3, 'ENTERPRISE', $4, '330106', '13301060000', 'NORMAL')`,
      [id, tin, name, vat],
    );
  await seller(T1, "91330106MA2DEM017U", "样例制造（杭州）有限公司", "GENERAL");
  await seller(T2, "91330106MA2DEM025N", "样例软件（杭州）有限公司", "SMALL_SCALE");
  await writer.query(
    `insert into person (id, name, id_type, id_no, phone, real_name_level)
     values ($1, '张伟', 'ID_CARD', '330106199003074517', '13812345678', 'L3')`,
    [PERSON],
  );
  await writer.query(
    `insert into invoice_quota (id, taxpayer_id, kind, per_invoice, valid_from)
     select 'iq_' || t || k, t, k, null, '2024-12-01' from unnest($1::text[]) t, unnest($2::text[]) k`,
    [
      [T1, T2, T3],
      [InvoiceKind.DIGITAL_SPECIAL, InvoiceKind.DIGITAL_PLAIN],
    ],
  );
  await writer.query(
    `insert into credit_line (id, taxpayer_id, month, granted, used)
     select 'cl_' || t, t, '2026-11', $2, 0 from unnest($1::text[]) t`,
    [[T1, T2, T3], granted],
  );
}

export const NOTEBOOK = "1090511010000000000";

export const aLineInput = (differs: object = {}) => ({
  name: "便携式计算机",
  taxClassCode: NOTEBOOK,
  amount: "100.00",
  taxRate: "0.13",
  taxAmount: "13.00",
  ...differs,
});

/** 100.00 + 13.00 from the caller to T2, once for each call. */
export const anInvoiceInput = (differs: object = {}) => ({
  kind: "DIGITAL_PLAIN",
  buyer: { kind: "ENTERPRISE", name: "样例软件（杭州）有限公司", tin: "91330106MA2DEM025N" },
  lines: [aLineInput()],
  amount: "100.00",
  taxAmount: "13.00",
  total: "113.00",
  ...differs,
});
export const once = (input: object) => ({ ...input, idempotencyKey: randomUUID() });

export const ISSUE = `mutation ($input: IssueInvoiceInput!) { issueInvoice(input: $input) {
  invoice { id kind number issuedAt amount taxAmount total totalInWords } userErrors { code path details } } }`;
