import { type CreditIndicator, IndicatorEffect } from "./credit-indicator.ts";

const SINCE = "2025-07-01";
const SOURCE = "国家税务总局公告2025年第12号";
const indicator = (code: string, name: string, effect: IndicatorEffect, deduction = 0): CreditIndicator => ({
  code,
  name,
  effect,
  deduction,
  verify: true,
  validFrom: SINCE,
  validTo: null,
  sourceDoc: SOURCE,
});

/** What is loaded with the platform. The points are not yet confirmed against the annex. */
export const CREDIT_INDICATORS: readonly CreditIndicator[] = [
  indicator("010101", "未按规定期限纳税申报（按税种按次）", IndicatorEffect.DEDUCTION, 500),
  indicator("010103", "未按规定期限填报财务报表（按次）", IndicatorEffect.DEDUCTION, 300),
  indicator("020101", "未按规定期限缴纳已申报的税款（按次）", IndicatorEffect.DEDUCTION, 500),
  indicator("090101", "直接判级情形", IndicatorEffect.DIRECT_D),
  indicator("100101", "非正常原因增值税连续 3 个月或累计 6 个月零申报", IndicatorEffect.BARS_A),
];
