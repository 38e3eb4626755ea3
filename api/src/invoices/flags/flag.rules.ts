import { at, type Problem, problems } from "../../platform/refusal.ts";
import { InvoiceStatus } from "../invoice-states.ts";
import type { FlagAction } from "./flag-proposal.ts";

export const refuse = problems({
  FLAG_STATE: {
    zh: "发票的状态不允许列为（或解除）异常凭证",
    en: "The state of the invoice does not allow this flag, or its lifting.",
    actor: "USER",
  },
  FLAG_REASON_REQUIRED: {
    zh: "须写明理由（至少 10 字）",
    en: "Say why, in at least 10 characters.",
    actor: "USER",
  },
  FLAG_PROPOSAL_NOT_FOUND: {
    zh: "本机关辖区内没有这项提议",
    en: "There is no such proposal in the own area.",
    actor: "USER",
  },
});

const MAY_BE: Readonly<Record<`${FlagAction}`, readonly InvoiceStatus[]>> = {
  FLAG: [InvoiceStatus.NORMAL, InvoiceStatus.PARTLY_RED],
  LIFT: [InvoiceStatus.ABNORMAL],
};

/** Why an invoice of this state is not flagged, or its flag not lifted, for this reason; everything at once. */
export const whyNotFlag = (
  action: `${FlagAction}`,
  status: InvoiceStatus,
  reason: string,
): (Problem | false)[] => [
  !MAY_BE[action].includes(status) && refuse.FLAG_STATE,
  [...reason.trim()].length < 10 && at(refuse.FLAG_REASON_REQUIRED, ["input", "reason"]),
];
