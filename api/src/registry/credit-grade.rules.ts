import { at, type Problem, problems } from "../platform/refusal.ts";
import { Grade } from "./credit-grade.ts";

/** What decides a grade besides the score. */
export interface Standing {
  /** Score in hundredths of a point, 0 to 10000. */
  score: number;
  /** Newly established, without listed misconduct. */
  isNew?: boolean;
  /** Had business income in the year. */
  hasIncome?: boolean;
  /** Ruled D directly. */
  directD?: boolean;
  /** Barred from A, for example by three months in a row without VAT payable for abnormal reasons. */
  barredFromA?: boolean;
}

/** The grade of a year (公告2025年第12号): A from 90 points, B from 70, C from 40, D below; M for the new and for those without income. */
export function gradeOf({
  score,
  isNew = false,
  hasIncome = true,
  directD = false,
  barredFromA = false,
}: Standing): Grade {
  if (directD) return Grade.D;
  if (isNew) return Grade.M;
  if (score < 4000) return Grade.D;
  if (score < 7000) return Grade.C;
  if (!hasIncome) return Grade.M;
  if (score < 9000 || barredFromA) return Grade.B;
  return Grade.A;
}

export const refuse = problems({
  CREDIT_LEVEL_DENIED: {
    zh: "纳税缴费信用由县（区）级以上税务机关评价",
    en: "County bureaus and those above assess credit; stations do not.",
    actor: "USER",
  },
  CREDIT_MONTH: {
    zh: "评价结果于次年 4 月公布",
    en: "Grades are published in April of the year after the one assessed.",
    actor: "USER",
  },
  CREDIT_PUBLISHED: {
    zh: "该年度的评价结果已公布",
    en: "The grade of this year is published already.",
    actor: "USER",
  },
  CREDIT_NOT_ASSESSED: {
    zh: "自然人不参加纳税缴费信用评价",
    en: "Natural persons are not assessed.",
    actor: "USER",
  },
  CREDIT_INDICATOR_UNKNOWN: {
    zh: "没有这个评价指标，或评价年度不适用",
    en: "There is no such indicator, or it does not hold for the year.",
    actor: "USER",
  },
  CREDIT_START: {
    zh: "起评分为 100 分或 90 分",
    en: "The score starts at 100 or at 90 points.",
    actor: "USER",
  },
});

/** What was found against a taxpayer in the year: an indicator, and how often. */
export interface Finding {
  code: string;
  times: number;
}

/** What an indicator says: so many hundredths of a point each time, D at once, or A out of reach. */
export interface Indicator {
  code: string;
  deduction: number;
  effect: "DEDUCTION" | "DIRECT_D" | "BARS_A";
}

/** The score in hundredths of a point: the start less every deduction, never below 0. */
export const scoreOf = (
  start: number,
  findings: readonly Finding[],
  indicators: ReadonlyMap<string, Indicator>,
): number =>
  Math.max(
    0,
    start * 100 -
      findings.reduce((sum, { code, times }) => sum + (indicators.get(code)?.deduction ?? 0) * times, 0),
  );

/** What is wrong with an assessment by itself, before it is published on a day. */
export function whyNotPublish(
  {
    year,
    start,
    findings,
    kind,
    published,
  }: { year: number; start: number; findings: readonly Finding[]; kind: string; published: boolean },
  indicators: ReadonlyMap<string, Indicator>,
  today: string,
): Problem[] {
  const found: Problem[] = [];
  if (today.slice(0, 7) !== `${year + 1}-04`) found.push(at(refuse.CREDIT_MONTH, ["input", "year"]));
  if (start !== 100 && start !== 90) found.push(at(refuse.CREDIT_START, ["input", "start"]));
  if (kind === "NATURAL_PERSON") found.push(refuse.CREDIT_NOT_ASSESSED);
  if (published) found.push(refuse.CREDIT_PUBLISHED);
  const unknown = findings.filter(({ code, times }) => !indicators.has(code) || times < 1 || times > 100);
  if (unknown.length > 0)
    found.push(
      at(refuse.CREDIT_INDICATOR_UNKNOWN, ["input", "findings"], { codes: unknown.map(({ code }) => code) }),
    );
  return found;
}

/** What follows from a grade: D has its invoices limited and its filings examined (纳税缴费信用管理办法, ch. 5). */
export interface CreditConsequences {
  /** Special invoices are given out a few at a time, and their issue is watched. */
  invoicesLimited: boolean;
  /** Refunds are examined before they are paid. */
  refundsExamined: boolean;
  /** No simplified treatment: facts are checked, promises do not replace papers. */
  noPromises: boolean;
}

export const consequencesOf = (grade: Grade | null): CreditConsequences => {
  const isD = grade === Grade.D;
  return { invoicesLimited: isD, refundsExamined: isD, noPromises: isD };
};
