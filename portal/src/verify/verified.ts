import type { InvoiceKind } from "./invoice-kind.ts";
import type { Outcome } from "./verify-words.ts";

export interface FaceParty {
  name: string;
  tin: string | null;
  address: string | null;
  phone: string | null;
  bank: string | null;
  bankAccount: string | null;
}

/** The face of an invoice, to compare with the one in hand. */
export interface Face {
  kind: InvoiceKind;
  code: string | null;
  number: string;
  issuedAt: string;
  seller: FaceParty;
  buyer: FaceParty;
  amount: string;
  taxAmount: string;
  total: string;
  totalInWords: string;
  sign: "BLUE" | "RED";
}

/** What a verification answers. */
export interface Verified {
  outcome: Outcome;
  status: string | null;
  timesToday: number;
  retryAt: string | null;
  verifiedAt: string;
  resultSign: string;
  face: Face | null;
}
