import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { fen } from "../../platform/money.ts";
import type { Invoice } from "../invoice.ts";
import type { InvoiceLine } from "../invoice-line.ts";
import { InvoiceSign, InvoiceStatus, InvoiceUsage, RedStatus } from "../invoice-states.ts";
import type { InvoiceDraft } from "../issuing/store.ts";
import type { RedConfirmation } from "./red-confirmation.ts";

/** Red invoices are digital ones, also where the blue one was on paper or of the equipment of before. */
export function redKind(kind: InvoiceKind): InvoiceKind {
  if (kind.startsWith("DIGITAL_") && !kind.startsWith("DIGITAL_PAPER_")) return kind;
  return kind.includes("SPECIAL") || kind === InvoiceKind.MOTOR_VEHICLE
    ? InvoiceKind.DIGITAL_SPECIAL
    : InvoiceKind.DIGITAL_PLAIN;
}

/** The red invoice of a confirmation: the parties as on the blue one, the amounts that were agreed. */
export function redDraft(
  blue: Invoice,
  lines: readonly InvoiceLine[],
  confirmation: Pick<RedConfirmation, "no" | "redLines" | "amount" | "taxAmount">,
  issuer: string,
): InvoiceDraft {
  const byNo = new Map(lines.map((line) => [line.no, line]));
  const { amount, taxAmount, redLines } = confirmation;
  return {
    kind: redKind(blue.kind),
    code: null,
    paperNumber: null,
    checkCode: null,
    sellerId: blue.sellerId!,
    sellerName: blue.sellerName,
    sellerTin: blue.sellerTin,
    sellerIsPerson: blue.sellerIsPerson,
    sellerAddress: blue.sellerAddress,
    sellerPhone: blue.sellerPhone,
    sellerBank: blue.sellerBank,
    sellerBankAccount: blue.sellerBankAccount,
    buyerId: blue.buyerId,
    buyerName: blue.buyerName,
    buyerTin: blue.buyerTin,
    buyerIsPerson: blue.buyerIsPerson,
    buyerAddress: blue.buyerAddress,
    buyerPhone: blue.buyerPhone,
    buyerBank: blue.buyerBank,
    buyerBankAccount: blue.buyerBankAccount,
    amount,
    taxAmount,
    total: amount + taxAmount,
    sign: InvoiceSign.RED,
    status: InvoiceStatus.NORMAL,
    redStatus: RedStatus.NONE,
    redAmount: 0n,
    blueInvoiceId: blue.id,
    usage: InvoiceUsage.NONE,
    usagePeriod: null,
    bookkept: false,
    remark: `被红冲蓝字发票号码：${blue.identity}；红字确认单编号：${confirmation.no}`,
    payee: null,
    reviewer: null,
    issuer,
    specialBusiness: blue.specialBusiness,
    specialDetails: blue.specialDetails,
    lines: redLines.map((red, i) => {
      const line = byNo.get(red.blueLine)!;
      return {
        no: i + 1,
        blueLine: red.blueLine,
        name: line.name,
        taxClassCode: line.taxClassCode,
        model: line.model,
        unit: line.unit,
        quantity: null,
        unitPrice: null,
        amount: fen(red.amount),
        taxRate: line.taxRate,
        taxAmount: fen(red.taxAmount),
        discountOf: null,
        preferential: line.preferential,
        deductibleAmount: null,
      };
    }),
  };
}
