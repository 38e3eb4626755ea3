import { InvoiceSign, InvoiceStatus, InvoiceUsage, LinePreference, RedStatus } from "../invoice-states.ts";
import type { Issuing } from "./issue.facts.ts";
import { BuyerKind, type InvoiceLineInput, type InvoiceToIssue } from "./issue-input.ts";
import type { InvoiceDraft, LineDraft } from "./store.ts";

/** The blue invoice that was asked for, with the seller as the registry has it. */
export function blueDraft(
  invoice: InvoiceToIssue,
  { seller, issuer, buyers, classes }: Issuing,
): InvoiceDraft {
  const { buyer, vehicle, transport, lease } = invoice;
  const special = { ...(vehicle && { vehicle }), ...(transport && { transport }), ...(lease && { lease }) };
  return {
    kind: invoice.kind,
    code: null,
    paperNumber: null,
    checkCode: null,
    sellerId: seller.id,
    sellerName: seller.name,
    sellerTin: seller.tin,
    sellerIsPerson: false,
    sellerAddress: null,
    sellerPhone: null,
    sellerBank: null,
    sellerBankAccount: null,
    buyerId: (buyer.tin && buyers.get(buyer.tin)) || null,
    buyerName: buyer.name,
    buyerTin: buyer.tin ?? null,
    buyerIsPerson: buyer.kind === BuyerKind.PERSON,
    buyerAddress: buyer.address ?? null,
    buyerPhone: buyer.phone ?? null,
    buyerBank: buyer.bankName ?? null,
    buyerBankAccount: buyer.bankAccount ?? null,
    amount: invoice.amount,
    taxAmount: invoice.taxAmount,
    total: invoice.total,
    sign: InvoiceSign.BLUE,
    status: InvoiceStatus.NORMAL,
    redStatus: RedStatus.NONE,
    redAmount: 0n,
    blueInvoiceId: null,
    usage: InvoiceUsage.NONE,
    usagePeriod: null,
    bookkept: false,
    remark: invoice.remark ?? null,
    payee: invoice.payee ?? null,
    reviewer: invoice.reviewer ?? null,
    issuer,
    specialBusiness: invoice.specialBusiness ?? null,
    specialDetails: Object.keys(special).length > 0 ? special : null,
    lines: invoice.lines.map((line, i) => lineDraft(line, i + 1, classes)),
  };
}

/** A line's name is printed with the short name of its class: `*运输服务*国内道路货物运输服务`. */
const lineDraft = (line: InvoiceLineInput, no: number, classes: Issuing["classes"]): LineDraft => ({
  no,
  name: `*${classes.get(line.taxClassCode)!.shortName}*${line.name}`.slice(0, 100),
  taxClassCode: line.taxClassCode,
  model: line.model ?? null,
  unit: line.unit ?? null,
  quantity: line.quantity ?? null,
  unitPrice: line.unitPrice ?? null,
  amount: line.amount,
  taxRate: line.taxRate,
  taxAmount: line.taxAmount,
  discountOf: line.discountOf ?? null,
  preferential: line.preferential ?? LinePreference.NONE,
  deductibleAmount: line.deductibleAmount ?? null,
});
