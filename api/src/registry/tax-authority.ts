import { AuthorityCodeScalar } from "../identifiers/authority-code.ts";
import { Choice, Column, choice, KeyCode, Model, Text } from "../platform/model.ts";

export enum AuthorityLevel {
  STA = "STA",
  PROVINCE = "PROVINCE",
  CITY = "CITY",
  COUNTY = "COUNTY",
  STATION = "STATION",
}
choice(AuthorityLevel, {
  name: "AuthorityLevel",
  zh: "税务机关的级别。",
  en: "The level of a tax authority.",
  values: {
    STA: ["国家税务总局", "State Taxation Administration"],
    PROVINCE: [
      "省级税务局（含计划单列市）",
      "Provincial bureau, those of separately planned cities included",
    ],
    CITY: ["市级税务局", "City bureau"],
    COUNTY: ["县（区）级税务局", "County or district bureau"],
    STATION: ["税务所", "Tax station"],
  },
});

@Model({
  key: "code",
  zh: "税务机关：总局、36 个省级税务局（31 个省区市和 5 个计划单列市）、市局、县（区）局、税务所。",
  en: "A tax authority: the State Taxation Administration, 36 provincial bureaus (31 provinces and 5 separately planned cities), city and county bureaus, stations.",
})
export class TaxAuthority {
  @KeyCode(() => AuthorityCodeScalar, "税务机关代码，11 位。", "The code, 11 digits.")
  code!: string;

  @Text(
    "名称，例如 国家税务总局杭州市西湖区税务局。",
    "The name, for example 国家税务总局杭州市西湖区税务局.",
  )
  name!: string;

  @Choice(
    () => AuthorityLevel,
    "级别。计划单列市税务局为省级，与代码的层次不同。",
    "The level. Bureaus of separately planned cities are provincial, whatever their code's layer.",
    { index: true },
  )
  level!: AuthorityLevel;

  @Column("text", { nullable: true, index: true })
  parentCode!: string | null;

  @Column("text", { nullable: true })
  regionCode!: string | null;

  @Text("对外咨询电话。", "The telephone for the public.", { nullable: true })
  phone!: string | null;

  @Text("办公时间。", "Opening hours.", { nullable: true })
  hours!: string | null;
}
