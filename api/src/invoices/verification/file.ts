import { hash } from "node:crypto";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { dateTime } from "../../platform/clock.ts";
import type { Context } from "../../platform/context.ts";
import { InputOf, Takes } from "../../platform/model.ts";
import { fen, yuan } from "../../platform/money.ts";
import { problems } from "../../platform/refusal.ts";
import { INVOICE_NAMESPACE } from "../files/invoice-xml.ts";
import { textOf } from "../files/xml.ts";
import { isGenuine, readSigned, type Unchecked } from "../files/xml-signature.ts";
import type { Invoice } from "../invoice.ts";
import { buyerOf, sellerOf } from "../party.ts";
import { type VerificationRequest, VerifyOutcome } from "./verification.ts";

/** The largest file, in bytes: what fits into a request. */
const LARGEST = 1_000_000;

export const refuse = problems({
  INVOICE_FILE_INVALID: {
    zh: "这不是本平台签发的发票 XML 原件，或已被改动（不得重新排版、增删空白或注释），或超过 1 MB",
    en: "This is no XML original issued by this platform, or it was changed (formatting, white space and comments count), or it is over 1 MB.",
    actor: "USER",
  },
});

@InputOf({ zh: "以原件（XML）查验。", en: "The verification of an original (XML)." })
export class VerifyByFileInput {
  @Takes(
    () => String,
    "XML 原件的全文，一字不改，UTF-8 编码不超过 1 MB。",
    "The whole text of the XML original, unchanged, at most 1 MB in UTF-8.",
    { max: LARGEST },
  )
  xml!: string;

  @Takes(
    () => String,
    "人机验证结果；持有 invoice:verify 的应用不需要。",
    "The solution of a captcha; apps that hold invoice:verify need none.",
    { nullable: true, max: 4000 },
  )
  captchaToken?: string | null;
}

/** What a file says; not yet whether it is genuine. */
export interface OriginalFile {
  asked: VerificationRequest;
  document: Unchecked;
}

/** The hash by which the proof of an answer names the file: SHA-256 (hex) over its bytes in UTF-8. */
export const fileHash = (xml: string): string => hash("sha256", xml, "hex");

const isKind = (text: string | undefined): text is InvoiceKind => text !== undefined && text in InvoiceKind;
const AMOUNT = /^-?\d{1,13}\.\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+08:00$/;

/** Reads a file that has the form of an original; nothing for any other. */
export function readOriginal(xml: string): OriginalFile | undefined {
  if (xml.length > LARGEST || Buffer.byteLength(xml) > LARGEST) return undefined;
  const document = readSigned(xml, "Invoice", INVOICE_NAMESPACE);
  if (!document) return undefined;
  const said = (name: string) => textOf(document.root, name);
  const [kind, number, issuedAt, total] = ["Kind", "Number", "IssuedAt", "Total"].map(said);
  if (!isKind(kind) || !number || !issuedAt || !total) return undefined;
  if (!/^\d{20}$/.test(number) || !MOMENT.test(issuedAt) || !AMOUNT.test(total)) return undefined;
  return { document, asked: { kind, number, issuedOn: issuedAt.slice(0, 10), totalIncl: fen(total) } };
}

/** What of a file must agree with the invoice: all its face says that is not in the lines. */
function agrees({ root }: Unchecked, invoice: Invoice): boolean {
  const facts: readonly [string, string][] = [
    ["Id", invoice.id],
    ["Kind", invoice.kind],
    ["Number", invoice.number],
    ["IssuedAt", dateTime(invoice.issuedAt)],
    ["Sign", invoice.sign],
    ["Amount", yuan(invoice.amount)],
    ["TaxAmount", yuan(invoice.taxAmount)],
    ["Total", yuan(invoice.total)],
  ];
  const parties = [
    ["Seller", invoice.sellerName, sellerOf(invoice).tin],
    ["Buyer", invoice.buyerName, buyerOf(invoice).tin],
  ] as const;
  return (
    facts.every(([name, value]) => textOf(root, name) === value) &&
    parties.every(([side, name, tin]) => {
      const content = root.content;
      const party = typeof content === "string" ? undefined : content.find((child) => child.name === side);
      return party && textOf(party, "Name") === name && (textOf(party, "Tin") ?? null) === tin;
    })
  );
}

/**
 * How a file is compared: the signature must be one of ours over exactly this content, what it says must agree with the
 * invoice, and it must be the original that was given out. Which of these fails is not said.
 */
export const comparison =
  (context: Context, { document }: OriginalFile) =>
  async (invoice: Invoice | undefined): Promise<VerifyOutcome> => {
    const genuine = isGenuine(document, context.environment.keys.jwks("invoices").keys);
    if (!invoice) return VerifyOutcome.NOT_FOUND;
    if (!genuine || !agrees(document, invoice)) return VerifyOutcome.MISMATCH;
    const { rows } = await context.environment.database.writer.query<{ digest: string }>({
      name: "invoice_original:digest",
      text: "select digest from invoice_original where invoice_id = $1",
      values: [invoice.id],
    });
    const stored = rows[0]?.digest ?? document.signature.digest;
    return stored === document.signature.digest ? VerifyOutcome.MATCH : VerifyOutcome.MISMATCH;
  };
