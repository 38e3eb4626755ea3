import { choice } from "../../platform/model.ts";

export enum DrawStatus {
  PLANNED = "PLANNED",
  COMMITTED = "COMMITTED",
  CLOSED = "CLOSED",
  DRAWN = "DRAWN",
  NOTARISED = "NOTARISED",
  PUBLISHED = "PUBLISHED",
  VOIDED = "VOIDED",
}
choice(DrawStatus, {
  name: "DrawStatus",
  zh: "定期摇奖的状态。",
  en: "The state of a periodic draw.",
  values: {
    PLANNED: ["已计划", "Planned"],
    COMMITTED: ["已公布随机种子的摘要", "The digest of the seed is published"],
    CLOSED: ["已截止，参与名单的摘要已公布", "Entries are closed; their digest is published"],
    DRAWN: ["已开奖，待公证", "Drawn; the notary has not yet certified it"],
    NOTARISED: ["已公证，待公布", "Certified by the notary; not yet published"],
    PUBLISHED: ["已公布", "Published"],
    VOIDED: ["已作废", "Void"],
  },
});

/** What is done to a draw. */
export type DrawMove = "COMMIT" | "CLOSE" | "DRAW" | "NOTARISE" | "PUBLISH" | "VOID";

/** Every legal move of a draw; what is not in the table is refused. A published draw stands for ever. */
export const DRAW_MOVES: Readonly<Record<DrawMove, { from: readonly DrawStatus[]; to: DrawStatus }>> = {
  COMMIT: { from: [DrawStatus.PLANNED], to: DrawStatus.COMMITTED },
  CLOSE: { from: [DrawStatus.COMMITTED], to: DrawStatus.CLOSED },
  DRAW: { from: [DrawStatus.CLOSED], to: DrawStatus.DRAWN },
  NOTARISE: { from: [DrawStatus.DRAWN], to: DrawStatus.NOTARISED },
  PUBLISH: { from: [DrawStatus.NOTARISED], to: DrawStatus.PUBLISHED },
  VOID: {
    from: [
      DrawStatus.PLANNED,
      DrawStatus.COMMITTED,
      DrawStatus.CLOSED,
      DrawStatus.DRAWN,
      DrawStatus.NOTARISED,
    ],
    to: DrawStatus.VOIDED,
  },
};

export enum PrizeStatus {
  WON = "WON",
  CLAIMING = "CLAIMING",
  PAID = "PAID",
  PAY_FAILED = "PAY_FAILED",
  FORFEITED = "FORFEITED",
  CANCELLED = "CANCELLED",
}
choice(PrizeStatus, {
  name: "PrizeStatus",
  zh: "奖金的状态。",
  en: "The state of a prize.",
  values: {
    WON: ["已中奖，待领取", "Won, waits to be claimed"],
    CLAIMING: ["已领取，支付中", "Claimed; it is being paid"],
    PAID: ["已支付", "Paid"],
    PAY_FAILED: ["支付失败，可以重新领取", "Payment failed; it may be claimed again"],
    FORFEITED: ["逾期未领取，奖金退回奖池", "Not claimed in time; it went back to the pool"],
    CANCELLED: ["开奖作废，奖金取消", "The draw was voided"],
  },
});

/** What happens to a prize. */
export type PrizeMove = "CLAIM" | "PAY" | "FAIL" | "FORFEIT" | "CANCEL";

export const PRIZE_MOVES: Readonly<Record<PrizeMove, { from: readonly PrizeStatus[]; to: PrizeStatus }>> = {
  CLAIM: { from: [PrizeStatus.WON, PrizeStatus.PAY_FAILED], to: PrizeStatus.CLAIMING },
  PAY: { from: [PrizeStatus.CLAIMING], to: PrizeStatus.PAID },
  FAIL: { from: [PrizeStatus.CLAIMING], to: PrizeStatus.PAY_FAILED },
  FORFEIT: { from: [PrizeStatus.WON], to: PrizeStatus.FORFEITED },
  CANCEL: { from: [PrizeStatus.WON], to: PrizeStatus.CANCELLED },
};

export enum InstantResult {
  WON = "WON",
  NOT_WON = "NOT_WON",
  STOCK_EMPTY = "STOCK_EMPTY",
  NONE = "NONE",
}
choice(InstantResult, {
  name: "InstantResult",
  zh: "即开奖的结果。",
  en: "What came of the instant draw.",
  values: {
    WON: ["中奖", "Won"],
    NOT_WON: ["未中奖", "Not won"],
    STOCK_EMPTY: ["该奖级奖金已发完", "The prizes of that tier had run out"],
    NONE: ["本活动没有即开奖", "The campaign has no instant draw"],
  },
});
