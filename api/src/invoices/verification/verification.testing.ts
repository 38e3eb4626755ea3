import { testSubgraph } from "../../platform/testing.ts";
import { Invoice } from "../invoice.ts";
import { invoices } from "../subgraph.ts";
import { type AnInvoice, anInvoice, bank, store } from "../testing.ts";
import { solved } from "./captcha.testing.ts";

const VERIFY = `query ($input: VerifyInvoiceInput!) { verifyInvoice(input: $input) {
  outcome status timesToday retryAt verifiedAt resultSign
  face { kind code number issuedAt amount taxAmount total totalInWords sign
    seller { name tin address phone bank bankAccount } buyer { name tin address phone bank bankAccount } }
} }`;

export type Asked = Record<string, unknown>;

/** A request for a digital invoice of the day that is right in everything but what is given. */
export const digital = ({ number }: AnInvoice, more: Asked = {}) => ({
  number,
  issuedOn: "2026-11-23",
  totalIncl: "113.00",
  ...more,
});

/** The subgraph, and how tests of verification speak to it: as a bank, or as the public with a solved captcha. */
export async function verificationBoard() {
  const board = await testSubgraph(invoices);
  return {
    board,
    async stored(differs: Partial<AnInvoice> = {}): Promise<AnInvoice> {
      const invoice = anInvoice(differs);
      await store(board.environment.database, Invoice, [invoice]);
      return invoice;
    },
    verify: async (input: Asked, asked: Asked = {}) =>
      (await board.data(VERIFY, { as: bank, ...asked, input })).verifyInvoice,
    publicly: async (input: Asked, asked: Asked = {}) =>
      (await board.data(VERIFY, { ...asked, input: { ...input, captchaToken: await solved(board) } }))
        .verifyInvoice,
    codeOf: async (input: Asked, asked: Asked = {}) =>
      (await board.run(VERIFY, { as: bank, ...asked, input })).errors?.[0]?.extensions,
    /** The counters kept for an identity. */
    async countOf(identity: string): Promise<number[]> {
      const { rows } = await board.environment.database.reader.query(
        "select times from invoice_lookup where identity = $1",
        [identity],
      );
      return rows.map(({ times }) => times);
    },
  };
}
