import { CheckCode6Scalar } from "../../identifiers/check-code.ts";
import { InvoiceCodeScalar } from "../../identifiers/invoice-code.ts";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { InvoiceNumberScalar } from "../../identifiers/invoice-number.ts";
import { readInvoiceQr } from "../../identifiers/invoice-qr.ts";
import { Shape, Show } from "../../platform/model.ts";
import { CNY, fen } from "../../platform/money.ts";
import { at, check, problems } from "../../platform/refusal.ts";
import { DateScalar } from "../../platform/scalars.ts";

export const refuse = problems({
  INVOICE_QR_FORMAT: {
    zh: "这不是发票二维码的内容",
    en: "This is not the content of an invoice's QR code.",
    actor: "USER",
  },
});

const maybe = { nullable: true } as const;

/** What fills in the form of a verification. */
@Shape({
  zh: "发票二维码所载内容，仅用于预填查验表单：任何人都能印制二维码，内容不可信。",
  en: "What an invoice's QR code says, to fill in a verification: anybody can print one, so nothing in it is to be believed.",
})
export class InvoiceQr {
  @Show(
    () => InvoiceKind,
    "发票种类；未公布的种类代码为空。",
    "The kind; absent for a kind code never published.",
    maybe,
  )
  kind!: InvoiceKind | null;

  @Show(() => InvoiceCodeScalar, "发票代码。", "The invoice code.", maybe)
  code!: string | null;

  @Show(() => InvoiceNumberScalar, "发票号码。", "The invoice number.")
  number!: string;

  @Show(() => DateScalar, "开票日期。", "The day of issue.")
  issuedOn!: string;

  @Show(() => CNY, "不含税金额。", "The amount without tax.", maybe)
  amountEx!: bigint | null;

  @Show(() => CNY, "价税合计。", "The total with tax.", maybe)
  totalIncl!: bigint | null;

  @Show(() => CheckCode6Scalar, "校验码后 6 位。", "The last six digits of the check code.", maybe)
  checkCode6!: string | null;
}

/** The content of a QR code as a form takes it. */
export function invoiceQr(text: string): InvoiceQr {
  const read = readInvoiceQr(text);
  check(!read && at(refuse.INVOICE_QR_FORMAT, ["text"]));
  const { kind, amountEx, totalIncl, ...rest } = read!;
  return {
    ...rest,
    kind: kind && InvoiceKind[kind],
    amountEx: amountEx === null ? null : fen(amountEx),
    totalIncl: totalIncl === null ? null : fen(totalIncl),
  };
}
