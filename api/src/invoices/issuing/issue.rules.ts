import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { at, type Problem } from "../../platform/refusal.ts";
import { LinePreference } from "../invoice-states.ts";
import type { RateOf } from "./allowed-rates.rules.ts";
import { fitsTheKind, fitsTheLine } from "./credit-line.rules.ts";
import { refuse } from "./issue.refusals.ts";
import { BuyerKind, type InvoiceToIssue, MAX_BATCH, MAX_LINES } from "./issue-input.ts";
import { faultsOfLine, sumOfTaxIsClose } from "./line.rules.ts";
import type { TaxClass } from "./tax-class.ts";
import type { Tolerances } from "./tolerances.ts";

/** What is known of a seller when it issues. */
export interface SellerFacts {
  id: string;
  name: string;
  tin: string;
  kind: string;
  status: string;
  vatStatus: "GENERAL" | "SMALL_SCALE" | null;
  regionCode: string;
  risk: "RED" | "YELLOW" | "GREEN";
  /** The kinds it may issue, each with the most a single invoice may come to. */
  kinds: ReadonlyMap<InvoiceKind, bigint | null>;
  /** What is left of the month's credit line, in 分. */
  left: bigint;
}

/** What an invoice is judged by besides itself. */
export interface IssueFacts {
  seller: SellerFacts;
  classes: ReadonlyMap<string, TaxClass>;
  /** The day of issue. */
  day: string;
  rateOf: RateOf;
  tolerances: Tolerances;
}

type Found = Problem | undefined | false;
const ISSUED_HERE: readonly InvoiceKind[] = [InvoiceKind.DIGITAL_SPECIAL, InvoiceKind.DIGITAL_PLAIN];

export const statusAllowsIssuing = (status: string): Found => {
  switch (status) {
    case "NORMAL":
      return undefined;
    case "SUSPENDED":
      return refuse.TAXPAYER_SUSPENDED;
    case "ABNORMAL":
      return refuse.TAXPAYER_ABNORMAL;
    default:
      return refuse.TAXPAYER_DEREGISTERED;
  }
};

export const riskAllowsIssuing = (risk: SellerFacts["risk"]): Found =>
  risk === "RED" && refuse.SELLER_RISK_RED;

/** An entity registered for VAT, for which the kind was approved. */
export const sellerIsQualified = (
  { kind, vatStatus, kinds }: Pick<SellerFacts, "kind" | "vatStatus" | "kinds">,
  wanted: InvoiceKind,
): Found =>
  (kind === "NATURAL_PERSON" || !vatStatus || !ISSUED_HERE.includes(wanted) || !kinds.has(wanted)) &&
  refuse.SELLER_NOT_QUALIFIED;

export const buyerIsNamed = ({ kind, buyer }: Pick<InvoiceToIssue, "kind" | "buyer">): Found =>
  !buyer.tin &&
  (buyer.kind === BuyerKind.ENTERPRISE ||
    (kind === InvoiceKind.DIGITAL_SPECIAL && buyer.kind !== BuyerKind.PERSON)) &&
  refuse.BUYER_TIN_REQUIRED;

export const buyerMayHaveSpecial = ({ kind, buyer }: Pick<InvoiceToIssue, "kind" | "buyer">): Found =>
  kind === InvoiceKind.DIGITAL_SPECIAL && buyer.kind === BuyerKind.PERSON && refuse.SPECIAL_TO_NATURAL_PERSON;

/** Totals are the sums of the lines, to the 分. */
export function totalsAreSums({ lines, amount, taxAmount, total }: InvoiceToIssue): [Problem, string][] {
  const net = lines.reduce((sum, line) => sum + line.amount, 0n);
  const tax = lines.reduce((sum, line) => sum + line.taxAmount, 0n);
  const wrong: [boolean, string][] = [
    [amount !== net, "amount"],
    [taxAmount !== tax, "taxAmount"],
    [total !== net + tax, "total"],
  ];
  return wrong.flatMap(([is, field]) => (is ? [[refuse.SUM_MISMATCH, field] as [Problem, string]] : []));
}

/** Lengths in Unicode code points. */
const isText = (text: string, most: number) => text.trim() !== "" && [...text].length <= most;
const maybeText = (text: string | null | undefined, most: number) =>
  text === null || text === undefined || isText(text, most);

function textsOutOfBounds({ buyer, lines, remark, payee, reviewer }: InvoiceToIssue): string[][] {
  const judged: [boolean, string[]][] = [
    [isText(buyer.name, 100), ["buyer", "name"]],
    [maybeText(buyer.address, 100), ["buyer", "address"]],
    [maybeText(buyer.phone, 30), ["buyer", "phone"]],
    [maybeText(buyer.bankName, 80), ["buyer", "bankName"]],
    [maybeText(buyer.bankAccount, 32), ["buyer", "bankAccount"]],
    [maybeText(remark, 230), ["remark"]],
    [maybeText(payee, 20), ["payee"]],
    [maybeText(reviewer, 20), ["reviewer"]],
    ...lines.flatMap((line, i): [boolean, string[]][] => [
      [isText(line.name, 92), ["lines", String(i), "name"]],
      [maybeText(line.model, 40), ["lines", String(i), "model"]],
      [maybeText(line.unit, 20), ["lines", String(i), "unit"]],
    ]),
  ];
  return judged.flatMap(([sound, path]) => (sound ? [] : [path]));
}

export const lineCount = (count: number): Found => (count < 1 || count > MAX_LINES) && refuse.LINE_COUNT;
export const batchSize = (count: number): Found =>
  (count < 1 || count > MAX_BATCH) && refuse.ISSUE_BATCH_SIZE;

/** No more than so many reasons are told of one invoice: a wrong rate on 2,000 lines is one mistake. */
const MOST_REASONS = 100;

/** Every reason not to issue an invoice; none when it may be issued. `path` is where in the input it stands. */
export function whyNotIssue(invoice: InvoiceToIssue, facts: IssueFacts, path: string[]): Problem[] {
  const { seller, classes, rateOf, tolerances } = facts;
  const { kind, lines } = invoice;
  const tooMany = lineCount(lines.length);
  if (tooMany) return [at(tooMany, [...path, "lines"])];
  const exempt = (index: number) =>
    kind === InvoiceKind.DIGITAL_SPECIAL && lines[index]!.preferential === LinePreference.EXEMPT;
  const whole: [Found, string[]][] = [
    [statusAllowsIssuing(seller.status), []],
    [riskAllowsIssuing(seller.risk), []],
    [sellerIsQualified(seller, kind), ["kind"]],
    [buyerIsNamed(invoice), ["buyer", "tin"]],
    [buyerMayHaveSpecial(invoice), ["buyer", "kind"]],
    [fitsTheKind(invoice.amount, seller.kinds.get(kind)), ["amount"]],
    [fitsTheLine(invoice.amount, seller.left), ["amount"]],
    [sumOfTaxIsClose(lines, tolerances.sumTax), ["taxAmount"]],
    ...totalsAreSums(invoice).map(([problem, field]): [Found, string[]] => [problem, [field]]),
    ...textsOutOfBounds(invoice).map((text): [Found, string[]] => [refuse.INVOICE_TEXT_LENGTH, text]),
    ...lines.flatMap((_, i): [Found, string[]][] =>
      exempt(i) ? [[refuse.EXEMPT_ON_SPECIAL, ["lines", String(i), "preferential"]]] : [],
    ),
  ];
  const vatStatus = seller.vatStatus ?? "SMALL_SCALE";
  const ofLines = lines.flatMap((line, i) =>
    faultsOfLine(
      line,
      i + 1,
      lines[i - 1],
      { vatStatus, taxClass: classes.get(line.taxClassCode), rateOf, tolerances },
      [...path, "lines", String(i)],
    ),
  );
  return [
    ...whole.flatMap(([problem, place]) =>
      problem ? [at(problem, [...path, ...place], problem.details)] : [],
    ),
    ...ofLines,
  ].slice(0, MOST_REASONS);
}
