import { ID } from "type-graphql";
import { IdempotencyKey, InputOf, Takes } from "../platform/model.ts";
import { DateScalar } from "../platform/scalars.ts";
import { TaxpayerStatus } from "./taxpayer.ts";

@InputOf({ zh: "办理停业登记。", en: "Registers a suspension of business." })
export class RequestSuspensionInput {
  @Takes(() => DateScalar, "停业的最后一日，最长一年。", "The last day of it, a year at most.")
  until!: string;

  @Takes(() => String, "理由，5 至 200 字。", "Why, in 5 to 200 characters.", { max: 200 })
  reason!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "变更登记状态的理由。", en: "Why the state of the registration is to change." })
export class LifeStepInput {
  @Takes(() => String, "理由，5 至 200 字。", "Why, in 5 to 200 characters.", { max: 200 })
  reason!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({
  zh: "税务机关变更纳税人的登记状态。案件编号在请求头 Case-Number 中。",
  en: "The tax authority changes the state of a registration. The case number stands in the header Case-Number.",
})
export class SetTaxpayerStatusInput {
  @Takes(() => ID, "纳税人。", "The taxpayer.")
  taxpayerId!: string;

  @Takes(() => TaxpayerStatus, "变更后的状态。", "The new state.")
  status!: TaxpayerStatus;

  @Takes(() => String, "理由，5 至 200 字。", "Why, in 5 to 200 characters.", { max: 200 })
  reason!: string;

  @Takes(
    () => DateScalar,
    "生效日，不晚于今天；缺省为今天。",
    "The first day of the new state, not after today; today by default.",
    { nullable: true },
  )
  effectiveOn?: string | null;

  @IdempotencyKey()
  idempotencyKey!: string;
}
