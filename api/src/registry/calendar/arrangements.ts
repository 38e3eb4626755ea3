import { addDays } from "../../platform/clock.ts";
import { lawId } from "../rules/law/row.ts";

/*
 * Holidays and published filing deadlines as the platform is delivered with them. A migration stores them once; later
 * years are published by officers.
 */

/** Every day from one to another, both included. */
function days(from: string, to: string): string[] {
  const all: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) all.push(day);
  return all;
}

const arrangement = (
  year: number,
  sourceDoc: string,
  announcedOn: string,
  off: readonly (readonly [from: string, to: string])[],
  work: readonly string[],
) => ({
  id: lawId("hol", String(year)),
  year,
  sourceDoc,
  announcedOn,
  off: off.flatMap(([from, to]) => days(`${year}-${from}`, `${year}-${to}`)),
  work: work.map((day) => `${year}-${day}`),
});

/** Days off (the weekend days they join included) and weekend days worked, by year. */
export const ARRANGEMENTS = [
  arrangement(
    2024,
    "国务院办公厅关于2024年部分节假日安排的通知（国办发明电〔2023〕7号）",
    "2023-10-25",
    [
      ["01-01", "01-01"],
      ["02-10", "02-17"],
      ["04-04", "04-06"],
      ["05-01", "05-05"],
      ["06-08", "06-10"],
      ["09-15", "09-17"],
      ["10-01", "10-07"],
    ],
    ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"],
  ),
  arrangement(
    2025,
    "国务院办公厅关于2025年部分节假日安排的通知（国办发明电〔2024〕12号）",
    "2024-11-12",
    [
      ["01-01", "01-01"],
      ["01-28", "02-04"],
      ["04-04", "04-06"],
      ["05-01", "05-05"],
      ["05-31", "06-02"],
      ["10-01", "10-08"],
    ],
    ["01-26", "02-08", "04-27", "09-28", "10-11"],
  ),
  arrangement(
    2026,
    "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）",
    "2025-11-04",
    [
      ["01-01", "01-03"],
      ["02-15", "02-23"],
      ["04-04", "04-06"],
      ["05-01", "05-05"],
      ["06-19", "06-21"],
      ["09-25", "09-27"],
      ["10-01", "10-07"],
    ],
    ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
  ),
] as const;

const table = (year: number, notice: string, deadlines: readonly string[]) =>
  deadlines.map((deadline) => ({
    id: lawId("ddl", `${year}-${deadline}`),
    month: `${year}-${deadline.slice(0, 2)}`,
    deadline: `${year}-${deadline}`,
    notice,
  }));

/** The filing deadlines of each month as the State Taxation Administration published them. */
export const PUBLISHED_DEADLINES = [
  ...table(2024, "国家税务总局办公厅关于明确2024年度申报纳税期限的通知", [
    "01-15",
    "02-23",
    "03-15",
    "04-18",
    "05-22",
    "06-19",
    "07-15",
    "08-15",
    "09-18",
    "10-24",
    "11-15",
    "12-16",
  ]),
  ...table(2026, "国家税务总局办公厅关于明确2026年度申报纳税期限的通知（税总办征科函〔2025〕64号）", [
    "01-20",
    "02-24",
    "03-16",
    "04-20",
    "05-22",
    "06-15",
    "07-15",
    "08-17",
    "09-15",
    "10-26",
    "11-16",
    "12-15",
  ]),
];
