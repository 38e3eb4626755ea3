import { Choice, choice, KeyCode, Model, Text } from "../platform/model.ts";

export enum TaxTypeKind {
  TAX = "TAX",
  FEE = "FEE",
  SOCIAL_INSURANCE = "SOCIAL_INSURANCE",
}
choice(TaxTypeKind, {
  name: "TaxTypeKind",
  zh: "税、非税收入或社会保险费。",
  en: "A tax, a fee, or a social insurance premium.",
  values: {
    TAX: ["税", "Tax"],
    FEE: ["非税收入", "Fee or fund"],
    SOCIAL_INSURANCE: ["社会保险费", "Social insurance premium"],
  },
});

@Model({ key: "code", zh: "税费种（征收项目）。", en: "A tax or fee that is levied." })
export class TaxType {
  @KeyCode(() => String, "征收项目代码，5 位。", "The code of the levied item, 5 digits.")
  code!: string;

  @Text("中文名称，例如 增值税。", "The Chinese name.")
  name!: string;

  @Text(
    "英文名称，全大写，例如 VALUE_ADDED_TAX。",
    "The English name in capitals, for example VALUE_ADDED_TAX.",
    { unique: true },
  )
  englishName!: string;

  @Choice(() => TaxTypeKind, "税、费或社保费。", "A tax, a fee, or a premium.")
  kind!: TaxTypeKind;
}

const tax = (
  code: string,
  name: string,
  englishName: string,
  kind: TaxTypeKind = TaxTypeKind.TAX,
): TaxType => ({ code, name, englishName, kind });
const fee = (code: string, name: string, englishName: string) =>
  tax(code, name, englishName, TaxTypeKind.FEE);

/** The taxes and fees, by the code of the budget revenue classification. */
export const TAX_TYPES: readonly TaxType[] = [
  tax("10101", "增值税", "VALUE_ADDED_TAX"),
  tax("10102", "消费税", "CONSUMPTION_TAX"),
  tax("10104", "企业所得税", "CORPORATE_INCOME_TAX"),
  tax("10106", "个人所得税", "INDIVIDUAL_INCOME_TAX"),
  tax("10107", "资源税", "RESOURCE_TAX"),
  tax("10109", "城市维护建设税", "URBAN_MAINTENANCE_AND_CONSTRUCTION_TAX"),
  tax("10110", "房产税", "PROPERTY_TAX"),
  tax("10111", "印花税", "STAMP_DUTY"),
  tax("10112", "城镇土地使用税", "URBAN_LAND_USE_TAX"),
  tax("10113", "土地增值税", "LAND_APPRECIATION_TAX"),
  tax("10114", "车船税", "VEHICLE_AND_VESSEL_TAX"),
  tax("10115", "船舶吨税", "VESSEL_TONNAGE_TAX"),
  tax("10116", "车辆购置税", "VEHICLE_PURCHASE_TAX"),
  tax("10118", "耕地占用税", "FARMLAND_OCCUPATION_TAX"),
  tax("10119", "契税", "DEED_TAX"),
  tax("10120", "烟叶税", "TOBACCO_LEAF_TAX"),
  tax("10121", "环境保护税", "ENVIRONMENTAL_PROTECTION_TAX"),
  tax("10210", "社会保险费", "SOCIAL_INSURANCE_PREMIUM", TaxTypeKind.SOCIAL_INSURANCE),
  fee("30203", "教育费附加", "EDUCATION_SURCHARGE"),
  fee("30216", "地方教育附加", "LOCAL_EDUCATION_SURCHARGE"),
  fee("30217", "文化事业建设费", "CULTURAL_UNDERTAKING_FEE"),
  fee("30218", "残疾人就业保障金", "DISABLED_EMPLOYMENT_SECURITY_FUND"),
];
