import { yuan } from "../../platform/money.ts";
import { type Problem, problems } from "../../platform/refusal.ts";

export const refuse = problems({
  CREDIT_LINE_LIMIT: {
    zh: "超过本级税务机关可核定的发票总额度",
    en: "This is more than an authority of this level may grant.",
    actor: "USER",
  },
  CREDIT_LINE_AMOUNT: {
    zh: "发票总额度不得为负",
    en: "A credit line is not negative.",
    actor: "USER",
  },
  QUOTA_REASON_REQUIRED: {
    zh: "须写明理由（10 至 500 字）",
    en: "Say why, in 10 to 500 characters.",
    actor: "USER",
  },
});

/** The rule that says how much a level may grant. Counties and cities alone decide: stations propose, provinces and the STA make rules. */
export const limitRuleOf = (level: string): string | undefined =>
  level === "COUNTY" || level === "CITY" ? `invoice.creditLine.${level}` : undefined;

/** A line is between nothing and the limit of the level, both included. In 分. */
export function creditLineIsWithin(granted: bigint, limit: bigint): Problem | undefined {
  if (granted < 0n) return refuse.CREDIT_LINE_AMOUNT;
  return granted <= limit ? undefined : { ...refuse.CREDIT_LINE_LIMIT, details: { limit: yuan(limit) } };
}

/** Lengths in Unicode code points. */
export function reasonIsGiven(reason: string): Problem | undefined {
  const length = [...reason.trim()].length;
  return length >= 10 && length <= 500 ? undefined : refuse.QUOTA_REASON_REQUIRED;
}

/** Whether an authority of this level decides on a seller's risk. A station proposes. */
export const decidesOnRisk = (level: string): boolean => level !== "STATION";
