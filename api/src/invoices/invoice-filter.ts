import { InvoiceCodeScalar } from "../identifiers/invoice-code.ts";
import { InvoiceKind } from "../identifiers/invoice-kind.ts";
import { InvoiceNumberScalar } from "../identifiers/invoice-number.ts";
import { refuse as access } from "../platform/access.ts";
import type { Caller } from "../platform/caller.ts";
import { addDays, startOfDay } from "../platform/clock.ts";
import { choice, InputOf, Takes } from "../platform/model.ts";
import { refuse } from "../platform/period.ts";
import { at, check, type Problem } from "../platform/refusal.ts";
import { DateScalar } from "../platform/scalars.ts";
import { InvoiceSign, InvoiceStatus } from "./invoice-states.ts";

/** Which side of an invoice the taxpayer is on. */
export enum InvoiceDirection {
  SALES = "SALES",
  PURCHASES = "PURCHASES",
}
choice(InvoiceDirection, {
  name: "InvoiceDirection",
  zh: "销项或进项。",
  en: "Which side of an invoice the taxpayer is on.",
  values: {
    SALES: ["销项：本企业开具的", "Issued by the taxpayer."],
    PURCHASES: ["进项：开给本企业的", "Issued to the taxpayer."],
  },
});

@InputOf({ zh: "发票的筛选条件，须同时满足。", en: "What invoices must be, all at once." })
export class InvoiceFilter {
  @Takes(() => InvoiceKind, "发票种类。", "The kind.", { nullable: true })
  kind?: InvoiceKind | null;

  @Takes(() => InvoiceStatus, "发票状态。", "What became of it.", { nullable: true })
  status?: InvoiceStatus | null;

  @Takes(() => InvoiceSign, "蓝字或红字。", "Blue or red.", { nullable: true })
  sign?: InvoiceSign | null;

  @Takes(
    () => DateScalar,
    "开票日期起（含）；不得早于授权的所属期。",
    "The first day of issue; not before the consent's periods.",
    { nullable: true },
  )
  from?: string | null;

  @Takes(
    () => DateScalar,
    "开票日期止（含）；不得晚于授权的所属期。",
    "The last day of issue; not after the consent's periods.",
    { nullable: true },
  )
  to?: string | null;

  @Takes(() => InvoiceCodeScalar, "发票代码。", "The invoice code.", { nullable: true })
  code?: string | null;

  @Takes(() => InvoiceNumberScalar, "发票号码。", "The invoice number.", { nullable: true })
  number?: string | null;
}

type Period = Pick<Caller, "periodFrom" | "periodTo">;

/** Both days, where given, lie within the periods the taxpayer consented to. */
export const withinConsent = (
  day: string | null | undefined,
  { periodFrom, periodTo }: Period,
  path: string[],
): Problem | undefined =>
  day && ((periodFrom && day < periodFrom) || (periodTo && day > periodTo))
    ? at(access.CONSENT_PERIOD_EXCEEDED, path, {
        ...(periodFrom ? { periodFrom } : {}),
        ...(periodTo ? { periodTo } : {}),
      })
    : undefined;

/** The filter as parameters of the lists. They are never wider than the consent: the read's guard sees to it, and the consent's ends are passed on, so that the walk begins and stops there. */
export function narrowed({ from, to, ...rest }: InvoiceFilter, period: Period, today: string) {
  check(
    withinConsent(from, period, ["filter", "from"]),
    withinConsent(to, period, ["filter", "to"]),
    Boolean(from && to && from > to) && at(refuse.PERIOD_INVALID, ["filter", "from"]),
  );
  const first = from ?? period.periodFrom;
  const last = to ?? (period.periodTo && period.periodTo < today ? period.periodTo : undefined);
  return {
    ...rest,
    since: first ? startOfDay(first) : undefined,
    before: last ? startOfDay(addDays(last, 1)) : undefined,
  };
}
