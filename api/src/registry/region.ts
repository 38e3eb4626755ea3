import { RegionCodeScalar } from "../identifiers/region-code.ts";
import { Choice, Column, choice, Day, KeyCode, Model, Text } from "../platform/model.ts";

export enum RegionLevel {
  PROVINCE = "PROVINCE",
  CITY = "CITY",
  COUNTY = "COUNTY",
}
choice(RegionLevel, {
  name: "RegionLevel",
  zh: "行政区划的级别。",
  en: "The level of an administrative division.",
  values: { PROVINCE: ["省级", "Province"], CITY: ["地级", "City"], COUNTY: ["县级", "County or district"] },
});

@Model({
  key: "code",
  zh: "行政区划（GB/T 2260），按版本保留已撤销的代码：历史单据上的旧代码仍然有效。",
  en: "An administrative division (GB/T 2260). Retired codes are kept: on a historic document they are right.",
})
export class Region {
  @KeyCode(() => RegionCodeScalar, "行政区划代码，6 位。", "The code, 6 digits.")
  code!: string;

  @Text("名称，例如 西湖区。", "The name, for example 西湖区.")
  name!: string;

  @Choice(() => RegionLevel, "级别。", "The level.")
  level!: RegionLevel;

  @Column("text", { nullable: true, index: true })
  parentCode!: string | null;

  @Day(
    "启用日；早于本表所载版本的为空。",
    "The first day of the code; empty when it is older than the edition loaded.",
    { nullable: true },
  )
  validFrom!: string | null;

  @Day(
    "停用日（当日起不再使用）；在用的为空。",
    "The day from which the code is no longer used; empty while it is.",
    { nullable: true },
  )
  validTo!: string | null;

  @Text("撤销后承接的行政区划代码。", "The code that took its place.", { nullable: true })
  successor!: string | null;
}
