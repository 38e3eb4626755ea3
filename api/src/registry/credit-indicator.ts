import { Choice, Column, Count, choice, Day, Flag, KeyCode, Model, Text } from "../platform/model.ts";

export enum IndicatorEffect {
  DEDUCTION = "DEDUCTION",
  DIRECT_D = "DIRECT_D",
  BARS_A = "BARS_A",
}
choice(IndicatorEffect, {
  name: "IndicatorEffect",
  zh: "指标的后果。",
  en: "What an indicator leads to.",
  values: {
    DEDUCTION: ["扣分", "Points are taken off"],
    DIRECT_D: ["直接判为 D 级", "D at once"],
    BARS_A: ["不能评为 A 级", "A is out of reach"],
  },
});

/** One indicator of the assessment of credit. */
@Model({
  key: "code",
  alone: true,
  zh: "纳税缴费信用评价指标。平台装入的是部分指标，使用前须与公告附表核对。",
  en: "An indicator of the assessment of tax credit. A subset is loaded, to be checked against the annex of the announcement.",
})
export class CreditIndicator {
  @KeyCode(() => String, "指标代码。", "The code.")
  code!: string;

  @Text("指标名称。", "The name.")
  name!: string;

  @Choice(() => IndicatorEffect, "后果。", "What it leads to.")
  effect!: IndicatorEffect;

  @Count("每次扣分，以百分之一分计。", "What is taken off each time, in hundredths of a point.")
  deduction!: number;

  @Flag("是否须与公告附表核对。", "Whether it is to be checked against the annex.")
  verify!: boolean;

  @Day("适用起始日。", "The first day it holds.")
  validFrom!: string;

  @Day("终止日（当日起不适用）；适用中的为空。", "The day from which it no longer holds.", { nullable: true })
  validTo!: string | null;

  @Column("text")
  sourceDoc!: string;
}
