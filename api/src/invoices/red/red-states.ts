import { choice } from "../../platform/model.ts";

/** Who started a red confirmation. */
export enum RedInitiator {
  SELLER = "SELLER",
  BUYER = "BUYER",
}
choice(RedInitiator, {
  name: "RedInitiator",
  zh: "红字确认单的发起方。",
  en: "Who started a red confirmation.",
  values: { SELLER: ["销方", "The seller."], BUYER: ["购方", "The buyer."] },
});

/** Why a blue invoice is reversed; the national codes 01–04. */
export enum RedReason {
  ISSUED_IN_ERROR = "ISSUED_IN_ERROR",
  GOODS_RETURNED = "GOODS_RETURNED",
  SERVICE_ENDED = "SERVICE_ENDED",
  SALES_ALLOWANCE = "SALES_ALLOWANCE",
}
choice(RedReason, {
  name: "RedReason",
  zh: "红冲原因。",
  en: "Why a blue invoice is reversed.",
  values: {
    ISSUED_IN_ERROR: ["01 开票有误：须全额红冲", "01: issued in error; all that is left must be reversed."],
    GOODS_RETURNED: ["02 销货退回", "02: goods were returned."],
    SERVICE_ENDED: ["03 服务中止", "03: a service was ended."],
    SALES_ALLOWANCE: ["04 销售折让", "04: an allowance on the price."],
  },
});

/** The states of a red confirmation; the national codes 01–10. */
export enum RedState {
  NOT_REQUIRED = "NOT_REQUIRED",
  AWAITING_BUYER = "AWAITING_BUYER",
  AWAITING_SELLER = "AWAITING_SELLER",
  CONFIRMED = "CONFIRMED",
  DENIED_BY_BUYER = "DENIED_BY_BUYER",
  DENIED_BY_SELLER = "DENIED_BY_SELLER",
  EXPIRED = "EXPIRED",
  WITHDRAWN = "WITHDRAWN",
  WITHDRAWN_CONFIRMED = "WITHDRAWN_CONFIRMED",
  APPLYING = "APPLYING",
}
choice(RedState, {
  name: "RedState",
  zh: "红字确认单的状态。",
  en: "The state of a red confirmation.",
  values: {
    NOT_REQUIRED: ["01 无需确认", "01: needs no confirmation."],
    AWAITING_BUYER: ["02 销方录入待购方确认", "02: entered by the seller, waits for the buyer."],
    AWAITING_SELLER: ["03 购方录入待销方确认", "03: entered by the buyer, waits for the seller."],
    CONFIRMED: ["04 购销双方已确认", "04: both sides agree."],
    DENIED_BY_BUYER: ["05 作废（购方否认）", "05: void, the buyer refused."],
    DENIED_BY_SELLER: ["06 作废（销方否认）", "06: void, the seller refused."],
    EXPIRED: ["07 作废（超 72 小时未确认）", "07: void, not confirmed within 72 hours."],
    WITHDRAWN: ["08 作废（发起方已撤销）", "08: void, withdrawn by whoever started it."],
    WITHDRAWN_CONFIRMED: ["09 作废（确认后撤销）", "09: void, withdrawn after it was confirmed."],
    APPLYING: ["10 申请中", "10: being looked at."],
  },
});

const CODES: Readonly<Record<RedState, string>> = {
  NOT_REQUIRED: "01",
  AWAITING_BUYER: "02",
  AWAITING_SELLER: "03",
  CONFIRMED: "04",
  DENIED_BY_BUYER: "05",
  DENIED_BY_SELLER: "06",
  EXPIRED: "07",
  WITHDRAWN: "08",
  WITHDRAWN_CONFIRMED: "09",
  APPLYING: "10",
};

/** The national code of a state: `02`. */
export const codeOf = (state: RedState): string => CODES[state];
