import { translate } from "@docusaurus/Translate";
import type { EnvironmentName } from "./runtime-config.ts";

/** What a person is in an entity, or an officer's part. */
export const roleName = (role: string | null | undefined): string =>
  ({
    LEGAL_REP: translate({ id: "role.legalRep", message: "法定代表人" }),
    FIN_OFFICER: translate({ id: "role.finOfficer", message: "财务负责人" }),
    TAX_HANDLER: translate({ id: "role.taxHandler", message: "办税员" }),
    INVOICER: translate({ id: "role.invoicer", message: "开票员" }),
    SELF: translate({ id: "role.self", message: "本人" }),
  })[role ?? ""] ??
  role ??
  "";

export const environmentName = (environment: EnvironmentName): string =>
  environment === "production"
    ? translate({ id: "environment.production", message: "生产环境" })
    : translate({ id: "environment.sandbox", message: "沙箱" });

const ZONE = "Asia/Shanghai";
/** Swedish dates are ISO dates: unambiguous in both languages, and aligned in tables. */
const LOCAL = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, dateStyle: "short", timeStyle: "medium" });

/** Day and second in Asia/Shanghai, `2026-11-23 21:05:09`. */
const local = (moment: string): string => LOCAL.format(new Date(moment));

/** A day in Asia/Shanghai, `2026-11-23`. */
export const day = (moment: string): string => local(moment).slice(0, 10);

/** Day and minute in Asia/Shanghai. */
export const minute = (moment: string): string => local(moment).slice(0, 16);

/** Time of day with seconds, in Asia/Shanghai. */
export const clock = (moment: string): string => local(moment).slice(11);

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["month", 30 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** How far from now: “3 天前”, “in 3 days”. */
export function fromNow(moment: string, locale: string, now = Date.now()): string {
  const seconds = (Date.parse(moment) - now) / 1000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? (["minute", 60] as const);
  const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  return words.format(Math.trunc(seconds / size), unit);
}

const YUAN = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** An amount as the graph has it, `"5000.00"`, for people: `¥5,000.00`. */
export const money = (amount: string): string =>
  amount.startsWith("-") ? `-¥${YUAN.format(Number(amount.slice(1)))}` : `¥${YUAN.format(Number(amount))}`;
