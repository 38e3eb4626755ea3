import { lastSix } from "../../identifiers/check-code.ts";
import { readInvoiceCode } from "../../identifiers/invoice-code.ts";
import { InvoiceKind, invoiceKindFacts, isDigital } from "../../identifiers/invoice-kind.ts";
import { checkInvoiceNumber } from "../../identifiers/invoice-number.ts";
import { refuse as identifier } from "../../identifiers/problems.ts";
import { addDays, addYears, startOfDay } from "../../platform/clock.ts";
import { at, type Problem, problems } from "../../platform/refusal.ts";
import type { Invoice } from "../invoice.ts";
import { parameterOn } from "./parameters.ts";
import { type VerificationRequest, VerifyOutcome } from "./verification.ts";

export const refuse = problems({
  VERIFY_PARAM_REQUIRED: {
    zh: "缺少该种类发票查验所需的项目",
    en: "Something this kind of invoice is verified by is missing.",
    actor: "APP",
  },
});

/** What proves that the caller has the invoice, besides its number and date. */
type Proof = "amountEx" | "totalIncl" | "checkCode6";
const PROOFS: readonly Proof[] = ["amountEx", "totalIncl", "checkCode6"];

/** Which proof each kind is verified by. */
export const proofOf: Readonly<Record<InvoiceKind, Proof>> = {
  VAT_SPECIAL_PAPER: "amountEx",
  VAT_SPECIAL_ELECTRONIC: "amountEx",
  VAT_PLAIN_PAPER: "checkCode6",
  VAT_PLAIN_ROLL: "checkCode6",
  VAT_PLAIN_ELECTRONIC: "checkCode6",
  TOLL_ELECTRONIC: "checkCode6",
  MOTOR_VEHICLE: "amountEx",
  USED_VEHICLE: "totalIncl",
  DIGITAL_SPECIAL: "totalIncl",
  DIGITAL_PLAIN: "totalIncl",
  DIGITAL_RAIL: "amountEx",
  DIGITAL_AIR: "totalIncl",
  DIGITAL_VEHICLE: "totalIncl",
  DIGITAL_USED_VEHICLE: "totalIncl",
  DIGITAL_PAPER_SPECIAL: "amountEx",
  DIGITAL_PAPER_PLAIN: "amountEx",
};

const given = (value: unknown) => value !== undefined && value !== null;
const hasLongNumber = ({ number }: Pick<VerificationRequest, "number">) => number.length === 20;

/** The proofs of which one must be given, the usual one first. */
function proofsAccepted({ kind, code, number }: VerificationRequest): readonly Proof[] {
  if (kind) return [proofOf[kind]];
  // A 20-digit number does not tell a railway ticket from other digital invoices.
  if (number.length === 20) return ["totalIncl", "amountEx"];
  const hint = code ? readInvoiceCode(code).kind : undefined;
  if (!hint) return PROOFS;
  // The ending of a 12-digit code names the kind; position 8 of a 10-digit one is only a hint.
  const [usual] = [proofOf[hint]];
  return code!.length === 12 ? [usual] : [usual, ...PROOFS.filter((proof) => proof !== usual)];
}

/** Everything that is missing from a request, at once. Where one of several will do, `details.anyOf` names them. */
export function parametersMissing(asked: VerificationRequest, path: string[]): Problem[] {
  const missing: Problem[] = [];
  if (!hasLongNumber(asked) && !given(asked.code))
    missing.push(at(refuse.VERIFY_PARAM_REQUIRED, [...path, "code"]));
  const proofs = proofsAccepted(asked);
  if (!proofs.some((proof) => given(asked[proof])))
    missing.push(
      at(
        refuse.VERIFY_PARAM_REQUIRED,
        [...path, proofs[0]!],
        proofs.length > 1 ? { anyOf: proofs } : undefined,
      ),
    );
  return missing;
}

/** The number must be one that can exist today, and of the length that the kind has. */
export function numberIsOfKind(
  asked: VerificationRequest,
  today: string,
  path: string[],
): Problem | undefined {
  const problem = checkInvoiceNumber(asked.number, today);
  if (problem) return at(problem, [...path, "number"]);
  if (!asked.kind) return undefined;
  const { numberDigits, codeDigits } = invoiceKindFacts[asked.kind];
  const fits = asked.number.length === numberDigits || (numberDigits === 20 && codeDigits.length > 0);
  return fits
    ? undefined
    : at(identifier.INVOICE_NUMBER_FORMAT, [...path, "number"], { digits: numberDigits });
}

/** What look-ups of an invoice are counted by, also of one that does not exist. */
export const identityOf = ({ code, number }: Pick<VerificationRequest, "code" | "number">): string =>
  number.length === 20 ? number : `${code}-${number}`;

export interface TooEarlyOrLate {
  outcome: VerifyOutcome.NOT_YET | VerifyOutcome.OUT_OF_WINDOW;
  retryAt: Date | null;
}

/**
 * Whether an invoice of that day can be verified today. The answer follows from the request alone: it tells nothing of any
 * invoice, so it costs no look-up. Day N of year Y is in the window up to and including day N of year Y + 5; an invoice of
 * 29 February up to 28 February.
 */
export function timing(asked: VerificationRequest, today: string): TooEarlyOrLate | undefined {
  const digital = asked.kind ? isDigital(asked.kind) : hasLongNumber(asked);
  const sameDay = parameterOn("verify.sameDay", today)[digital ? "digital" : "legacy"];
  const first = sameDay ? asked.issuedOn : addDays(asked.issuedOn, 1);
  if (today < first) return { outcome: VerifyOutcome.NOT_YET, retryAt: startOfDay(first) };
  const last = addYears(asked.issuedOn, parameterOn("verify.windowYears", today));
  return today > last ? { outcome: VerifyOutcome.OUT_OF_WINDOW, retryAt: null } : undefined;
}

/** What of an invoice is compared. */
export type Compared = Pick<Invoice, "kind" | "code" | "issuedOn" | "amount" | "total" | "checkCode">;

/** What proves this kind was given, and everything given agrees exactly. Every field is compared always, so that the time taken does not tell which one differs. */
export function agrees(asked: VerificationRequest, invoice: Compared): boolean {
  const comparisons = [
    given(asked[proofOf[invoice.kind]]),
    asked.issuedOn === invoice.issuedOn,
    !given(asked.kind) || asked.kind === invoice.kind,
    !given(asked.code) || asked.code === invoice.code,
    !given(asked.amountEx) || asked.amountEx === invoice.amount,
    !given(asked.totalIncl) || asked.totalIncl === invoice.total,
    !given(asked.checkCode6) ||
      (invoice.checkCode !== null && asked.checkCode6 === lastSix(invoice.checkCode)),
  ];
  return comparisons.every(Boolean);
}

/** Compared with when there is no invoice, so that not found costs what a mismatch costs. It is never answered with. */
const DECOY: Compared = {
  kind: InvoiceKind.DIGITAL_PLAIN,
  code: null,
  issuedOn: "",
  amount: 0n,
  total: 0n,
  checkCode: null,
};

/** MATCH, MISMATCH or NOT_FOUND, for a look-up that was admitted. */
export function compared(asked: VerificationRequest, invoice: Compared | undefined): VerifyOutcome {
  const agreed = agrees(asked, invoice ?? DECOY);
  if (!invoice) return VerifyOutcome.NOT_FOUND;
  return agreed ? VerifyOutcome.MATCH : VerifyOutcome.MISMATCH;
}

/** When the counters of a day begin anew. */
export const nextDay = (today: string): Date => startOfDay(addDays(today, 1));
