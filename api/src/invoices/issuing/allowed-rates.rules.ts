import { LinePreference } from "../invoice-states.ts";

/** The rate a rule gives on the day; nothing where none is in force. */
export type RateOf = (rule: string) => string | undefined;

/** What decides the rates a line may bear. */
export interface RateQuestion {
  vatStatus: "GENERAL" | "SMALL_SCALE";
  taxClass: { code: string; rateKey: string | null };
  preferential: LinePreference;
  rateOf: RateOf;
}

const LEVY: readonly string[] = ["vat.levy.3", "vat.levy.5"];
const SMALL_SCALE: readonly string[] = ["vat.levy.3", "vat.levy.small.relief", "vat.levy.5"];
/** 6: 未发生销售行为的不征税项目. */
const isUntaxed = (code: string) => code.startsWith("6");

/**
 * The rates a line may bear: the class's own for general taxpayers, the levy rates for small-scale ones and for the
 * simplified method; `"0"` where exempt, zero-rated or not taxed. What is no sale is never taxed, and nothing else is NOT_TAXED.
 */
export function allowedRates({ vatStatus, taxClass, preferential, rateOf }: RateQuestion): string[] {
  if (isUntaxed(taxClass.code) || preferential === LinePreference.NOT_TAXED)
    return isUntaxed(taxClass.code) && preferential === LinePreference.NOT_TAXED ? ["0"] : [];
  const values = (rules: readonly (string | null)[]) =>
    rules.flatMap((rule) => (rule === null ? [] : (rateOf(rule) ?? [])));
  switch (preferential) {
    case LinePreference.EXEMPT:
      return ["0"];
    case LinePreference.ZERO:
      return vatStatus === "GENERAL" ? ["0"] : [];
    case LinePreference.SIMPLE:
      return vatStatus === "GENERAL" ? values(LEVY) : [];
    case LinePreference.NONE:
      return values(vatStatus === "GENERAL" ? [taxClass.rateKey] : SMALL_SCALE);
  }
}
