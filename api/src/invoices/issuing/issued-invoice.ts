import { ID } from "type-graphql";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { InvoiceNumberScalar } from "../../identifiers/invoice-number.ts";
import { Shape, Show } from "../../platform/model.ts";
import { CNY } from "../../platform/money.ts";
import { DateTimeScalar } from "../../platform/scalars.ts";
import { amountInWords } from "../amount-in-words.ts";
import type { Stored } from "./store.ts";

const C3 = { class: "C3" } as const;

/** What the issuer of an invoice is told; reading invoices needs a scope of its own. */
@Shape({ zh: "刚开具的发票。", en: "An invoice that was just issued.", scope: "invoice:issue" })
export class IssuedInvoice {
  @Show(() => ID, "发票编号。", "The id of the invoice.", C3)
  id!: string;

  @Show(() => InvoiceKind, "发票种类。", "The kind of invoice.", C3)
  kind!: InvoiceKind;

  @Show(() => InvoiceNumberScalar, "发票号码，20 位。", "The number, 20 digits.", C3)
  number!: string;

  @Show(() => DateTimeScalar, "开票时间。", "When it was issued.", C3)
  issuedAt!: Date;

  @Show(() => CNY, "不含税金额合计。", "The total without tax.", C3)
  amount!: bigint;

  @Show(() => CNY, "税额合计。", "The total of tax.", C3)
  taxAmount!: bigint;

  @Show(() => CNY, "价税合计。", "The total with tax.", C3)
  total!: bigint;

  @Show(() => String, "价税合计（大写）。", "The total with tax in capital numerals.", C3)
  totalInWords!: string;
}

export const issuedInvoice = (
  { id, number, issuedAt }: Stored,
  { kind, amount, taxAmount, total }: Pick<IssuedInvoice, "kind" | "amount" | "taxAmount" | "total">,
): IssuedInvoice => ({
  id,
  kind,
  number,
  issuedAt,
  amount,
  taxAmount,
  total,
  totalInWords: amountInWords(total),
});
