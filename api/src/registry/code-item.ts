import { Choice, Column, choice, Day, Id, Model, Shape, Show, Text } from "../platform/model.ts";
import { CODE_TABLE_FACTS } from "./code-table-facts.ts";

export enum CodeTable {
  INDUSTRY = "INDUSTRY",
  REGISTRATION_TYPE = "REGISTRATION_TYPE",
  CURRENCY = "CURRENCY",
  COUNTRY = "COUNTRY",
}
choice(CodeTable, {
  name: "CodeTable",
  zh: "代码表。行政区划、税务机关、税费种、税收分类编码各有自己的查询。",
  en: "The code tables. Regions, tax authorities, tax types and tax classes have queries of their own.",
  values: {
    INDUSTRY: ["国民经济行业分类 GB/T 4754-2017", "Industries, GB/T 4754-2017"],
    REGISTRATION_TYPE: ["登记注册类型", "Registration types"],
    CURRENCY: ["货币 GB/T 12406（ISO 4217）", "Currencies, GB/T 12406 (ISO 4217)"],
    COUNTRY: ["国家和地区 GB/T 2659（ISO 3166-1）", "Countries and regions, GB/T 2659 (ISO 3166-1)"],
  },
});

/** One code of a table, with the time it is in use. Retired codes are kept: on a historic document they are right. */
@Model({
  prefix: "cdi",
  alone: true,
  zh: "代码表中的一个代码及其有效期。已停用的保留。",
  en: "One code of a table and the time it is in use. Retired codes are kept.",
})
export class CodeItem {
  @Id()
  id!: string;

  @Choice(() => CodeTable, "所属代码表。", "The table it is of.")
  codeTable!: CodeTable;

  @Text("代码。", "The code.")
  code!: string;

  @Text("中文名称。", "The Chinese name.")
  name!: string;

  @Text("英文名称；没有的为空。", "The English name; empty where there is none.", { nullable: true })
  nameEn!: string | null;

  @Column("text", { nullable: true })
  parentCode!: string | null;

  @Day(
    "启用日；早于本表所载版本的为空。",
    "The first day it is in use; empty when older than the edition loaded.",
    {
      nullable: true,
    },
  )
  validFrom!: string | null;

  @Day(
    "停用日（当日起不再使用）；在用的为空。",
    "The day from which it is no longer used; empty while it is.",
    {
      nullable: true,
    },
  )
  validTo!: string | null;

  @Text("承接的代码。", "The code that took its place.", { nullable: true })
  successor!: string | null;
}

/** What a code table is, and how much of it is loaded. */
@Shape({ zh: "代码表的来源和完整程度。", en: "Where a code table comes from, and how much of it is loaded." })
export class CodeTableInfo {
  @Show(() => CodeTable, "代码表。", "The table.")
  codeTable!: CodeTable;

  @Show(() => String, "所依据的标准。", "The standard it follows.")
  standard!: string;

  @Show(() => Boolean, "是否完整；否则只装入部分代码。", "Whether all of it is loaded; else a subset is.")
  complete!: boolean;

  @Show(() => String, "来源和范围。", "Where it comes from and what it covers.")
  note!: string;
}

export const CODE_TABLES: readonly CodeTableInfo[] = Object.values(CodeTable).map((codeTable) => ({
  codeTable,
  ...CODE_TABLE_FACTS[codeTable],
}));
