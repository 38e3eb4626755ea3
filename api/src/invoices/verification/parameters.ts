/* What the verification service's rules depend on, with the days between which each value holds. */

interface Parameter<T> {
  value: T;
  /** Inclusive. */
  validFrom: string;
  /** Inclusive; open when absent. */
  validTo?: string;
  source: string;
}

interface VerificationParameters {
  /** For how many years from the day of issue an invoice can be verified. */
  "verify.windowYears": number;
  /** Whether an invoice can be verified on the day it was issued: one of tax-control equipment, and a digital one. */
  "verify.sameDay": { legacy: boolean; digital: boolean };
  /** Look-ups per invoice and day, shared by all callers. */
  "verify.timesPerDay": number;
}

export const verificationParameters: {
  readonly [Name in keyof VerificationParameters]: readonly Parameter<VerificationParameters[Name]>[];
} = {
  "verify.windowYears": [
    {
      value: 1,
      validFrom: "2017-01-01",
      validTo: "2020-12-31",
      source: "旧版云接口文档：仅可查验一年内的发票（待核实）",
    },
    { value: 5, validFrom: "2021-01-01", source: "2025 年查验 SDK 返回码 1015：超过五年（待核实起始日）" },
  ],
  "verify.sameDay": [
    {
      value: { legacy: false, digital: false },
      validFrom: "2017-01-01",
      validTo: "2021-11-30",
      source: "查验接口返回码 1014：当日开具的发票次日查验",
    },
    {
      value: { legacy: false, digital: true },
      validFrom: "2021-12-01",
      source: "数电票试点自 2021-12-01 起，开具后即可查验（待核实）",
    },
  ],
  "verify.timesPerDay": [
    { value: 5, validFrom: "2017-01-01", source: "全国增值税发票查验平台：每张发票每日可查验 5 次" },
  ],
};

/** The value that holds on a day. */
export function parameterOn<Name extends keyof VerificationParameters>(
  name: Name,
  day: string,
): VerificationParameters[Name] {
  const found = verificationParameters[name].find(
    ({ validFrom, validTo }) => validFrom <= day && (validTo === undefined || day <= validTo),
  );
  if (!found) throw new Error(`${name} has no value on ${day}`);
  return found.value;
}
