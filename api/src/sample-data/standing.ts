import { gradeOf } from "../registry/credit-grade.rules.ts";
import { fixtureTaxpayerId } from "./fixture.ts";
import { decimal } from "./lines.ts";
import { Random } from "./random.ts";
import type { SampleCreditGrade, SampleTaxpayer, SampleTaxTypeRegistration } from "./taxpayer.ts";

/** The id of something that is one of a taxpayer's, by a number below 4,096: the taxpayer's with the number in its last group but one. */
const partOf = (prefix: string, { id }: Pick<SampleTaxpayer, "id">, n: number) =>
  `${prefix}_${id.slice(3, 22)}8${n.toString(16).padStart(3, "0")}${id.slice(26)}`;

type Cycle = SampleTaxTypeRegistration["cycle"];

/** What a taxpayer files, and how often, by the code of the tax: VAT and its surcharges together, income tax by its form. */
function cyclesOf({ kind, vatStatus }: SampleTaxpayer): [taxTypeCode: string, cycle: Cycle][] {
  if (kind === "NATURAL_PERSON") return [["10106", "YEAR"]];
  const vat: Cycle = vatStatus === "GENERAL" ? "MONTH" : "QUARTER";
  const own: [string, Cycle][] =
    kind === "ENTERPRISE"
      ? [
          ["10104", "QUARTER"],
          ["10106", "MONTH"],
        ]
      : [["10106", "QUARTER"]];
  return [
    ["10101", vat],
    ...own,
    ["10109", vat],
    ["10111", kind === "ENTERPRISE" ? "QUARTER" : "ONCE"],
    ["30203", vat],
    ["30216", vat],
  ];
}

/** The taxes each taxpayer is registered for. */
export const taxTypeRegistrations = (taxpayers: readonly SampleTaxpayer[]): SampleTaxTypeRegistration[] =>
  taxpayers.flatMap((taxpayer) =>
    cyclesOf(taxpayer).map(([taxTypeCode, cycle]) => ({
      id: partOf("ttr", taxpayer, Number(taxTypeCode.slice(-4))),
      taxpayerId: taxpayer.id,
      taxTypeCode,
      levyMethod:
        taxpayer.kind === "INDIVIDUAL_BUSINESS" && taxTypeCode === "10106"
          ? ("ASSESSED" as const)
          : ("AUDIT" as const),
      rate: null,
      cycle,
      validFrom: taxpayer.vatStatusFrom ?? "2019-01-01",
      validTo: null,
    })),
  );

const ASSESSED_YEARS = [2024, 2025];

/** The credit grades of enterprises: T1 has A, T2 is new (M), T3 and persons are not assessed. Most have A or B, few C. */
export function creditGrades(taxpayers: readonly SampleTaxpayer[]): SampleCreditGrade[] {
  const random = new Random(31);
  return taxpayers
    .filter(({ kind }) => kind === "ENTERPRISE")
    .flatMap(({ id, vatStatusFrom, authorityCode }) =>
      ASSESSED_YEARS.filter((year) => Number(vatStatusFrom!.slice(0, 4)) <= year).map((year) => {
        const score = id === fixtureTaxpayerId(1) ? 9560 : 9990 - random.int(70) * random.int(70);
        const isNew = Number(vatStatusFrom!.slice(0, 4)) === year;
        return {
          id: partOf("cg", { id }, year),
          taxpayerId: id,
          year,
          grade: gradeOf({ score, isNew }),
          score: decimal(score, 2),
          publishedOn: `${year + 1}-04-15`,
          directReason: null,
          // Counties assess; the grades of a station's taxpayers, too.
          assessedBy: `${authorityCode.slice(0, 7)}0000`,
        };
      }),
    );
}
