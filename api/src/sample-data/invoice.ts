import type { InvoiceKind } from "../identifiers/invoice-kind.ts";
import type { SampleLine } from "./lines.ts";

/** An invoice as the invoices' table stores one; amounts are whole 分. */
export interface SampleInvoice {
  id: string;
  kind: `${InvoiceKind}`;
  code: string | null;
  number: string;
  paperNumber: string | null;
  checkCode: string | null;
  /** RFC 3339 with +08:00. */
  issuedAt: string;
  /** The day of `issuedAt`. */
  issuedOn: string;
  sellerId: string | null;
  sellerName: string;
  sellerTin: string;
  sellerIsPerson: boolean;
  sellerAddress: string | null;
  sellerPhone: string | null;
  sellerBank: string | null;
  sellerBankAccount: string | null;
  buyerId: string | null;
  buyerName: string;
  buyerTin: string | null;
  buyerIsPerson: boolean;
  buyerAddress: string | null;
  buyerPhone: string | null;
  buyerBank: string | null;
  buyerBankAccount: string | null;
  amount: bigint;
  taxAmount: bigint;
  total: bigint;
  remark: string | null;
  payee: string | null;
  reviewer: string | null;
  issuer: string;
  sign: "BLUE" | "RED";
  blueInvoiceId: string | null;
  status: "NORMAL" | "PARTLY_RED" | "FULLY_RED" | "VOIDED";
  redStatus: "NONE" | "PARTIAL" | "FULL";
  /** What red invoices have taken back so far, without tax, as a positive amount. */
  redAmount: bigint;
  usage: "NONE" | "DEDUCT" | "NOT_DEDUCT";
  usagePeriod: string | null;
  bookkept: boolean;
  lines: SampleLine[];
}
