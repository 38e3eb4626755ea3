import { Int } from "type-graphql";
import { InvoiceKind, invoiceKindFacts, invoiceKindNames } from "../identifiers/invoice-kind.ts";
import { choice, Shape, Show } from "../platform/model.ts";

choice(InvoiceKind, {
  name: "InvoiceKind",
  zh: "发票种类。",
  en: "The kinds of invoices.",
  values: invoiceKindNames,
});

@Shape({ zh: "一种发票及其票面上有什么。", en: "A kind of invoice and what it carries." })
export class InvoiceKindInfo {
  @Show(() => InvoiceKind, "发票种类。", "The kind.")
  kind!: InvoiceKind;

  @Show(() => String, "中文名称。", "The Chinese name.")
  name!: string;

  @Show(() => String, "英文名称。", "The English name.")
  nameEn!: string;

  @Show(
    () => String,
    "查验接口沿用的旧代码；未公布的为空。勿与开票软件的另一套代码混用。",
    "The older code used in verification calls; empty where none was published. Never mix it with the codes of issuing software.",
    { nullable: true },
  )
  legacyCode!: string | null;

  @Show(
    () => Int,
    "发票代码的位数；没有发票代码的为空。",
    "How many digits its invoice code has; empty when there is none.",
    { nullable: true },
  )
  codeDigits!: number | null;

  @Show(() => Int, "发票号码的位数：8 或 20。", "How many digits its number has: 8 or 20.")
  numberDigits!: number;

  @Show(() => Boolean, "是否有 20 位校验码。", "Whether it carries a check code of 20 digits.")
  hasCheckCode!: boolean;

  @Show(
    () => Boolean,
    "是否为纸质发票（可在开具当月作废）。",
    "Whether it is on paper, which may be voided in the month of issue.",
  )
  paper!: boolean;

  @Show(() => Boolean, "是否为数电票。", "Whether it is a fully digitalised invoice.")
  digital!: boolean;

  @Show(() => Boolean, "进项税额可否抵扣。", "Whether its VAT may be deducted by the buyer.")
  deductible!: boolean;
}

/** The table of invoice kinds. */
export const INVOICE_KINDS: readonly InvoiceKindInfo[] = Object.values(InvoiceKind).map((kind) => {
  const { legacyCode, codeDigits, numberDigits, checkCode, paper, deductible } = invoiceKindFacts[kind];
  const [name, nameEn] = invoiceKindNames[kind];
  return {
    kind,
    name,
    nameEn,
    legacyCode: legacyCode ?? null,
    codeDigits: codeDigits[0] ?? null,
    numberDigits,
    hasCheckCode: checkCode,
    paper,
    digital: numberDigits === 20,
    deductible,
  };
});
