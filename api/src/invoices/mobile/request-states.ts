import { choice } from "../../platform/model.ts";

/** The life of an invoice request, from the QR code to the invoice. */
export enum InvoiceRequestStatus {
  CREATED = "CREATED",
  FILLED = "FILLED",
  ISSUING = "ISSUING",
  ISSUED = "ISSUED",
  FAILED = "FAILED",
  EXPIRED = "EXPIRED",
  CANCELLED = "CANCELLED",
}
choice(InvoiceRequestStatus, {
  name: "InvoiceRequestStatus",
  zh: "开票申请的状态。",
  en: "The state of an invoice request.",
  values: {
    CREATED: [
      "已生成二维码，待购方填写抬头",
      "The QR code was made; the buyer has yet to fill in the header",
    ],
    FILLED: ["购方已填写抬头，待销方开具", "The header is filled in; the seller has yet to issue"],
    ISSUING: ["开具中", "Being issued"],
    ISSUED: ["已开具", "Issued"],
    FAILED: ["开具失败：所列项目已不能开具，须重新生成", "Failed: what it lists can no longer be issued"],
    EXPIRED: ["已过期", "Expired"],
    CANCELLED: ["销方已取消", "Cancelled by the seller"],
  },
});

const { CREATED, FILLED, ISSUING, ISSUED, FAILED, EXPIRED, CANCELLED } = InvoiceRequestStatus;

/** What is done to an invoice request. */
export type RequestMove = "FILL" | "START" | "SUCCEED" | "FAIL" | "EXPIRE" | "CANCEL";

/** Every legal move; what is not in the table is refused. A second FILL replaces the first. */
export const REQUEST_MOVES: Readonly<
  Record<RequestMove, { from: readonly InvoiceRequestStatus[]; to: InvoiceRequestStatus }>
> = {
  FILL: { from: [CREATED, FILLED], to: FILLED },
  START: { from: [FILLED], to: ISSUING },
  SUCCEED: { from: [ISSUING], to: ISSUED },
  FAIL: { from: [ISSUING], to: FAILED },
  EXPIRE: { from: [CREATED, FILLED], to: EXPIRED },
  CANCEL: { from: [CREATED, FILLED], to: CANCELLED },
};

/** The state after a move; nothing where the table has no such move. */
export const afterMove = (
  state: InvoiceRequestStatus,
  move: RequestMove,
): InvoiceRequestStatus | undefined =>
  REQUEST_MOVES[move].from.includes(state) ? REQUEST_MOVES[move].to : undefined;

/** The state at an instant: what was not issued by `expiresAt` is expired from that very instant on. */
export const requestStateAt = (
  state: InvoiceRequestStatus,
  expiresAt: Date,
  now: Date,
): InvoiceRequestStatus => (now >= expiresAt ? (afterMove(state, "EXPIRE") ?? state) : state);
