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
