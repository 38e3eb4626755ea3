import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { at, type Problem } from "../../platform/refusal.ts";
import { refuse as issuing } from "../issuing/issue.refusals.ts";
import { type BuyerHeaderInput, BuyerKind } from "../issuing/issue-input.ts";
import { refuse } from "./request.refusals.ts";

/** A header as a buyer fills it in. */
type Header = BuyerHeaderInput & { email?: string | null; mobile?: string | null };

/** A name made uniform for comparison: full-width brackets, single spaces, composed characters. */
export const uniformName = (name: string): string =>
  name.normalize("NFC").trim().replace(/\s+/g, " ").replaceAll("(", "（").replaceAll(")", "）");

const EMAIL = /^[^\s@]{1,64}@[^\s@]+\.[^\s@]{2,}$/;
const MOBILE = /^1[3-9]\d{9}$/;
const LONGEST: readonly [field: "name" | "address" | "phone" | "bankName" | "bankAccount", most: number][] = [
  ["name", 100],
  ["address", 100],
  ["phone", 30],
  ["bankName", 80],
  ["bankAccount", 32],
];
const length = (text: string) => [...text].length;

/** A header with nothing but what was said: trimmed, and absent where it was empty. */
export function tidied(header: Header): Header {
  const text = (value: string | null | undefined) => value?.normalize("NFC").trim() || null;
  const { kind, name, tin } = header;
  return {
    kind,
    name: text(name) ?? "",
    tin: tin ?? null,
    address: text(header.address),
    phone: text(header.phone),
    bankName: text(header.bankName),
    bankAccount: text(header.bankAccount),
    email: text(header.email),
    mobile: text(header.mobile),
  };
}

/** An enterprise names itself with its number; for a special invoice everybody does. */
const isIncomplete = ({ kind, name, tin }: Header, of: InvoiceKind) =>
  name === "" ||
  (!tin &&
    (kind === BuyerKind.ENTERPRISE || (of === InvoiceKind.DIGITAL_SPECIAL && kind !== BuyerKind.PERSON)));

/**
 * Whether a name goes with a number. `registered` is who has the number in the registry. A number nobody has and one of
 * another name are the same here; of natural persons nothing is compared, for their names and numbers are not public.
 */
export const nameGoesWithTin = (
  { kind, name, tin }: Header,
  registered: { name: string; kind: string } | undefined,
): boolean =>
  kind === BuyerKind.PERSON ||
  !tin ||
  (registered !== undefined &&
    registered.kind !== "NATURAL_PERSON" &&
    uniformName(registered.name) === uniformName(name));

/** Every reason not to accept a header for an invoice of a kind. */
export function whyNotHeader(
  header: Header,
  of: InvoiceKind,
  registered: { name: string; kind: string } | undefined,
): Problem[] {
  const path = ["input", "header"];
  const incomplete = isIncomplete(header, of);
  const found: [boolean, Problem, string][] = [
    [incomplete, refuse.HEADER_INCOMPLETE, header.name === "" ? "name" : "tin"],
    [!incomplete && !nameGoesWithTin(header, registered), refuse.BUYER_TIN_MISMATCH, "tin"],
    [
      of === InvoiceKind.DIGITAL_SPECIAL && header.kind === BuyerKind.PERSON,
      issuing.SPECIAL_TO_NATURAL_PERSON,
      "kind",
    ],
    ...LONGEST.map(([field, most]): [boolean, Problem, string] => [
      length(header[field] ?? "") > most,
      issuing.INVOICE_TEXT_LENGTH,
      field,
    ]),
    [Boolean(header.email) && !isEmail(header.email!), refuse.CONTACT_INVALID, "email"],
    [Boolean(header.mobile) && !MOBILE.test(header.mobile!), refuse.CONTACT_INVALID, "mobile"],
  ];
  return found.flatMap(([is, problem, field]) => (is ? [at(problem, [...path, field])] : []));
}

const isEmail = (text: string) => text.length <= 100 && EMAIL.test(text);
