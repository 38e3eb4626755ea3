import { at, type Problem, problems } from "../../platform/refusal.ts";
import { refuse as rules } from "../rules/rule.rules.ts";

export const refuse = {
  RULE_LEVEL_DENIED: rules.RULE_LEVEL_DENIED,
  RULE_IN_PAST: rules.RULE_IN_PAST,
  RULE_BASIS_REQUIRED: rules.RULE_BASIS_REQUIRED,
  ...problems({
    HOLIDAYS_INVALID: {
      zh: "放假日和调休上班日须在该年内、不重复；调休上班日须为周末",
      en: "Days off and days worked lie in the year, each once; days worked are days of a weekend.",
      actor: "USER",
    },
  }),
};

/** A year's days off and weekend days worked, as they are to be published. */
export interface PlannedYear {
  year: number;
  off: readonly string[];
  work: readonly string[];
  sourceDoc: string;
}

const isWeekend = (day: string) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

/** The days on which two arrangements differ, in their order. */
export function changedDays(
  before: Pick<PlannedYear, "off" | "work">,
  after: Pick<PlannedYear, "off" | "work">,
): string[] {
  const missing = (one: readonly string[], other: readonly string[]) =>
    one.filter((day) => !other.includes(day));
  const differ = (one: readonly string[], other: readonly string[]) => [
    ...missing(one, other),
    ...missing(other, one),
  ];
  return [...new Set([...differ(before.off, after.off), ...differ(before.work, after.work)])].sort();
}

/** Why a year's arrangement may not be published today; every reason at once. The past stays as everybody relied on it. */
export function whyNotPublishHolidays(
  { year, off, work, sourceDoc }: PlannedYear,
  existing: Pick<PlannedYear, "off" | "work"> | undefined,
  today: string,
): Problem[] {
  const found: Problem[] = [];
  const all = [...off, ...work];
  const misplaced = all.filter((day) => !day.startsWith(`${year}-`));
  const onWeekdays = work.filter((day) => !isWeekend(day));
  if (off.length === 0 || misplaced.length > 0 || onWeekdays.length > 0 || new Set(all).size !== all.length)
    found.push(at(refuse.HOLIDAYS_INVALID, ["input", "off"], { misplaced, onWeekdays }));
  if (sourceDoc.trim() === "") found.push(at(refuse.RULE_BASIS_REQUIRED, ["input", "sourceDoc"]));
  const past = existing ? changedDays(existing, { off, work }).filter((day) => day <= today) : [];
  if (past.length > 0 || year < Number(today.slice(0, 4)))
    found.push(at(refuse.RULE_IN_PAST, ["input", "off"], { days: past }));
  return found;
}
