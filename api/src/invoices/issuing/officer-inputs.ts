import { ID } from "type-graphql";
import { choice, IdempotencyKey, InputOf, Shape, Show, Takes } from "../../platform/model.ts";
import { CNY } from "../../platform/money.ts";
import { DateTimeScalar } from "../../platform/scalars.ts";

const C2 = { class: "C2" } as const;

/** How risky a seller is. */
export enum SellerRiskLevel {
  GREEN = "GREEN",
  YELLOW = "YELLOW",
  RED = "RED",
}
choice(SellerRiskLevel, {
  name: "SellerRiskLevel",
  zh: "销方风险等级。",
  en: "How risky a seller is.",
  values: {
    GREEN: ["绿色", "No finding."],
    YELLOW: ["黄色：可以开票", "Under watch; it may issue."],
    RED: ["红色：暂停开票", "At high risk; it may not issue."],
  },
});

/** A credit line as an officer has set it. */
@Shape({ zh: "核定后的发票总额度。", en: "A credit line as it was set.", scope: "officer:invoice" })
export class ChangedCreditLine {
  @Show(() => ID, "编号。", "The id.", C2)
  id!: string;

  @Show(() => ID, "纳税人。", "The taxpayer.", C2)
  taxpayerId!: string;

  @Show(() => String, "月份；以后各月沿用，直至再次核定。", "The month; later ones follow it.", C2)
  month!: string;

  @Show(() => CNY, "总额度（不含税）。", "How much may be invoiced, without tax.", C2)
  granted!: bigint;

  @Show(() => CNY, "本月已使用。", "How much of it is used this month.", C2)
  used!: bigint;
}

@InputOf({ zh: "核定一个纳税人的月发票总额度。", en: "Sets the monthly credit line of a taxpayer." })
export class ChangeCreditLineInput {
  @Takes(() => ID, "纳税人。", "The taxpayer.")
  taxpayerId!: string;

  @Takes(() => CNY, "总额度（不含税）。", "How much may be invoiced in a month, without tax.")
  granted!: bigint;

  @Takes(() => String, "理由，10 至 500 字。", "Why, 10 to 500 characters.", { max: 500 })
  reason!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

/** A seller's risk as an officer has set it. */
@Shape({ zh: "销方风险等级。", en: "The risk of a seller.", scope: "officer:invoice" })
export class SellerRisk {
  @Show(() => ID, "纳税人。", "The taxpayer.", C2)
  taxpayerId!: string;

  @Show(() => SellerRiskLevel, "等级。", "The level.", C2)
  level!: SellerRiskLevel;

  @Show(() => DateTimeScalar, "起始时间。", "Since when.", C2)
  since!: Date;
}

@InputOf({ zh: "设定销方风险等级。", en: "Sets the risk of a seller." })
export class SetSellerRiskInput {
  @Takes(() => ID, "纳税人。", "The taxpayer.")
  taxpayerId!: string;

  @Takes(() => SellerRiskLevel, "等级。", "The level.")
  level!: SellerRiskLevel;

  @Takes(() => String, "理由，10 至 500 字。", "Why, 10 to 500 characters.", { max: 500 })
  reason!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}
