import { Index } from "@mikro-orm/decorators/legacy";
import { ownersWithin } from "../../consents/facts.ts";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { Connection } from "../../platform/connection.ts";
import { Amount, Choice, Column, Id, Model, Moment, Text } from "../../platform/model.ts";
import type { BuyerHeaderInput } from "../issuing/issue-input.ts";
import type { StoredOrderLine } from "./order-lines.ts";
import type { InvoiceRequestStatus } from "./request-states.ts";

const C3 = { class: "C3" } as const;
const maybe = { class: "C3", nullable: true } as const;

/** 开票申请: a sale for which the buyer asks an invoice by scanning a code. `state` is what was stored; the end is applied when it is read. */
@Index({ properties: ["sellerId", "createdAt", "id"] })
@Model({
  zh: "开票申请：销方为一笔销售生成二维码，购方扫码填写抬头，销方据以开具。",
  en: "An invoice request: the seller shows a QR code for a sale, the buyer scans it and fills in the header, the seller issues.",
  prefix: "ivq",
  owner: {
    taxpayer: ["sellerId"],
    purposes: ownersWithin("invoice:read", { SALES: ["sellerId"], PURCHASES: [] }),
  },
  scope: "invoice:issue",
  alone: true,
})
export class InvoiceRequest {
  @Id()
  id!: string;

  @Column("text")
  sellerId!: string;

  /** The app that made it. */
  @Column("text", { nullable: true })
  appId!: string | null;

  /** SHA-256 of the token in the QR code, in hex. The token itself is stored nowhere. */
  @Column("text", { unique: true })
  tokenHash!: string;

  @Column("text")
  state!: InvoiceRequestStatus;

  @Choice(() => InvoiceKind, "发票种类。", "The kind of invoice.", C3)
  kind!: InvoiceKind;

  @Amount("含税总额。", "The total with tax.", C3)
  amountInclTax!: bigint;

  @Text("商户订单号。", "The seller's own number of the order.", { ...maybe, max: 64 })
  orderRef!: string | null;

  @Column("jsonb")
  orderLines!: StoredOrderLine[];

  @Moment("销售时间。", "When it was sold.", C3)
  soldAt!: Date;

  @Moment("生成时间。", "When the code was made.", C3)
  createdAt!: Date;

  @Moment("失效时间（自此刻起失效）。", "From when the code is no longer good.", C3)
  expiresAt!: Date;

  @Moment("最近一次填写抬头的时间。", "When the header was last filled in.", maybe)
  filledAt!: Date | null;

  @Moment("开具、失败、取消的时间。", "When it was issued, failed or was cancelled.", maybe)
  endedAt!: Date | null;

  /** The header without what the buyer is reached by. */
  @Column("jsonb", { nullable: true, class: "C4" })
  header!: BuyerHeaderInput | null;

  @Column("text", { nullable: true, class: "C4" })
  buyerEmail!: string | null;

  @Column("text", { nullable: true, class: "C4" })
  buyerMobile!: string | null;

  @Column("text", { nullable: true })
  invoiceId!: string | null;

  /** The codes of the refusals that made it fail. */
  @Column("jsonb", { nullable: true })
  failure!: string[] | null;
}

export const InvoiceRequestConnection = Connection(InvoiceRequest);
