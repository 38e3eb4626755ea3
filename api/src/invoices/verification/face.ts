import { InvoiceCodeScalar } from "../../identifiers/invoice-code.ts";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { InvoiceNumberScalar } from "../../identifiers/invoice-number.ts";
import { type MaskRule, mask } from "../../platform/mask.ts";
import { Shape, Show } from "../../platform/model.ts";
import { CNY } from "../../platform/money.ts";
import { DateTimeScalar } from "../../platform/scalars.ts";
import { amountInWords } from "../amount-in-words.ts";
import type { Invoice } from "../invoice.ts";
import { InvoiceSign } from "../invoice-states.ts";
import { buyerOf, type Party, sellerOf } from "../party.ts";

const C1 = { class: "C1" } as const;
const maybe = { class: "C1", nullable: true } as const;

@Shape({
  zh: "查验所见的一方。公众所见：自然人姓名、电话和银行账号均脱敏。自然人的身份证号、住址、电话和账号对任何人都脱敏。",
  en: "A party as a verification shows it. To the public a natural person's name, and every phone and bank account, are masked. A natural person's identity number, address, phone and account are masked to everybody.",
})
export class InvoiceFaceParty {
  @Show(() => String, "名称。", "The name.", C1)
  name!: string;

  @Show(() => String, "纳税人识别号。", "The taxpayer identification number.", maybe)
  tin!: string | null;

  @Show(() => String, "地址。", "The address.", maybe)
  address!: string | null;

  @Show(() => String, "电话。", "The phone.", maybe)
  phone!: string | null;

  @Show(() => String, "开户行。", "The bank.", maybe)
  bank!: string | null;

  @Show(() => String, "银行账号。", "The bank account.", maybe)
  bankAccount!: string | null;
}

/** What whoever holds an invoice in hand may compare it with. */
@Shape({
  zh: "发票票面信息，用以与手中的发票核对。",
  en: "The face of an invoice, to compare with the one in hand.",
})
export class InvoiceFace {
  @Show(() => InvoiceKind, "发票种类。", "The kind.", C1)
  kind!: InvoiceKind;

  @Show(() => InvoiceCodeScalar, "发票代码。", "The invoice code.", maybe)
  code!: string | null;

  @Show(() => InvoiceNumberScalar, "发票号码。", "The invoice number.", C1)
  number!: string;

  @Show(() => DateTimeScalar, "开票时间。", "When it was issued.", C1)
  issuedAt!: Date;

  @Show(() => InvoiceFaceParty, "销方。", "The seller.", C1)
  seller!: InvoiceFaceParty;

  @Show(() => InvoiceFaceParty, "购方。", "The buyer.", C1)
  buyer!: InvoiceFaceParty;

  @Show(() => CNY, "不含税金额合计。", "The total without tax.", C1)
  amount!: bigint;

  @Show(() => CNY, "税额合计。", "The total of tax.", C1)
  taxAmount!: bigint;

  @Show(() => CNY, "价税合计。", "The total with tax.", C1)
  total!: bigint;

  @Show(() => String, "价税合计（大写）。", "The total with tax in capital numerals.", C1)
  totalInWords!: string;

  @Show(() => InvoiceSign, "蓝字或红字。", "Blue or red.", C1)
  sign!: InvoiceSign;
}

const masked = (rule: MaskRule, value: string | null, when: boolean) => (when ? mask(rule, value) : value);

/** `party` has already lost what a natural person shows to nobody: the identity number and the address below the county. */
function faceParty(
  { name, tin, isPerson, address, phone, bank, bankAccount }: Party,
  toPublic: boolean,
): InvoiceFaceParty {
  const contact = toPublic || isPerson;
  return {
    name: masked("NAME", name, toPublic && isPerson)!,
    tin,
    address,
    phone: masked("PHONE", phone, contact),
    bank,
    bankAccount: masked("BANK", bankAccount, contact),
  };
}

export const faceOf = (invoice: Invoice, toPublic: boolean): InvoiceFace => ({
  kind: invoice.kind,
  code: invoice.code,
  number: invoice.number,
  issuedAt: invoice.issuedAt,
  seller: faceParty(sellerOf(invoice), toPublic),
  buyer: faceParty(buyerOf(invoice), toPublic),
  amount: invoice.amount,
  taxAmount: invoice.taxAmount,
  total: invoice.total,
  totalInWords: amountInWords(invoice.total),
  sign: invoice.sign,
});
