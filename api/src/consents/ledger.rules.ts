import { duties } from "../platform/duties.ts";
import { problems } from "../platform/refusal.ts";

export const refuse = problems({
  ACCESS_ENTRY_NOT_FOUND: {
    zh: "没有这条访问记录",
    en: "There is no such entry in the access ledger.",
    actor: "USER",
  },
  RETENTION_TOO_SHORT: {
    zh: "访问记录至少保存 3 年，申报、缴款、退税、发票、摇奖的至少 10 年；不得删除更晚的记录",
    en: "Entries are kept for at least 3 years, those of filing, payment, refunds, invoices and lottery for 10; later ones may not be removed.",
    actor: "PLATFORM",
  },
  NOT_AUDITOR: {
    zh: "须为已登录工作台、岗位有监督权限（officer:oversight）的税务人员",
    en: "It takes an officer who is signed in to a post that holds officer:oversight.",
    actor: "PLATFORM",
  },
  REMOVAL_NOT_FOUND: {
    zh: "没有这项待确认的删除",
    en: "There is no such removal that waits to be confirmed.",
    actor: "PLATFORM",
  },
});

/** Access entries are kept at least so long (regulation on network data security, art. 12), in years. */
export const KEEP_YEARS = 3;

/** The latest day before which entries may be removed, given today. */
export const removableBefore = (today: string): string => {
  const [year = "", month = "", day = ""] = today.split("-");
  const [back, leap] = [String(Number(year) - KEEP_YEARS), month === "02" && day === "29"];
  return `${back}-${month}-${leap ? "28" : day}`;
};

/** `RETENTION_TOO_SHORT` when entries of less than three years would go; nothing otherwise. */
export const retentionIsLongEnough = (before: string, today: string) =>
  before <= removableBefore(today) ? undefined : refuse.RETENTION_TOO_SHORT;

/** `SEPARATION_OF_DUTIES` when the one who confirms is the one who proposed. */
export const twoPersons = (proposedBy: string, confirmedBy: string) =>
  proposedBy.trim() === confirmedBy.trim() ? duties.SEPARATION_OF_DUTIES : undefined;
