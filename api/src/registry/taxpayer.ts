import { IndustryCodeScalar } from "../identifiers/industry-code.ts";
import { TinScalar } from "../identifiers/tin.ts";
import { UsccScalar } from "../identifiers/uscc.ts";
import { Choice, Column, Count, choice, Day, Id, Model, Scalar, Text } from "../platform/model.ts";

export enum TaxpayerKind {
  ENTERPRISE = "ENTERPRISE",
  INDIVIDUAL_BUSINESS = "INDIVIDUAL_BUSINESS",
  NATURAL_PERSON = "NATURAL_PERSON",
  GOV = "GOV",
  NPO = "NPO",
  TEMPORARY = "TEMPORARY",
}
choice(TaxpayerKind, {
  name: "TaxpayerKind",
  zh: "纳税人类型。",
  en: "The kind of a taxpayer.",
  values: {
    ENTERPRISE: ["企业", "Enterprise"],
    INDIVIDUAL_BUSINESS: ["个体工商户", "Individual business"],
    NATURAL_PERSON: ["自然人", "Natural person"],
    GOV: ["机关事业单位", "Government body or public institution"],
    NPO: ["社会组织", "Non-profit organisation"],
    TEMPORARY: ["临时登记", "Temporarily registered"],
  },
});

export enum VatStatus {
  GENERAL = "GENERAL",
  SMALL_SCALE = "SMALL_SCALE",
}
choice(VatStatus, {
  name: "VatStatus",
  zh: "增值税纳税人身份。",
  en: "The standing of a taxpayer for VAT.",
  values: {
    GENERAL: ["一般纳税人", "General taxpayer"],
    SMALL_SCALE: ["小规模纳税人", "Small-scale taxpayer"],
  },
});

export enum TaxpayerStatus {
  NORMAL = "NORMAL",
  SUSPENDED = "SUSPENDED",
  ABNORMAL = "ABNORMAL",
  DEREGISTERING = "DEREGISTERING",
  DEREGISTERED = "DEREGISTERED",
  CANCELLED_LICENCE = "CANCELLED_LICENCE",
}
choice(TaxpayerStatus, {
  name: "TaxpayerStatus",
  zh: "纳税人状态。",
  en: "The state of a registration.",
  values: {
    NORMAL: ["正常", "Normal"],
    SUSPENDED: ["停业", "Business suspended"],
    ABNORMAL: ["非正常户", "Abnormal: cannot be reached or does not file"],
    DEREGISTERING: ["清税中", "Being deregistered"],
    DEREGISTERED: ["注销", "Deregistered"],
    CANCELLED_LICENCE: ["吊销", "Licence cancelled"],
  },
});

/** Null in the answer to whoever reaches the taxpayer as a counterparty. */
const beyondFace = { nullable: true, class: "C1", scope: "taxpayer:read" } as const;

@Model({
  prefix: "tp",
  owner: { taxpayer: ["id"] },
  face: ["id", "name", "tin"],
  zh: "纳税人、缴费人。编号、名称、纳税人识别号公开；其余只给经其授权的应用。",
  en: "A taxpayer. Id, name and number are public; all else is for apps it has given its consent to.",
})
export class Taxpayer {
  @Id()
  id!: string;

  @Scalar(() => TinScalar, "text", "纳税人识别号。", "The taxpayer identification number.", { unique: true })
  tin!: string;

  @Scalar(
    () => UsccScalar,
    "text",
    "统一社会信用代码；自然人没有。",
    "The unified social credit code; natural persons have none.",
    { ...beyondFace, index: true },
  )
  uscc!: string | null;

  @Column("boolean", { type: "boolean" })
  usccCheckWaived!: boolean;

  @Text("名称或姓名。", "The name.", { max: 100, index: true })
  name!: string;

  @Choice(() => TaxpayerKind, "类型。", "The kind.", beyondFace)
  kind!: TaxpayerKind;

  @Choice(
    () => VatStatus,
    "增值税纳税人身份；自然人为空。",
    "The standing for VAT; empty for natural persons.",
    beyondFace,
  )
  vatStatus!: VatStatus | null;

  @Day("增值税纳税人身份生效日。", "The day from which the standing for VAT holds.", beyondFace)
  vatStatusFrom!: string | null;

  @Scalar(
    () => IndustryCodeScalar,
    "text",
    "行业（GB/T 4754-2017）。",
    "The industry (GB/T 4754-2017).",
    beyondFace,
  )
  industryCode!: string | null;

  @Text(
    "登记注册类型代码，3 位，例如 173 私营有限责任公司。",
    "The registration type, 3 digits, for example 173 for a private limited company.",
    beyondFace,
  )
  registrationType!: string | null;

  @Column("text")
  regionCode!: string;

  @Text("登记地址。", "The registered address.", beyondFace)
  address!: string;

  @Column("text", { index: true })
  authorityCode!: string;

  @Choice(() => TaxpayerStatus, "状态。", "The state of the registration.", beyondFace)
  status!: TaxpayerStatus;

  @Count(
    "出口企业管理类别，1 至 4；非出口企业为空。",
    "The class as an exporter, 1 to 4; empty for others.",
    { ...beyondFace, class: "C2" },
  )
  exportClass!: number | null;
}
