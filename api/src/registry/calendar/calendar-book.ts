import type { Pool } from "pg";
import { inJurisdiction } from "../../platform/jurisdiction.ts";
import { Kept } from "../kept.ts";
import { type Arrangement, deadlineOf, isWorkingDay, monthOf, nextWorkingDay } from "./calendar.rules.ts";

/** Announced when holidays or deadlines were published. */
export const CALENDAR_CHANGED = "calendar_changed";

/** A deadline set by notice. */
export interface Notice {
  id: string;
  month: string;
  authorityCode: string | null;
  /** The codes of the taxes it is about; none: all that are filed monthly or quarterly. */
  taxTypes: readonly string[];
  deadline: string;
  notice: string;
}

export type DeadlineSource = "ALGORITHM" | "PUBLISHED" | "EXTENDED";

/** The last day of filing in a month, and what it rests on. */
export interface Deadline {
  /** The month of filing, `2026-10`. */
  month: string;
  day: string;
  source: DeadlineSource;
  notice: string | null;
}

export interface Asked {
  /** The authority in charge: its province's notices hold. */
  authorityCode?: string | null;
  /** The tax, where a notice may be about some taxes alone. */
  taxTypeCode?: string | null;
}

/** Holidays and deadlines of an environment. */
export class CalendarBook {
  readonly #arrangements: ReadonlyMap<number, Arrangement>;
  readonly #notices: ReadonlyMap<string, readonly Notice[]>;

  constructor(arrangements: ReadonlyMap<number, Arrangement>, notices: readonly Notice[]) {
    this.#arrangements = arrangements;
    this.#notices = Map.groupBy(notices, ({ month }) => month);
  }

  isWorkingDay(day: string): boolean {
    return isWorkingDay(this.#arrangements, day);
  }

  nextWorkingDay(day: string): string {
    return nextWorkingDay(this.#arrangements, day);
  }

  /**
   * The last day of filing in a month of filing. A province's notice goes before the published table, the table before
   * the algorithm; among notices one about the tax goes before one about all. Refuses with CALENDAR_NOT_LOADED.
   */
  deadline(year: number, month: number, { authorityCode, taxTypeCode }: Asked = {}): Deadline {
    const name = monthOf(year, month);
    // Without the year's arrangement nobody may rely on its months, not even on those that were published.
    const computed = deadlineOf(this.#arrangements, year, month);
    const applies = ({ authorityCode: place, taxTypes }: Notice) =>
      (place === null || (authorityCode != null && inJurisdiction(authorityCode, place))) &&
      (taxTypes.length === 0 || (taxTypeCode != null && taxTypes.includes(taxTypeCode)));
    const weight = ({ authorityCode: place, taxTypes }: Notice) =>
      (place === null ? 0 : 2) + (taxTypes.length === 0 ? 0 : 1);
    const [best] = (this.#notices.get(name) ?? []).filter(applies).sort((a, b) => weight(b) - weight(a));
    if (!best) return { month: name, day: computed, source: "ALGORITHM", notice: null };
    const source = best.authorityCode === null ? "PUBLISHED" : "EXTENDED";
    return { month: name, day: best.deadline, source, notice: best.notice };
  }
}

async function load(pool: Pool): Promise<CalendarBook> {
  const [years, notices] = await Promise.all([
    pool.query<{ year: number; off: string[]; work: string[] }>({
      name: "registry:holidays",
      text: `select year, "off", work from holiday_arrangement where withdrawn_at is null`,
    }),
    pool.query<Notice>({
      name: "registry:deadlines",
      text: `select id, month, authority_code as "authorityCode", tax_types as "taxTypes", deadline::text, notice
             from deadline_override where withdrawn_at is null`,
    }),
  ]);
  const arrangements = new Map(
    years.rows.map(({ year, off, work }) => [year, { off: new Set(off), work: new Set(work) }]),
  );
  return new CalendarBook(arrangements, notices.rows);
}

/** The calendar of each environment, kept in the process. */
export const calendarBooks = new Kept(CALENDAR_CHANGED, load);
