import { LinePreference } from "../invoice-states.ts";
import { type ParameterName, parameterOn } from "./parameters.ts";

/** What decides the rates a line may bear. */
export interface RateQuestion {
  vatStatus: "GENERAL" | "SMALL_SCALE";
  taxClass: { code: string; rateKey: string | null };
  preferential: LinePreference;
  day: string;
}

const LEVY: readonly ParameterName[] = ["vat.levy.3", "vat.levy.5"];
const SMALL_SCALE: readonly ParameterName[] = ["vat.levy.3", "vat.levy.small.relief", "vat.levy.5"];
/** 6: 未发生销售行为的不征税项目. */
const isUntaxed = (code: string) => code.startsWith("6");

/**
 * The rates a line may bear: the class's own for general taxpayers, the levy rates for small-scale ones and for the
 * simplified method; `"0"` where exempt, zero-rated or not taxed. What is no sale is never taxed, and nothing else is NOT_TAXED.
 */
export function allowedRates({ vatStatus, taxClass, preferential, day }: RateQuestion): string[] {
  if (isUntaxed(taxClass.code) || preferential === LinePreference.NOT_TAXED)
    return isUntaxed(taxClass.code) && preferential === LinePreference.NOT_TAXED ? ["0"] : [];
  const values = (names: readonly ParameterName[]) =>
    names.map((name) => parameterOn(name, day)).filter((value): value is string => typeof value === "string");
  switch (preferential) {
    case LinePreference.EXEMPT:
      return ["0"];
    case LinePreference.ZERO:
      return vatStatus === "GENERAL" ? ["0"] : [];
    case LinePreference.SIMPLE:
      return vatStatus === "GENERAL" ? values(LEVY) : [];
    case LinePreference.NONE:
      return vatStatus === "GENERAL" ? values([taxClass.rateKey as ParameterName]) : values(SMALL_SCALE);
  }
}
