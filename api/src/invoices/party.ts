import { mask } from "../platform/mask.ts";
import { Reference, Shape, Show } from "../platform/model.ts";
import type { Invoice } from "./invoice.ts";

export const Taxpayer = Reference("Taxpayer");

/** A seller or a buyer. */
@Shape({
  zh: "发票票面上的购方或销方，为开票时的信息，以后不变。",
  en: "A seller or buyer as the invoice shows it, frozen when it was issued.",
  scope: "invoice:read",
})
export class Party {
  @Show(() => String, "名称。", "The name.", { class: "C3" })
  name!: string;

  @Show(
    () => String,
    "纳税人识别号；自然人的身份证号脱敏为 330***********8880。",
    "The taxpayer identification number; a natural person's identity number is masked as 330***********8880.",
    {
      class: "C4",
      clear: "an enterprise's is public; a natural person's is masked in party()",
      nullable: true,
    },
  )
  tin!: string | null;

  @Show(() => Boolean, "是否自然人。", "Whether it is a natural person.", { class: "C3" })
  isPerson!: boolean;

  @Show(
    () => String,
    "地址；自然人只到县（区）。",
    "The address; a natural person's down to the county only.",
    {
      class: "C4",
      clear: "an enterprise's is public; a natural person's is masked in party()",
      nullable: true,
    },
  )
  address!: string | null;

  @Show(() => String, "电话，脱敏。", "The phone, masked.", { class: "C4", mask: "PHONE", nullable: true })
  phone!: string | null;

  @Show(() => String, "开户行。", "The bank.", { class: "C3", nullable: true })
  bank!: string | null;

  @Show(() => String, "银行账号，脱敏。", "The bank account, masked.", {
    class: "C4",
    mask: "BANK",
    nullable: true,
  })
  bankAccount!: string | null;

  @Show(
    () => Taxpayer,
    "对应的纳税人；未登记的没有。",
    "The taxpayer behind it; absent where none is registered.",
    { nullable: true },
  )
  taxpayer!: { id: string } | null;
}

/** Which columns each field of a party comes from. */
export const partyColumns = (side: "seller" | "buyer") => ({
  name: [`${side}Name`],
  tin: [`${side}Tin`, `${side}IsPerson`],
  isPerson: [`${side}IsPerson`],
  address: [`${side}Address`, `${side}IsPerson`],
  phone: [`${side}Phone`],
  bank: [`${side}Bank`],
  bankAccount: [`${side}BankAccount`],
  taxpayer: [`${side}Id`],
});

/** A party with what may not leave the house already masked, except what its class says (`@mask`). */
const party = (id: string | null, face: Omit<Party, "taxpayer">): Party => ({
  ...face,
  tin: face.isPerson ? mask("ID_CARD", face.tin) : face.tin,
  address: face.isPerson ? mask("ADDRESS", face.address) : face.address,
  taxpayer: id ? { id } : null,
});

export const sellerOf = (invoice: Invoice): Party =>
  party(invoice.sellerId, {
    name: invoice.sellerName,
    tin: invoice.sellerTin,
    isPerson: invoice.sellerIsPerson,
    address: invoice.sellerAddress,
    phone: invoice.sellerPhone,
    bank: invoice.sellerBank,
    bankAccount: invoice.sellerBankAccount,
  });

export const buyerOf = (invoice: Invoice): Party =>
  party(invoice.buyerId, {
    name: invoice.buyerName,
    tin: invoice.buyerTin,
    isPerson: invoice.buyerIsPerson,
    address: invoice.buyerAddress,
    phone: invoice.buyerPhone,
    bank: invoice.buyerBank,
    bankAccount: invoice.buyerBankAccount,
  });
