import { ID } from "type-graphql";
import { IdempotencyKey, InputOf, Takes } from "../platform/model.ts";
import { CNY } from "../platform/money.ts";
import { DateScalar } from "../platform/scalars.ts";
import { FilingCycle, LevyMethod } from "./tax-type-registration.ts";
import { VatStatusGround } from "./vat-status-change.ts";

@InputOf({ zh: "认定一项税费种。", en: "Registers a taxpayer for a tax." })
export class SetTaxTypeInput {
  @Takes(() => ID, "纳税人。", "The taxpayer.")
  taxpayerId!: string;

  @Takes(() => String, "征收项目代码，5 位。", "The code of the tax, 5 digits.", { max: 5 })
  taxTypeCode!: string;

  @Takes(() => LevyMethod, "征收方式。", "How it is levied.")
  levyMethod!: LevyMethod;

  @Takes(
    () => String,
    "核定的税率或征收率，例如 0.015；查账征收不填。",
    "The rate assessed, for example 0.015.",
    {
      nullable: true,
      max: 8,
    },
  )
  rate?: string | null;

  @Takes(() => FilingCycle, "纳税期限。", "How often it is filed.")
  cycle!: FilingCycle;

  @Takes(() => DateScalar, "有效期起。", "The first day it holds.")
  validFrom!: string;

  @Takes(
    () => DateScalar,
    "有效期止（当日起失效）；长期有效的不填。",
    "The day from which it no longer holds.",
    {
      nullable: true,
    },
  )
  validTo?: string | null;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "终止一项税费种认定。", en: "Ends a registration for a tax." })
export class EndTaxTypeInput {
  @Takes(() => ID, "纳税人。", "The taxpayer.")
  taxpayerId!: string;

  @Takes(() => ID, "税费种认定。", "The registration for the tax.")
  registrationId!: string;

  @Takes(() => DateScalar, "自该日起失效。", "The day from which it no longer holds.")
  validTo!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "登记为增值税一般纳税人。", en: "Makes a taxpayer a general one for VAT." })
export class SetGeneralTaxpayerInput {
  @Takes(() => ID, "纳税人。", "The taxpayer.")
  taxpayerId!: string;

  @Takes(() => DateScalar, "生效日：当月或次月 1 日。", "The first of this month or of the next.")
  effectiveOn!: string;

  @Takes(() => VatStatusGround, "原因。", "Why.")
  ground!: VatStatusGround;

  @Takes(
    () => CNY,
    "最近连续 12 个月的应征增值税销售额；以超过标准为由的必填。",
    "The taxable sales of the last twelve months; needed where the limit is the ground.",
    { nullable: true },
  )
  sales?: bigint | null;

  @Takes(() => String, "说明，5 至 200 字。", "In words, 5 to 200 characters.", { max: 200 })
  reason!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({
  zh: "小规模纳税人选择增值税按月或按季申报，自下一季度起，一年一次。",
  en: "A small-scale taxpayer chooses to file VAT by month or by quarter, from the next quarter on, once a year.",
})
export class ChooseVatCycleInput {
  @Takes(() => FilingCycle, "按月或按季。", "Monthly or quarterly.")
  cycle!: FilingCycle;

  @IdempotencyKey()
  idempotencyKey!: string;
}
