import { problems } from "./refusal.ts";

/** What every part answers to a range of days that begins after it ends. */
export const refuse = problems({
  PERIOD_INVALID: {
    zh: "开始日期不能晚于结束日期",
    en: "The range must not begin after it ends.",
    actor: "APP",
  },
});
