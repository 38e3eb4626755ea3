import Big from "big.js";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { digitalInvoiceQr } from "../../identifiers/invoice-qr.ts";
import { dayOf } from "../../platform/clock.ts";
import { yuan } from "../../platform/money.ts";
import type { Invoice } from "../invoice.ts";
import type { InvoiceLine } from "../invoice-line.ts";
import { type InvoiceMark, InvoiceSign, LinePreference } from "../invoice-states.ts";
import { buyerOf, sellerOf } from "../party.ts";
import { detailsOf } from "./invoice-xml.ts";
import type { WholeInvoice } from "./whole-invoice.ts";

/** What stands on the face of an invoice, in the words it is printed in. */

const TITLES: Partial<Record<InvoiceKind, string>> = {
  [InvoiceKind.DIGITAL_SPECIAL]: "增值税专用发票",
  [InvoiceKind.DIGITAL_RAIL]: "铁路电子客票",
  [InvoiceKind.DIGITAL_AIR]: "航空运输电子客票行程单",
  [InvoiceKind.DIGITAL_VEHICLE]: "机动车销售统一发票",
  [InvoiceKind.DIGITAL_USED_VEHICLE]: "二手车销售统一发票",
};

export const titleOf = ({ kind }: Invoice): string => `电子发票（${TITLES[kind] ?? "普通发票"}）`;

const MARKS: Record<InvoiceMark, string> = { ON_BEHALF: "代开", PURCHASE: "收购" };

/** What is printed below the QR code: whether it is a reversal, issued on behalf, or for a purchase. */
export const marksOf = ({ sign, issuedAs }: Invoice): string =>
  [sign === InvoiceSign.RED ? "红字" : "", issuedAs ? MARKS[issuedAs] : ""].filter(Boolean).join(" ");

/** `2026年11月23日`. */
export const dayInChinese = (instant: Date): string => {
  const [year, month, day] = dayOf(instant).split("-");
  return `${year}年${month}月${day}日`;
};

export const qrOf = (invoice: Invoice): string =>
  digitalInvoiceQr({ ...invoice, kind: invoice.kind, total: yuan(invoice.total) });

const NOT_TAXED: Partial<Record<LinePreference, string>> = {
  [LinePreference.EXEMPT]: "免税",
  [LinePreference.NOT_TAXED]: "不征税",
};

/** The cells of a line: name, model, unit, quantity, unit price, amount, rate, tax. */
export function cellsOf(line: InvoiceLine): readonly string[] {
  const untaxed = NOT_TAXED[line.preferential];
  return [
    line.name,
    line.model ?? "",
    line.unit ?? "",
    line.quantity ?? "",
    line.unitPrice ?? "",
    yuan(line.amount),
    untaxed ?? `${new Big(line.taxRate).times(100).toFixed()}%`,
    untaxed ? "***" : yuan(line.taxAmount),
  ];
}

/** The tax of all lines; `***` where none of them is taxed. */
export const taxInTotal = ({ invoice, lines }: WholeInvoice): string =>
  lines.length > 0 && lines.every(({ preferential }) => NOT_TAXED[preferential])
    ? "***"
    : money(invoice.taxAmount);

/** `¥113.00`, below zero `¥-113.00`. */
export const money = (amount: bigint): string => `¥${yuan(amount)}`;

const DETAILS: Readonly<Record<string, string>> = {
  "vehicle.vin": "车辆识别代号",
  "vehicle.makeAndModel": "厂牌型号",
  "transport.from": "起运地",
  "transport.to": "到达地",
  "transport.vehicleKind": "运输工具种类",
  "transport.plate": "运输工具牌号",
  "transport.goods": "运输货物名称",
  "lease.address": "不动产地址",
  "lease.from": "租赁期起",
  "lease.to": "租赁期止",
  "lease.certificate": "产权证书号",
};

const contact = (side: string, of: Pick<Invoice, `${"seller" | "buyer"}IsPerson`>, invoice: Invoice) => {
  const at = side === "购" ? "buyer" : "seller";
  if (of[`${at}IsPerson`]) return "";
  const { address } = at === "buyer" ? buyerOf(invoice) : sellerOf(invoice);
  const items: [string, string | null][] = [
    [`${side}方地址`, address],
    [`${side}方电话`, invoice[`${at}Phone`]],
    [`${side}方开户银行`, invoice[`${at}Bank`]],
    [`${side}方银行账号`, invoice[`${at}BankAccount`]],
  ];
  return items.flatMap(([label, value]) => (value ? [`${label}：${value}；`] : [])).join(" ");
};

/** The paragraphs of the remark: what it reverses, what the trade adds, how the parties are reached, and what was written. */
export function remarksOf({ invoice, reverses }: WholeInvoice): string[] {
  const confirmation = reverses?.confirmation ? ` 红字发票信息确认单编号：${reverses.confirmation}` : "";
  return [
    reverses ? `被红冲蓝字数电票号码：${reverses.number}${confirmation}` : "",
    detailsOf(invoice.specialDetails)
      .map(([name, value]) => `${DETAILS[name] ?? name}：${value}`)
      .join("；"),
    contact("购", invoice, invoice),
    contact("销", invoice, invoice),
    invoice.remark ?? "",
    [
      invoice.payee ? `收款人：${invoice.payee}；` : "",
      invoice.reviewer ? `复核人：${invoice.reviewer}；` : "",
    ].join(" "),
  ].filter((paragraph) => paragraph.trim() !== "");
}

const party = (of: { name: string; tin: string | null }) => ({ name: of.name, tin: of.tin ?? "" });

/** Buyer and seller as the boxes show them. */
export const partiesOf = (invoice: Invoice) => ({
  buyer: party(buyerOf(invoice)),
  seller: party(sellerOf(invoice)),
});
