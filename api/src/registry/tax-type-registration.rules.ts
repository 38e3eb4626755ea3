import { at, type Problem, problems } from "../platform/refusal.ts";

export const refuse = problems({
  TAX_TYPE_UNKNOWN: { zh: "没有这个税费种", en: "There is no such tax or fee.", actor: "USER" },
  TAX_TYPE_OVERLAP: {
    zh: "该税费种在这段时间已有认定",
    en: "The taxpayer is registered for this tax in that time already.",
    actor: "USER",
  },
  TAX_TYPE_REGISTRATION_NOT_FOUND: {
    zh: "没有这项税费种认定",
    en: "There is no such registration for a tax.",
    actor: "USER",
  },
  TAX_TYPE_PERIOD: {
    zh: "有效期止须晚于有效期起，且须在已有的有效期内",
    en: "It ends after it begins, and within the time it holds.",
    actor: "USER",
  },
  TAX_TYPE_RATE: {
    zh: "核定征收的税率须大于 0、小于 1；查账征收不填",
    en: "A rate is for what is assessed, above 0 and below 1.",
    actor: "USER",
  },
  VAT_ALREADY_GENERAL: {
    zh: "已是一般纳税人，不能再变更为小规模纳税人",
    en: "The taxpayer is a general one already, and does not become small-scale again.",
    actor: "TAXPAYER",
  },
  VAT_NOT_FOR_PERSONS: {
    zh: "自然人不登记增值税纳税人身份",
    en: "Natural persons have no standing for VAT.",
    actor: "TAXPAYER",
  },
  VAT_EFFECTIVE_DAY: {
    zh: "一般纳税人自当月 1 日或次月 1 日起生效",
    en: "It takes effect on the first of this month or of the next.",
    actor: "USER",
  },
  VAT_LIMIT_NOT_EXCEEDED: {
    zh: "年应征增值税销售额未超过规定标准",
    en: "The taxable sales of the last twelve months do not exceed the limit.",
    actor: "USER",
  },
  VAT_CYCLE_GENERAL: {
    zh: "只有小规模纳税人可以选择按月或按季",
    en: "Only small-scale taxpayers choose between months and quarters.",
    actor: "TAXPAYER",
  },
  VAT_CYCLE_CHOSEN: {
    zh: "一个会计年度内只能选择一次纳税期限",
    en: "The period is chosen once in an accounting year.",
    actor: "TAXPAYER",
  },
  VAT_CYCLE_SAME: {
    zh: "现在就是这个纳税期限",
    en: "This is the period already.",
    actor: "TAXPAYER",
  },
});

/** Time from a day until before another, as registrations have it; an open end lasts for ever. */
export interface Span {
  validFrom: string;
  validTo: string | null;
}

/** Whether two spans share a day. */
export const overlap = (a: Span, b: Span): boolean =>
  (b.validTo === null || a.validFrom < b.validTo) &&
  (a.validTo === null || b.validFrom < a.validTo) &&
  a.validFrom !== a.validTo &&
  b.validFrom !== b.validTo;

export const spanIsSound = ({ validFrom, validTo }: Span): Problem | undefined =>
  validTo !== null && validTo <= validFrom ? at(refuse.TAX_TYPE_PERIOD, ["input", "validTo"]) : undefined;

/** An assessed rate as it is stored: a decimal above 0 and below 1 with at most six fraction digits. */
export const rateIsSound = (levyMethod: string, rate: string | null): Problem | undefined => {
  if (rate === null) return undefined;
  const sound = levyMethod === "ASSESSED" && /^0\.\d{1,6}$/.test(rate) && Number(rate) > 0;
  return sound ? undefined : at(refuse.TAX_TYPE_RATE, ["input", "rate"]);
};

/** The first of the month of a day, and of the next. */
export const firstOfMonth = (day: string): string => `${day.slice(0, 7)}-01`;
export function firstOfNextMonth(day: string): string {
  const [year, month] = day.split("-").map(Number) as [number, number];
  return month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, "0")}-01`;
}

/** The first day of the quarter after that of a day. */
export function firstOfNextQuarter(day: string): string {
  const [year, month] = day.split("-").map(Number) as [number, number];
  const next = Math.ceil(month / 3) * 3 + 1;
  return next > 12 ? `${year + 1}-01-01` : `${year}-${String(next).padStart(2, "0")}-01`;
}

export interface BecomingGeneral {
  kind: string;
  vatStatus: "GENERAL" | "SMALL_SCALE" | null;
  effectiveOn: string;
  today: string;
  /** Taxable sales of the last twelve months, in 分; asked for where the limit is the ground. */
  sales: bigint | null;
  /** The limit of the day, in 分: `vat.general.limit`. */
  limit: bigint;
  ground: "VOLUNTARY" | "OVER_LIMIT";
}

/** Why a taxpayer does not become a general one (增值税一般纳税人登记管理办法): the way goes one direction. The limit itself is not exceeded. */
export function whyNotGeneral(asked: BecomingGeneral): Problem[] {
  const { kind, vatStatus, effectiveOn, today, sales, limit, ground } = asked;
  const found: Problem[] = [];
  if (kind === "NATURAL_PERSON" || vatStatus === null) found.push(refuse.VAT_NOT_FOR_PERSONS);
  if (vatStatus === "GENERAL") found.push(refuse.VAT_ALREADY_GENERAL);
  if (effectiveOn !== firstOfMonth(today) && effectiveOn !== firstOfNextMonth(today))
    found.push(at(refuse.VAT_EFFECTIVE_DAY, ["input", "effectiveOn"]));
  if (ground === "OVER_LIMIT" && (sales === null || sales <= limit))
    found.push(at(refuse.VAT_LIMIT_NOT_EXCEEDED, ["input", "sales"]));
  return found;
}

/** Why a small-scale taxpayer may not choose this period for VAT from that day on. `before` are its registrations for VAT. */
export function whyNotChoose(
  cycle: "MONTH" | "QUARTER",
  from: string,
  vatStatus: string | null,
  before: readonly (Span & { cycle: string })[],
): Problem[] {
  const found: Problem[] = [];
  if (vatStatus !== "SMALL_SCALE") found.push(refuse.VAT_CYCLE_GENERAL);
  const [first, ...later] = [...before].sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  if ((later.at(-1) ?? first)?.cycle === cycle) found.push(refuse.VAT_CYCLE_SAME);
  if (later.some(({ validFrom }) => validFrom.slice(0, 4) === from.slice(0, 4)))
    found.push(refuse.VAT_CYCLE_CHOSEN);
  return found;
}

/** The standing for VAT on a day, from the changes in their order and the present one. */
export function vatStatusOn<Status extends string>(
  present: { vatStatus: Status | null; vatStatusFrom: string | null },
  changes: readonly { fromStatus: Status; fromSince: string; toStatus: Status; effectiveOn: string }[],
  day: string,
): Status | null {
  const last = changes.filter(({ effectiveOn }) => effectiveOn <= day).at(-1);
  if (last) return last.toStatus;
  const [first] = changes;
  if (first) return first.fromSince <= day ? first.fromStatus : null;
  return present.vatStatusFrom !== null && present.vatStatusFrom <= day ? present.vatStatus : null;
}
