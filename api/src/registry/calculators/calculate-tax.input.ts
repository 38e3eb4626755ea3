import { AuthorityCodeScalar } from "../../identifiers/authority-code.ts";
import { InputOf, Takes } from "../../platform/model.ts";
import { DateScalar } from "../../platform/scalars.ts";
import {
  CitAnnualInput,
  CitPrepaymentInput,
  IitAnnualInput,
  IitBusinessInput,
  IitPaymentInput,
  IitWithholdingInput,
  LateSurchargeInput,
  SocialBaseInput,
} from "./income.inputs.ts";
import {
  ConsumptionTaxInput,
  CultureFeeInput,
  DeedTaxInput,
  DisabledFundInput,
  LandUseInput,
  LandVatInput,
  PropertyTaxInput,
  StampDutyInput,
  VehiclePurchaseInput,
} from "./property.inputs.ts";
import { SurchargesInput, VatGeneralInput, VatSmallScaleInput, VatSplitInput } from "./vat.inputs.ts";

@InputOf({
  zh: "计算一项税费：下列项目恰填一项。金额均不得为负，另有说明的除外。",
  en: "Calculates one tax: exactly one of the kinds is given. Amounts are not negative unless a field says so.",
})
export class CalculateTaxInput {
  @Takes(() => DateScalar, "按哪一天的规则；缺省为今天。", "The day whose rules apply; today by default.", {
    nullable: true,
  })
  asOf?: string | null;

  @Takes(
    () => AuthorityCodeScalar,
    "主管税务机关：有本省规定的按本省规定。",
    "The authority in charge: where its province has a rule of its own, that rule holds.",
    { nullable: true },
  )
  authorityCode?: string | null;

  @Takes(() => VatSplitInput, "含税价拆分。", "A price with VAT taken apart.", { nullable: true })
  vatSplit?: VatSplitInput | null;

  @Takes(() => VatGeneralInput, "一般纳税人增值税。", "VAT of a general taxpayer.", { nullable: true })
  vatGeneral?: VatGeneralInput | null;

  @Takes(() => VatSmallScaleInput, "小规模纳税人增值税。", "VAT of a small-scale taxpayer.", {
    nullable: true,
  })
  vatSmallScale?: VatSmallScaleInput | null;

  @Takes(() => SurchargesInput, "附加税费。", "Surcharges.", { nullable: true })
  surcharges?: SurchargesInput | null;

  @Takes(() => CitAnnualInput, "企业所得税年度汇算。", "Corporate income tax of a year.", { nullable: true })
  citAnnual?: CitAnnualInput | null;

  @Takes(() => CitPrepaymentInput, "企业所得税预缴。", "Its quarterly prepayment.", { nullable: true })
  citPrepayment?: CitPrepaymentInput | null;

  @Takes(() => IitAnnualInput, "综合所得汇算。", "Comprehensive income of a year.", { nullable: true })
  iitAnnual?: IitAnnualInput | null;

  @Takes(() => IitWithholdingInput, "工资薪金累计预扣。", "Withholding on wages.", { nullable: true })
  iitWithholding?: IitWithholdingInput | null;

  @Takes(() => IitPaymentInput, "劳务报酬预扣。", "Withholding on labour remuneration.", { nullable: true })
  iitLabour?: IitPaymentInput | null;

  @Takes(() => IitPaymentInput, "全年一次性奖金（单独计税）。", "A year-end bonus taxed by itself.", {
    nullable: true,
  })
  iitBonus?: IitPaymentInput | null;

  @Takes(() => IitBusinessInput, "经营所得。", "Business income.", { nullable: true })
  iitBusiness?: IitBusinessInput | null;

  @Takes(() => IitPaymentInput, "发票摇奖奖金。", "A prize of the invoice lottery.", { nullable: true })
  lottery?: IitPaymentInput | null;

  @Takes(() => StampDutyInput, "印花税。", "Stamp duty.", { nullable: true })
  stampDuty?: StampDutyInput | null;

  @Takes(() => LateSurchargeInput, "滞纳金。", "The surcharge for paying late.", { nullable: true })
  lateSurcharge?: LateSurchargeInput | null;

  @Takes(() => PropertyTaxInput, "房产税。", "Property tax.", { nullable: true })
  property?: PropertyTaxInput | null;

  @Takes(() => LandUseInput, "城镇土地使用税。", "Urban land use tax.", { nullable: true })
  landUse?: LandUseInput | null;

  @Takes(() => LandVatInput, "土地增值税。", "Land VAT.", { nullable: true })
  landVat?: LandVatInput | null;

  @Takes(() => VehiclePurchaseInput, "车辆购置税。", "Vehicle purchase tax.", { nullable: true })
  vehiclePurchase?: VehiclePurchaseInput | null;

  @Takes(() => DeedTaxInput, "契税。", "Deed tax.", { nullable: true })
  deed?: DeedTaxInput | null;

  @Takes(() => ConsumptionTaxInput, "消费税。", "Consumption tax.", { nullable: true })
  consumption?: ConsumptionTaxInput | null;

  @Takes(() => DisabledFundInput, "残疾人就业保障金。", "The disabled employment security fund.", {
    nullable: true,
  })
  disabledFund?: DisabledFundInput | null;

  @Takes(() => CultureFeeInput, "文化事业建设费。", "The cultural undertaking fee.", { nullable: true })
  cultureFee?: CultureFeeInput | null;

  @Takes(
    () => SocialBaseInput,
    "社会保险缴费基数（结果不是应缴额）。",
    "The base of social insurance, which is no amount to pay.",
    { nullable: true },
  )
  socialBase?: SocialBaseInput | null;
}
