import type { EnvironmentName } from "../../platform/caller.ts";
import { dateTime } from "../../platform/clock.ts";
import { yuan } from "../../platform/money.ts";
import { amountInWords } from "../amount-in-words.ts";
import type { Invoice } from "../invoice.ts";
import type { InvoiceLine } from "../invoice-line.ts";
import { buyerOf, sellerOf } from "../party.ts";
import type { WholeInvoice } from "./whole-invoice.ts";
import { type Element, element } from "./xml.ts";

/** The namespace of an invoice's XML; another form gets another one. */
export const INVOICE_NAMESPACE = "urn:open-tax:invoice:1";

type Side = "seller" | "buyer";

/**
 * A party as the face shows it. An enterprise's particulars are printed in full, for that is how the other side pays; of a
 * natural person the identity number, the address, phone and account are masked, as everywhere.
 */
function party(name: string, invoice: Invoice, side: Side): Element {
  const { isPerson, tin, address } = side === "seller" ? sellerOf(invoice) : buyerOf(invoice);
  const contact = (value: string | null) => (isPerson ? null : value);
  return element(name, [
    element("Name", invoice[`${side}Name`]),
    element("Tin", tin),
    element("Address", address),
    element("Phone", contact(invoice[`${side}Phone`])),
    element("Bank", contact(invoice[`${side}Bank`])),
    element("BankAccount", contact(invoice[`${side}BankAccount`])),
  ]);
}

const line = (of: InvoiceLine): Element =>
  element("Line", [
    element("No", String(of.no)),
    element("Name", of.name),
    element("TaxClassCode", of.taxClassCode),
    element("Model", of.model),
    element("Unit", of.unit),
    element("Quantity", of.quantity),
    element("UnitPrice", of.unitPrice),
    element("Amount", yuan(of.amount)),
    element("TaxRate", of.taxRate),
    element("TaxAmount", yuan(of.taxAmount)),
    element("Preferential", of.preferential),
    element("DiscountOf", of.discountOf === null ? null : String(of.discountOf)),
    element("DeductibleAmount", of.deductibleAmount === null ? null : yuan(of.deductibleAmount)),
  ]);

/** What the trade adds, as names and values: `vehicle.plate`. In alphabetical order, for the database keeps none. */
export function detailsOf(details: object | null, prefix = ""): [name: string, value: string][] {
  return Object.entries(details ?? {})
    .filter(([, value]) => value !== null && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, value]): [string, string][] =>
      typeof value === "object" ? detailsOf(value, `${prefix}${key}.`) : [[prefix + key, String(value)]],
    );
}

const detail = ([name, value]: [string, string]): Element =>
  element("Detail", [element("Name", name), element("Value", value)]);

/** The invoice as XML, without its signature. The same rows give the same text, whatever became of the invoice since. */
export function invoiceXml(
  { invoice, lines, reverses }: WholeInvoice,
  environment: EnvironmentName,
): Element {
  const details = detailsOf(invoice.specialDetails);
  return element(
    "Invoice",
    [
      element("Environment", environment),
      element("Id", invoice.id),
      element("Kind", invoice.kind),
      element("Number", invoice.number),
      element("IssuedAt", dateTime(invoice.issuedAt)),
      element("Sign", invoice.sign),
      element("IssuedAs", invoice.issuedAs ?? null),
      element("ReversedNumber", reverses?.number ?? null),
      element("ConfirmationNo", reverses?.confirmation ?? null),
      party("Seller", invoice, "seller"),
      party("Buyer", invoice, "buyer"),
      element("Lines", lines.map(line)),
      element("Amount", yuan(invoice.amount)),
      element("TaxAmount", yuan(invoice.taxAmount)),
      element("Total", yuan(invoice.total)),
      element("TotalInWords", amountInWords(invoice.total)),
      element("SpecialBusiness", invoice.specialBusiness),
      details.length > 0 ? element("Details", details.map(detail)) : null,
      element("Remark", invoice.remark),
      element("Payee", invoice.payee),
      element("Reviewer", invoice.reviewer),
      element("Issuer", invoice.issuer),
    ],
    { xmlns: INVOICE_NAMESPACE },
  )!;
}
