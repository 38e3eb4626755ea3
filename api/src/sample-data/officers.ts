import type { NewPost } from "../registry/posts.ts";

/*
 * The officers and cases of every example, test and tutorial. Their ids never change.
 */

export const fixturePostId = (n: number) => `pst_018f0000-0000-7000-8000-${String(n).padStart(12, "0")}`;

interface Officer {
  n: number;
  name: string;
  authorityCode: string;
  level: NewPost["level"];
  title: string;
  scopes: readonly string[];
}

const LOOK = ["officer:office", "officer:taxpayer"];
/** Decides, and sees to it that what was decided was right. */
const OVERSEE = [...LOOK, "officer:oversight"];

/** Person and post of the same number. */
export const FIXTURE_OFFICERS: readonly Officer[] = [
  { n: 21, name: "方敏", authorityCode: "13301060100", level: "STATION", title: "税源管理岗", scopes: LOOK },
  {
    n: 22,
    name: "何川",
    authorityCode: "13301060000",
    level: "COUNTY",
    title: "风险应对岗",
    scopes: [...LOOK, "officer:hall", "officer:invoice"],
  },
  {
    n: 23,
    name: "吕岚",
    authorityCode: "13301060000",
    level: "COUNTY",
    title: "审批岗",
    scopes: [...OVERSEE, "officer:hall", "officer:invoice"],
  },
  {
    n: 24,
    name: "施远",
    authorityCode: "13301000000",
    level: "CITY",
    title: "风险管理岗",
    scopes: [...LOOK, "officer:lottery"],
  },
  {
    n: 25,
    name: "孔澄",
    authorityCode: "13301000000",
    level: "CITY",
    title: "审批岗",
    scopes: [...OVERSEE, "officer:lottery"],
  },
  {
    n: 26,
    name: "曹昱",
    authorityCode: "13300000000",
    level: "PROVINCE",
    title: "风险管理岗",
    scopes: OVERSEE,
  },
  {
    n: 27,
    name: "严朗",
    authorityCode: "00000000000",
    level: "STA",
    title: "大数据和风险管理岗",
    scopes: [...OVERSEE, "officer:rules"],
  },
  { n: 28, name: "魏霖", authorityCode: "13301080000", level: "COUNTY", title: "税源管理岗", scopes: LOOK },
  {
    n: 31,
    name: "金舟",
    authorityCode: "13300000000",
    level: "PROVINCE",
    title: "应用功能审核岗",
    scopes: ["officer:office", "review:completeness", "review:functional"],
  },
  {
    n: 32,
    name: "陶岳",
    authorityCode: "13300000000",
    level: "PROVINCE",
    title: "应用安全审核岗",
    scopes: ["officer:office", "review:security"],
  },
  {
    n: 33,
    name: "姜禾",
    authorityCode: "13300000000",
    level: "PROVINCE",
    title: "应用隐私审核岗",
    scopes: ["officer:office", "review:privacy"],
  },
  {
    n: 34,
    name: "戚帆",
    authorityCode: "13300000000",
    level: "PROVINCE",
    title: "应用政策审核岗",
    scopes: ["officer:office", "review:policy"],
  },
  {
    n: 35,
    name: "谢泽",
    authorityCode: "00000000000",
    level: "STA",
    title: "应用发布岗",
    scopes: ["officer:office", "review:release"],
  },
];

interface SampleCase {
  n: number;
  number: string;
  kind: string;
  subject: string;
  taxpayer: number;
  authorityCode: string;
  handler: number;
  crossArea?: true;
  fields?: readonly string[];
  closed?: true;
}

export const FIXTURE_CASES: readonly SampleCase[] = [
  {
    n: 1,
    number: "XH-2026-0001",
    kind: "REVIEW",
    subject: "增值税申报疑点核查",
    taxpayer: 1,
    authorityCode: "13301060000",
    handler: 22,
  },
  {
    n: 2,
    number: "HZ-2026-0001",
    kind: "ESCALATION",
    subject: "出口退税风险提级核查",
    taxpayer: 1,
    authorityCode: "13301000000",
    handler: 24,
  },
  {
    n: 3,
    number: "ZJ-2026-0001",
    kind: "REVIEW",
    subject: "行业风险分析",
    taxpayer: 1,
    authorityCode: "13300000000",
    handler: 26,
  },
  {
    n: 4,
    number: "ZJZ-2026-0001",
    kind: "REVIEW",
    subject: "重点税源分析",
    taxpayer: 1,
    authorityCode: "00000000000",
    handler: 27,
  },
  {
    n: 5,
    number: "XH-2026-0002",
    kind: "LETTER",
    subject: "跨区协查：自然人居住地核实",
    taxpayer: 12,
    authorityCode: "13301060000",
    handler: 22,
    crossArea: true,
    fields: ["status", "address"],
  },
  {
    n: 6,
    number: "XH-2025-0009",
    kind: "REVIEW",
    subject: "已办结的核查",
    taxpayer: 1,
    authorityCode: "13301060000",
    handler: 22,
    closed: true,
  },
];
