import { type Problem, problems } from "../platform/refusal.ts";
import type { TaxpayerStatus } from "./taxpayer.ts";

/** Why nothing is done for a taxpayer as it stands: the same codes on every board. */
export const refuse = problems({
  TAXPAYER_NOT_FOUND: { zh: "没有这个纳税人", en: "There is no such taxpayer.", actor: "USER" },
  TAXPAYER_SUSPENDED: {
    zh: "纳税人处于停业状态，须先复业",
    en: "The taxpayer has suspended business and must resume it first.",
    actor: "TAXPAYER",
  },
  TAXPAYER_ABNORMAL: {
    zh: "纳税人为非正常户，须先解除",
    en: "The taxpayer is registered as abnormal, which must be lifted first.",
    actor: "TAXPAYER",
  },
  TAXPAYER_DEREGISTERED: {
    zh: "纳税人已注销、正在清税或已被吊销",
    en: "The taxpayer is deregistered, about to be, or has lost its licence.",
    actor: "TAXPAYER",
  },
  RISK_BLOCKED: {
    zh: "纳税人被列为高风险，请联系主管税务机关",
    en: "The taxpayer is at high risk; contact the tax authority in charge.",
    actor: "TAXPAYER",
  },
  TAX_TYPE_NOT_REGISTERED: {
    zh: "纳税人没有认定该税费种",
    en: "The taxpayer is not registered for this tax.",
    actor: "TAXPAYER",
  },
});

export type Risk = "GREEN" | "YELLOW" | "RED";

/**
 * Every reason for which a matter of a taxpayer is not taken up. Being suspended is none: who has closed the shop for a time
 * still files and pays; where it matters a board refuses with TAXPAYER_SUSPENDED itself. Nor is being deregistered, as long
 * as the last returns are due: DEREGISTERING files and pays.
 */
export function whyNotServed(status: `${TaxpayerStatus}` | null, risk: Risk): Problem[] {
  if (status === null) return [refuse.TAXPAYER_NOT_FOUND];
  const found: Problem[] = [];
  if (status === "ABNORMAL") found.push(refuse.TAXPAYER_ABNORMAL);
  if (status === "DEREGISTERED" || status === "CANCELLED_LICENCE") found.push(refuse.TAXPAYER_DEREGISTERED);
  if (risk === "RED") found.push(refuse.RISK_BLOCKED);
  return found;
}
