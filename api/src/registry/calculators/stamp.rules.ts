import Big from "big.js";
import { refuse, roundToFen } from "../../platform/money.ts";
import { at, check } from "../../platform/refusal.ts";
import type { RuleSet } from "../rules/rule-set.ts";
import { type Computation, exact, line, mustNotBeNegative } from "./line.ts";

/** The documents that bear stamp duty, as the keys of their rates name them. */
export const STAMPED = [
  "LOAN",
  "FINANCE_LEASE",
  "SALE",
  "CONTRACTING",
  "CONSTRUCTION",
  "TRANSPORT",
  "TECHNOLOGY",
  "LEASE",
  "STORAGE",
  "PROPERTY_INSURANCE",
  "PROPERTY_TRANSFER",
  "INTELLECTUAL_PROPERTY",
  "LEDGER",
  "SECURITIES",
] as const;

export interface Stamped {
  document: (typeof STAMPED)[number];
  /** In 分, VAT included where the document does not state it apart. */
  amount: bigint;
  /** VAT the document states apart; it bears no duty. */
  vat: bigint | null;
  /** 六税两费; not for securities, which have their own relief. */
  halved: boolean;
}

/** Stamp duty on one document, rounded once. */
export function stampDuty(rules: RuleSet, { document, amount, vat, halved }: Stamped): Computation {
  mustNotBeNegative({ amount, vat });
  check(vat !== null && vat > amount && at(refuse.AMOUNT_PART_EXCEEDS, ["vat"]));
  const base = amount - (vat ?? 0n);
  const portion =
    document === "SECURITIES"
      ? rules.rate("stamp.SECURITIES.relief")
      : halved
        ? rules.rate("relief.six-taxes")
        : "1";
  const duty = roundToFen(
    exact(base)
      .times(rules.rate(`stamp.${document}`))
      .times(portion),
  );
  const relieved = !new Big(portion).eq(1);
  return {
    lines: [
      line(
        "BASE",
        ["计税依据", "Base"],
        ["凭证金额 − 单独列明的增值税", "amount − VAT that is stated apart"],
        base,
      ),
      line(
        "STAMP_DUTY",
        ["印花税", "Stamp duty"],
        relieved
          ? ["计税依据 × 税率 × 减征比例", "base × rate × what relief leaves"]
          : ["计税依据 × 税率", "base × rate"],
        duty,
      ),
    ],
    payable: duty,
  };
}
