import { addDays, addYears } from "../platform/clock.ts";
import { at, type Problem, problems } from "../platform/refusal.ts";
import { isAtLeast, type Officer } from "./officer.rules.ts";
import type { TaxpayerStatus } from "./taxpayer.ts";
import type { StatusActor } from "./taxpayer-status-change.ts";

export const refuse = problems({
  STATUS_TRANSITION: {
    zh: "登记状态不能这样变更",
    en: "The state of the registration does not change that way.",
    actor: "USER",
  },
  STATUS_LEVEL_DENIED: {
    zh: "登记状态由县（区）级以上税务机关变更",
    en: "County bureaus and those above change the state of a registration; stations do not.",
    actor: "USER",
  },
  STATUS_REASON_REQUIRED: {
    zh: "须写明理由（5 至 200 字）",
    en: "Say why, in 5 to 200 characters.",
    actor: "USER",
  },
  STATUS_DATE: {
    zh: "生效日不得晚于今天，也不得早于上一次变更的生效日",
    en: "It takes effect today or before, and not before the last change did.",
    actor: "USER",
  },
  STATUS_CASE_REQUIRED: {
    zh: "认定非正常户或吊销须有案件编号",
    en: "Declaring a taxpayer abnormal, or its licence cancelled, needs a case.",
    actor: "USER",
  },
  SUSPENSION_NOT_AVAILABLE: {
    zh: "只有定期定额征收的个体工商户可以办理停业登记",
    en: "Only individual businesses taxed by assessment may register a suspension.",
    actor: "TAXPAYER",
  },
  SUSPENSION_PERIOD: {
    zh: "停业至少一天，最长一年",
    en: "A suspension lasts at least a day, and a year at most.",
    actor: "TAXPAYER",
  },
  DEREGISTRATION_OPEN_MATTERS: {
    zh: "还有未办结的事项，办结后方可注销",
    en: "There are open matters, which must be settled before deregistration.",
    actor: "TAXPAYER",
  },
});

type Status = `${TaxpayerStatus}`;
type Actor = `${StatusActor}`;

/** One way a registration may go. */
export interface Step {
  from: Status;
  to: Status;
  who: readonly Actor[];
  /** An officer names a case for it. */
  needsCase?: true;
  /** Nothing may be open. */
  settled?: true;
  /** What makes it happen. */
  trigger: string;
}

/** Every way a registration may go; what is not here is refused. Nobody comes back from DEREGISTERED: who starts again is registered anew. */
export const STEPS: readonly Step[] = [
  {
    from: "NORMAL",
    to: "SUSPENDED",
    who: ["TAXPAYER"],
    trigger: "an assessed individual business closes for a time",
  },
  {
    from: "SUSPENDED",
    to: "NORMAL",
    who: ["TAXPAYER", "SYSTEM"],
    trigger: "it opens again, or its time ends",
  },
  {
    from: "NORMAL",
    to: "ABNORMAL",
    who: ["OFFICER"],
    needsCase: true,
    trigger: "it does not file and is not found",
  },
  {
    from: "SUSPENDED",
    to: "ABNORMAL",
    who: ["OFFICER"],
    needsCase: true,
    trigger: "it is not found while suspended",
  },
  { from: "ABNORMAL", to: "NORMAL", who: ["OFFICER"], trigger: "it has made up for what it missed" },
  {
    from: "NORMAL",
    to: "DEREGISTERING",
    who: ["TAXPAYER"],
    settled: true,
    trigger: "it asks to be deregistered",
  },
  {
    from: "CANCELLED_LICENCE",
    to: "DEREGISTERING",
    who: ["TAXPAYER", "OFFICER"],
    settled: true,
    trigger: "it is wound up",
  },
  {
    from: "DEREGISTERING",
    to: "NORMAL",
    who: ["TAXPAYER", "OFFICER"],
    trigger: "it goes on, or something was found open",
  },
  {
    from: "DEREGISTERING",
    to: "DEREGISTERED",
    who: ["OFFICER"],
    settled: true,
    trigger: "its taxes are cleared",
  },
  {
    from: "NORMAL",
    to: "CANCELLED_LICENCE",
    who: ["OFFICER"],
    needsCase: true,
    trigger: "its licence was revoked",
  },
  {
    from: "SUSPENDED",
    to: "CANCELLED_LICENCE",
    who: ["OFFICER"],
    needsCase: true,
    trigger: "its licence was revoked",
  },
  {
    from: "ABNORMAL",
    to: "CANCELLED_LICENCE",
    who: ["OFFICER"],
    needsCase: true,
    trigger: "its licence was revoked",
  },
  { from: "CANCELLED_LICENCE", to: "NORMAL", who: ["OFFICER"], trigger: "the revocation was annulled" },
];

/** The step from one state to another that this actor may take; nothing when there is none. */
export const stepOf = (from: Status, to: Status, actor: Actor): Step | undefined =>
  STEPS.find((step) => step.from === from && step.to === to && step.who.includes(actor));

export const reasonIsGiven = (reason: string): Problem | undefined => {
  const { length } = [...reason.trim()];
  return length < 5 || length > 200 ? at(refuse.STATUS_REASON_REQUIRED, ["input", "reason"]) : undefined;
};

/** What is asked of a registration. */
export interface Change {
  from: Status;
  to: Status;
  actor: Actor;
  reason: string;
  effectiveOn: string;
  /** The day from which the present state holds; nothing while it never changed. */
  since: string | null;
  today: string;
  /** What is open with the taxpayer. */
  open: readonly Problem[];
}

/** Why a registration does not change so, whoever asks. */
export function whyNotChange({
  from,
  to,
  actor,
  reason,
  effectiveOn,
  since,
  today,
  open,
}: Change): Problem[] {
  const step = stepOf(from, to, actor);
  if (!step) return [{ ...refuse.STATUS_TRANSITION, details: { from, to } }];
  const found: Problem[] = [];
  const unsaid = reasonIsGiven(reason);
  if (unsaid) found.push(unsaid);
  if (effectiveOn > today || (since !== null && effectiveOn < since))
    found.push({ ...at(refuse.STATUS_DATE, ["input", "effectiveOn"]), details: { since, today } });
  if (step.settled) found.push(...open);
  return found;
}

/** What an officer's change takes besides: a county's level, and a case for what is a sanction. Looking at the taxpayer is decided elsewhere. */
export function whyNotDecide(
  { from, to }: Pick<Change, "from" | "to">,
  { level }: Pick<Officer, "level">,
  caseNo: string | undefined,
): Problem[] {
  const found: Problem[] = [];
  if (!isAtLeast(level, "COUNTY")) found.push(refuse.STATUS_LEVEL_DENIED);
  if (stepOf(from, to, "OFFICER")?.needsCase && caseNo === undefined) found.push(refuse.STATUS_CASE_REQUIRED);
  return found;
}

/**
 * Why a business may not be suspended until a day (that day included): it is an individual business taxed by assessment, for
 * a year at most (税务登记管理办法 art. 23).
 */
export function whyNotSuspend(
  { kind, assessed }: { kind: string; assessed: boolean },
  until: string,
  today: string,
): Problem[] {
  const found: Problem[] = [];
  if (kind !== "INDIVIDUAL_BUSINESS" || !assessed) found.push(refuse.SUSPENSION_NOT_AVAILABLE);
  if (until < today || until > addDays(addYears(today, 1), -1))
    found.push(at(refuse.SUSPENSION_PERIOD, ["input", "until"]));
  return found;
}

/** The state on a day, from the changes in their order and the present state; nothing before the registration. */
export function statusOn(
  present: Status,
  changes: readonly { fromStatus: Status | null; toStatus: Status; effectiveOn: string }[],
  day: string,
): Status | null {
  const [first] = changes;
  if (!first) return present;
  const last = changes.filter(({ effectiveOn }) => effectiveOn <= day).at(-1);
  return last ? last.toStatus : first.fromStatus;
}
