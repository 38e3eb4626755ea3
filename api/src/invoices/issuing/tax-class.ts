import { Day, Flag, KeyCode, Model, Text } from "../../platform/model.ts";

/** A class of goods and services (商品和服务税收分类编码), 19 digits. */
@Model({
  zh: "商品和服务税收分类编码。平台所载为官方编码表的子集。",
  en: "A class of goods and services for VAT. The platform holds a subset of the official table.",
  key: "code",
  alone: true,
})
export class TaxClass {
  @KeyCode(() => String, "编码，19 位。", "The code, 19 digits.")
  code!: string;

  @Text("上级编码；一级分类为空。", "The class above; absent at the top.", { nullable: true, index: true })
  parentCode!: string | null;

  @Text("名称。", "The name.")
  name!: string;

  @Text(
    "简称，印在项目名称前的两个星号之间。",
    "The short name, printed between asterisks before a line's name.",
  )
  shortName!: string;

  @Flag("是否末级：只有末级编码可用于发票明细。", "Whether it is a leaf: lines may carry leaves alone.")
  leaf!: boolean;

  @Text(
    "一般纳税人适用的税率规则，例如 vat.rate.13；非末级为空。",
    "The rule with the rate general taxpayers apply, for example vat.rate.13; absent above the leaves.",
    { nullable: true },
  )
  rateKey!: string | null;

  @Day("启用日。", "The first day it holds.")
  validFrom!: string;

  @Day("停用日（当日起停用）；在用的为空。", "The day from which it no longer holds; absent while in use.", {
    nullable: true,
  })
  validTo!: string | null;
}
