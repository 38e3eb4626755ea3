import { refuse as access } from "../platform/access.ts";
import { inJurisdiction } from "../platform/jurisdiction.ts";
import { at, type Problem, problems } from "../platform/refusal.ts";
import type { Officer } from "./officer.rules.ts";

export const refuse = problems({
  WORK_ITEM_NOT_FOUND: {
    zh: "本辖区没有这个工作事项",
    en: "There is no such work item in the area.",
    actor: "USER",
  },
  WORK_ITEM_STATE: { zh: "事项已办结", en: "The work item is closed already.", actor: "USER" },
  WORK_ITEM_REASON_REQUIRED: {
    zh: "须写明理由（至少 5 字）",
    en: "Say why, in at least 5 characters.",
    actor: "USER",
  },
  WORK_ITEM_DUE_RANGE: {
    zh: "办结期限须在今后一年以内",
    en: "It must be due within a year from now.",
    actor: "USER",
  },
  WORK_ITEM_FIELDS: {
    zh: "跨区域协查须列明所需字段，本辖区的事项不列",
    en: "A cross-area case names the fields it opens, and only such a case does.",
    actor: "USER",
  },
  WORK_ITEM_HANDLER: {
    zh: "经办人须在办理机关任职",
    en: "Whoever handles it must hold a post in the authority that works on it.",
    actor: "USER",
  },
  WORK_ITEM_NOT_YOURS: {
    zh: "只有经办人、分派人或上级机关可以办结",
    en: "It is closed by whoever handles or assigned it, or by the authority above.",
    actor: "USER",
  },
  TAKE_OVER_LEVEL: {
    zh: "只有上级税务机关可以提级办理",
    en: "Only an authority above may take a work item over.",
    actor: "USER",
  },
});

/** What a cross-area case may open of a taxpayer's record. */
export const CASE_FIELDS: readonly string[] = [
  "kind",
  "status",
  "vatStatus",
  "vatStatusFrom",
  "industryCode",
  "address",
  "people",
  "personalData",
];

/** How long a work item may take when nobody says otherwise, in days. */
export const DAYS_TO_CLOSE = 30;
const LONGEST_DAYS = 366;
const DAY_MS = 86_400_000;

export const daysLater = (from: Date, days: number): Date => new Date(from.getTime() + days * DAY_MS);

export const reasonIsGiven = (reason: string): Problem | undefined =>
  [...reason.trim()].length < 5 ? at(refuse.WORK_ITEM_REASON_REQUIRED, ["reason"]) : undefined;

/** What an officer wants to open. */
export interface Opening {
  officer: Officer;
  /** The authority in charge of the taxpayer; nothing for one that does not exist. */
  ofTaxpayer: string | undefined;
  /** The authority that is to work on it. */
  authorityCode: string;
  fields: readonly string[];
  dueAt: Date;
  conflicted: boolean;
  now: Date;
}

/** Whether work on a taxpayer by this authority crosses areas. */
export const isCrossArea = (ofTaxpayer: string, authorityCode: string): boolean =>
  !inJurisdiction(ofTaxpayer, authorityCode);

/**
 * Why an officer may not open a work item: both the taxpayer and the authority that is to work on it lie in the officer's own
 * area, so that nobody opens another area to themselves: that takes the authority above both.
 */
export function whyNotOpen(opening: Opening): Problem[] {
  const { officer, ofTaxpayer, authorityCode, fields, dueAt, conflicted, now } = opening;
  const own = (code: string) => inJurisdiction(code, officer.authorityCode);
  if (!ofTaxpayer || !own(ofTaxpayer) || !own(authorityCode)) return [access.JURISDICTION_DENIED];
  const found: Problem[] = [];
  if (conflicted) found.push(access.CONFLICT_OF_INTEREST);
  const named = fields.length > 0 && fields.every((field) => CASE_FIELDS.includes(field));
  if (isCrossArea(ofTaxpayer, authorityCode) ? !named : fields.length > 0)
    found.push(at(refuse.WORK_ITEM_FIELDS, ["fields"], { known: CASE_FIELDS }));
  if (dueAt <= now || dueAt > daysLater(now, LONGEST_DAYS))
    found.push(at(refuse.WORK_ITEM_DUE_RANGE, ["dueAt"]));
  return found;
}

/** A work item, as far as decisions depend on it. */
export interface Item {
  status: "OPEN" | "ASSIGNED" | "CLOSED";
  authorityCode: string;
  handlerId: string | null;
  assignedById: string | null;
}

/** Whose act it is, and what becomes of the state. A closed work item is not opened again: another one is. */
export const NEXT = {
  OPEN: { assign: "ASSIGNED", close: "CLOSED", takeOver: "ASSIGNED" },
  ASSIGNED: { assign: "ASSIGNED", close: "CLOSED", takeOver: "ASSIGNED" },
  CLOSED: { assign: undefined, close: undefined, takeOver: undefined },
} as const;

export type Act = keyof (typeof NEXT)["OPEN"];

/** Whether the state allows it. */
export const mayStep = (status: Item["status"], act: Act): Problem | undefined =>
  NEXT[status][act] ? undefined : refuse.WORK_ITEM_STATE;

/** Whether the officer's authority stands above that of the work item. A lower one never overrides. */
export const isAbove = ({ authorityCode }: Pick<Item, "authorityCode">, officer: Officer): boolean =>
  authorityCode !== officer.authorityCode && inJurisdiction(authorityCode, officer.authorityCode);

/** Why an officer may not close it: it is its handler's, whoever assigned it may, and so may the authority above. */
export function whyNotClose(item: Item, officer: Officer, reason: string): (Problem | undefined)[] {
  const { handlerId, assignedById } = item;
  const its =
    handlerId === null || [handlerId, assignedById].includes(officer.personId) || isAbove(item, officer);
  return [mayStep(item.status, "close"), reasonIsGiven(reason), its ? undefined : refuse.WORK_ITEM_NOT_YOURS];
}

/** Why an officer may not take it over (提级办理). */
export const whyNotTakeOver = (item: Item, officer: Officer, reason: string): (Problem | undefined)[] => [
  mayStep(item.status, "takeOver"),
  reasonIsGiven(reason),
  isAbove(item, officer) ? undefined : refuse.TAKE_OVER_LEVEL,
];
