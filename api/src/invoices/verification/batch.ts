import { IdempotencyKey, InputOf, Takes } from "../../platform/model.ts";
import { at, type Problem, problems } from "../../platform/refusal.ts";
import { VerificationRequest } from "./verification.ts";

/** The most requests of one batch. */
export const BATCH_LIMIT = 50;

export const refuse = problems({
  VERIFY_BATCH_SIZE: { zh: "一次须查验 1 至 50 张发票", en: "A batch holds 1 to 50 requests.", actor: "APP" },
});

export const batchSize = (requests: readonly unknown[]): Problem | undefined =>
  requests.length >= 1 && requests.length <= BATCH_LIMIT
    ? undefined
    : at(refuse.VERIFY_BATCH_SIZE, ["input", "requests"], { given: requests.length, maximum: BATCH_LIMIT });

@InputOf({ zh: "一批待查验的发票。", en: "A batch of invoices to be verified." })
export class VerifyInvoiceBatchInput {
  @IdempotencyKey()
  idempotencyKey!: string;

  @Takes(
    () => [VerificationRequest],
    "1 至 50 张发票；同一张出现几次就计几次。",
    "1 to 50 invoices; one that occurs twice counts twice.",
    { max: BATCH_LIMIT },
  )
  requests!: VerificationRequest[];
}
