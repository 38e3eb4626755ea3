import { Arg, Ctx, Resolver } from "type-graphql";
import type { Context } from "../platform/context.ts";
import { refuse as range } from "../platform/period.ts";
import { at, check, problems } from "../platform/refusal.ts";
import { DateScalar } from "../platform/scalars.ts";
import { withinConsent } from "./invoice-filter.ts";
import { monthsOfCaller } from "./invoice-months.queries.ts";
import { InvoiceMonth } from "./invoice-months.ts";
import { Reads } from "./operations.ts";

/** The longest that a purpose reaches back, in months. */
const MOST_MONTHS = 36;

const refuse = problems({
  INVOICE_MONTHS_RANGE: {
    zh: `一次最多汇总 ${MOST_MONTHS} 个月`,
    en: `At most ${MOST_MONTHS} months are summed up at a time.`,
    actor: "APP",
  },
});

const monthNo = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));

@Resolver()
export class InvoiceMonthsResolver {
  @Reads(() => [InvoiceMonth], {
    zh: "按月汇总本纳税人的销项和进项发票：张数、金额、税额、前十大交易对方占比、红字占比；首尾两月只计所给日期之内的。用途为银税互动授信的应用只能查询这一项。",
    en: "The taxpayer's sales and purchases summed up by month: number, amount, tax, the share of the ten largest counterparties, the share of red invoices; of the first and last month the days given alone count. All that credit assessment may read of invoices.",
    scope: "invoice:read",
    consent: true,
    max: 2 * MOST_MONTHS,
    cost: 50,
    refuses: [range.PERIOD_INVALID, refuse.INVOICE_MONTHS_RANGE],
  })
  invoiceMonths(
    @Ctx() context: Context,
    @Arg("from", () => DateScalar, { description: "开票日期起（含）；不得早于授权的所属期。" }) from: string,
    @Arg("to", () => DateScalar, { description: "开票日期止（含）；不得晚于授权的所属期。" }) to: string,
  ): Promise<InvoiceMonth[]> {
    check(
      withinConsent(from, context.caller, ["from"]),
      withinConsent(to, context.caller, ["to"]),
      from > to && at(range.PERIOD_INVALID, ["from"]),
      monthNo(to) - monthNo(from) >= MOST_MONTHS &&
        at(refuse.INVOICE_MONTHS_RANGE, ["from"], { max: MOST_MONTHS }),
    );
    return monthsOfCaller(context, { from, to });
  }
}
