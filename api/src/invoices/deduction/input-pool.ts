import { Int } from "type-graphql";
import { Shape, Show } from "../../platform/model.ts";
import { CNY } from "../../platform/money.ts";
import { UsageStatus } from "./usage-confirmation.ts";

const C3 = { class: "C3" } as const;

@Shape({ zh: "张数与合计。", en: "A number of invoices with their totals.", scope: "invoice:read" })
export class PoolTotals {
  @Show(() => Int, "张数。", "How many.", C3)
  count!: number;

  @Show(() => CNY, "不含税金额。", "Without tax.", C3)
  amount!: bigint;

  @Show(() => CNY, "税额。", "The tax.", C3)
  tax!: bigint;
}

@Shape({
  zh: "一个所属期的进项：可抵扣的、已选择抵扣的、须转出的。",
  en: "A period's purchases: what may be deducted, what was chosen to be, what is transferred out.",
  scope: "invoice:read",
})
export class InputPool {
  @Show(() => String, "所属期。", "The period.", C3)
  period!: string;

  @Show(() => UsageStatus, "用途确认的状态。", "Whether the uses are confirmed.", C3)
  status!: UsageStatus;

  @Show(() => Boolean, "是否已申报而锁定。", "Whether the period is filed and locked.", C3)
  locked!: boolean;

  @Show(() => PoolTotals, "可抵扣、尚未选择用途的。", "What may be deducted and has no use yet.", C3)
  available!: PoolTotals;

  @Show(() => PoolTotals, "已选择抵扣的。", "What was chosen to be deducted.", C3)
  selected!: PoolTotals;

  @Show(
    () => CNY,
    "因红字确认单须转出的进项税额。",
    "Input tax to be transferred out because of red confirmations.",
    C3,
  )
  transferOut!: bigint;
}
