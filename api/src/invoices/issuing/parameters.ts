/* What the rules of issuing depend on, with the days between which each value holds. Amounts in 分. */

interface Parameter<T> {
  value: T;
  /** Inclusive. */
  validFrom: string;
  /** Inclusive; open when absent. */
  validTo?: string;
  source: string;
}

interface Values {
  /** How far a line's amount may lie from quantity × unit price. */
  "invoice.tolerance.amount": bigint;
  /** How far a line's tax may lie from amount × rate. */
  "invoice.tolerance.lineTax": bigint;
  /** How far the tax of all lines may lie from the sum of amount × rate. */
  "invoice.tolerance.sumTax": bigint;
  "vat.rate.13": string;
  "vat.rate.9": string;
  "vat.rate.6": string;
  "vat.levy.3": string;
  "vat.levy.5": string;
  "vat.levy.small.relief": string;
  /** The largest credit line an officer of that level may grant, without tax. */
  "invoice.creditLine.county": bigint;
  "invoice.creditLine.city": bigint;
}
export type ParameterName = keyof Values;

const practice = "数电票开票平台校验口径（待核实）";
const vatLaw = "财政部 税务总局 海关总署公告2019年第39号；增值税法";

const parameters: { readonly [Name in ParameterName]: readonly Parameter<Values[Name]>[] } = {
  "invoice.tolerance.amount": [{ value: 1n, validFrom: "2021-12-01", source: practice }],
  "invoice.tolerance.lineTax": [{ value: 6n, validFrom: "2021-12-01", source: practice }],
  "invoice.tolerance.sumTax": [{ value: 127n, validFrom: "2021-12-01", source: practice }],
  "vat.rate.13": [{ value: "0.13", validFrom: "2019-04-01", source: vatLaw }],
  "vat.rate.9": [{ value: "0.09", validFrom: "2019-04-01", source: vatLaw }],
  "vat.rate.6": [{ value: "0.06", validFrom: "2016-05-01", source: "财税〔2016〕36号；增值税法" }],
  "vat.levy.3": [{ value: "0.03", validFrom: "2009-01-01", source: "增值税暂行条例；增值税法" }],
  "vat.levy.5": [{ value: "0.05", validFrom: "2016-05-01", source: "财税〔2016〕36号（2026 年起待核实）" }],
  "vat.levy.small.relief": [
    {
      value: "0.01",
      validFrom: "2023-01-01",
      validTo: "2027-12-31",
      source: "财政部 税务总局公告2023年第1号、第19号（增值税法施行后待核实）",
    },
  ],
  "invoice.creditLine.county": [{ value: 1_000_000_00n, validFrom: "2021-12-01", source: "平台设定" }],
  "invoice.creditLine.city": [{ value: 10_000_000_00n, validFrom: "2021-12-01", source: "平台设定" }],
};

/** The value that holds on a day; nothing when there is none. */
export const parameterOn = <Name extends ParameterName>(name: Name, day: string): Values[Name] | undefined =>
  (parameters[name] as readonly Parameter<Values[Name]>[] | undefined)?.find(
    ({ validFrom, validTo }) => validFrom <= day && (validTo === undefined || day <= validTo),
  )?.value;

/** How exact the figures of an invoice must be, in 分. */
export interface Tolerances {
  amount: bigint;
  lineTax: bigint;
  sumTax: bigint;
}

/** Without a value nothing is tolerated. */
export const tolerancesOn = (day: string): Tolerances => ({
  amount: parameterOn("invoice.tolerance.amount", day) ?? 0n,
  lineTax: parameterOn("invoice.tolerance.lineTax", day) ?? 0n,
  sumTax: parameterOn("invoice.tolerance.sumTax", day) ?? 0n,
});
