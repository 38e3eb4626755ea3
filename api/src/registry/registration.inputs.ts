import { RegionCodeScalar } from "../identifiers/region-code.ts";
import { IdempotencyKey, InputOf, Takes } from "../platform/model.ts";
import { TaxpayerKind } from "./taxpayer.ts";

@InputOf({
  zh: "登记一个新的纳税人，依据市场监管等部门共享的设立登记。",
  en: "Registers a new taxpayer, from what market regulation and other registrars share.",
})
export class RegisterTaxpayerInput {
  @Takes(
    () => String,
    "统一社会信用代码，校验位须正确。",
    "The unified social credit code; its check character must fit.",
    { max: 18 },
  )
  uscc!: string;

  @Takes(() => TaxpayerKind, "类型，不含自然人。", "The kind; not a natural person.")
  kind!: TaxpayerKind;

  @Takes(() => String, "名称。", "The name.", { max: 100 })
  name!: string;

  @Takes(() => String, "登记注册类型代码，3 位。", "The registration type, 3 digits.", { max: 3 })
  registrationType!: string;

  @Takes(() => String, "行业代码（GB/T 4754-2017）。", "The industry (GB/T 4754-2017).", { max: 5 })
  industryCode!: string;

  @Takes(() => RegionCodeScalar, "登记地的县级行政区划。", "The county of registration.")
  regionCode!: string;

  @Takes(() => String, "登记地址。", "The registered address.", { max: 200 })
  address!: string;

  @Takes(() => String, "法定代表人（负责人、经营者）姓名。", "The name of the legal representative.", {
    max: 50,
  })
  legalRepName!: string;

  @Takes(
    () => String,
    "其证件类型代码；缺省为 201 居民身份证。",
    "The type of that person's document; 201, the resident identity card, by default.",
    { nullable: true, max: 3 },
  )
  legalRepIdType?: string | null;

  @Takes(() => String, "其证件号码。", "The number of the document.", { max: 30 })
  legalRepIdNo!: string;

  @Takes(() => String, "其手机号码。", "The telephone number.", { max: 20 })
  legalRepPhone!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({
  zh: "变更登记：名称、登记地址、行业，至少一项。迁往其他县（区）不在此办理。",
  en: "Changes the registration: name, address or industry, at least one. A move to another county is not made here.",
})
export class ChangeRegistrationInput {
  @Takes(() => String, "新名称；不变的不填。", "The new name; absent when it stays.", {
    nullable: true,
    max: 100,
  })
  name?: string | null;

  @Takes(() => String, "新登记地址。", "The new address.", { nullable: true, max: 200 })
  address?: string | null;

  @Takes(() => String, "新行业代码。", "The new industry.", { nullable: true, max: 5 })
  industryCode?: string | null;

  @IdempotencyKey()
  idempotencyKey!: string;
}
