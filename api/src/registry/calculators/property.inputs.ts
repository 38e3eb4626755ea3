import { Float, Int } from "type-graphql";
import { choice, InputOf, Takes } from "../../platform/model.ts";
import { CNY } from "../../platform/money.ts";

export enum StampedDocument {
  LOAN = "LOAN",
  FINANCE_LEASE = "FINANCE_LEASE",
  SALE = "SALE",
  CONTRACTING = "CONTRACTING",
  CONSTRUCTION = "CONSTRUCTION",
  TRANSPORT = "TRANSPORT",
  TECHNOLOGY = "TECHNOLOGY",
  LEASE = "LEASE",
  STORAGE = "STORAGE",
  PROPERTY_INSURANCE = "PROPERTY_INSURANCE",
  PROPERTY_TRANSFER = "PROPERTY_TRANSFER",
  INTELLECTUAL_PROPERTY = "INTELLECTUAL_PROPERTY",
  LEDGER = "LEDGER",
  SECURITIES = "SECURITIES",
}
choice(StampedDocument, {
  name: "StampedDocument",
  zh: "印花税应税凭证。",
  en: "A document that bears stamp duty.",
  values: {
    LOAN: ["借款合同", "Loans"],
    FINANCE_LEASE: ["融资租赁合同", "Finance leases"],
    SALE: ["买卖合同（动产）", "Sales of movables"],
    CONTRACTING: ["承揽合同", "Contracting"],
    CONSTRUCTION: ["建设工程合同", "Construction"],
    TRANSPORT: ["运输合同", "Transport"],
    TECHNOLOGY: ["技术合同", "Technology"],
    LEASE: ["租赁合同", "Property leases"],
    STORAGE: ["保管、仓储合同", "Storage"],
    PROPERTY_INSURANCE: ["财产保险合同", "Property insurance"],
    PROPERTY_TRANSFER: ["产权转移书据（土地使用权、房屋、股权）", "Transfer of land, buildings, equity"],
    INTELLECTUAL_PROPERTY: ["商标、著作权、专利转让书据", "Transfer of trademarks, copyright, patents"],
    LEDGER: ["营业账簿", "Business ledgers"],
    SECURITIES: ["证券交易", "Securities"],
  },
});

export enum HomeOrder {
  FIRST = "FIRST",
  SECOND = "SECOND",
}
choice(HomeOrder, {
  name: "HomeOrder",
  zh: "家庭的第几套住房。",
  en: "Which home of a family.",
  values: { FIRST: ["唯一住房", "The only one"], SECOND: ["第二套", "The second"] },
});

@InputOf({ zh: "印花税。", en: "Stamp duty." })
export class StampDutyInput {
  @Takes(() => StampedDocument, "应税凭证。", "The document.")
  document!: StampedDocument;

  @Takes(() => CNY, "凭证金额。", "The amount of the document.")
  amount!: bigint;

  @Takes(
    () => CNY,
    "凭证单独列明的增值税，不计税；未列明的不填。",
    "VAT the document states apart, which bears no duty; absent where it does not.",
    { nullable: true },
  )
  vat?: bigint | null;

  @Takes(
    () => Boolean,
    "是否适用“六税两费”减半：小规模纳税人、小型微利企业、个体工商户。缺省为否。",
    "Whether half is relieved: small-scale taxpayers, small low-profit enterprises, individual businesses. No by default.",
    { nullable: true },
  )
  halved?: boolean | null;
}

@InputOf({ zh: "房产税（全年）。", en: "Property tax of a year." })
export class PropertyTaxInput {
  @Takes(() => CNY, "自用房产原值。", "The original value of property in own use.", { nullable: true })
  originalValue?: bigint | null;

  @Takes(() => CNY, "出租房产的年租金，不含增值税。", "The year's rent without VAT.", { nullable: true })
  rent?: bigint | null;

  @Takes(
    () => Boolean,
    "是否个人出租住房。缺省为否。",
    "Whether it is housing let by an individual. No by default.",
    { nullable: true },
  )
  housing?: boolean | null;

  @Takes(
    () => Boolean,
    "是否适用“六税两费”减半：小规模纳税人、小型微利企业、个体工商户。缺省为否。",
    "Whether half is relieved: small-scale taxpayers, small low-profit enterprises, individual businesses. No by default.",
    { nullable: true },
  )
  halved?: boolean | null;
}

@InputOf({ zh: "城镇土地使用税（全年）。", en: "Urban land use tax of a year." })
export class LandUseInput {
  @Takes(() => String, "面积（平方米），十进制字符串。", "The area in square metres, a decimal string.")
  area!: string;

  @Takes(
    () => CNY,
    "当地每平方米年税额；不填则按已发布的当地规则。",
    "What the place levies per square metre; without it a published local rule must say so.",
    { nullable: true },
  )
  localAmount?: bigint | null;

  @Takes(
    () => Boolean,
    "是否适用“六税两费”减半：小规模纳税人、小型微利企业、个体工商户。缺省为否。",
    "Whether half is relieved: small-scale taxpayers, small low-profit enterprises, individual businesses. No by default.",
    { nullable: true },
  )
  halved?: boolean | null;
}

@InputOf({ zh: "土地增值税。", en: "Land VAT." })
export class LandVatInput {
  @Takes(() => CNY, "转让收入，不含增值税。", "Income from the transfer, without VAT.")
  income!: bigint;

  @Takes(() => CNY, "扣除项目金额。", "Deductions.")
  deductions!: bigint;
}

@InputOf({ zh: "车辆购置税。", en: "Vehicle purchase tax." })
export class VehiclePurchaseInput {
  @Takes(() => CNY, "价格。", "The price.")
  price!: bigint;

  @Takes(() => Boolean, "价格是否含增值税。缺省为否。", "Whether VAT is in the price. No by default.", {
    nullable: true,
  })
  vatIncluded?: boolean | null;

  @Takes(() => Boolean, "是否新能源汽车。缺省为否。", "Whether it is a new-energy car. No by default.", {
    nullable: true,
  })
  newEnergy?: boolean | null;
}

@InputOf({
  zh: "契税。首套或二套住房须填 order 和 area；其他按当地税率，须给 authorityCode。",
  en: "Deed tax. A first or second home says order and area; for all else the province's rate is used: name the authority.",
})
export class DeedTaxInput {
  @Takes(() => CNY, "成交价格，不含增值税。", "The price without VAT.")
  price!: bigint;

  @Takes(() => HomeOrder, "第几套住房。", "Which home of the family it is.", { nullable: true })
  order?: HomeOrder | null;

  @Takes(() => String, "住房面积（平方米），十进制字符串。", "Its area in square metres, a decimal string.", {
    nullable: true,
  })
  area?: string | null;
}

@InputOf({ zh: "消费税。", en: "Consumption tax." })
export class ConsumptionTaxInput {
  @Takes(
    () => String,
    "税目，即 consumption. 之后的规则代码，例如 BEER_A。",
    "The item: what follows consumption. in the rule's key, for example BEER_A.",
  )
  item!: string;

  @Takes(() => CNY, "销售额；缺省为零。", "Sales; none by default.", { nullable: true })
  sales?: bigint | null;

  @Takes(
    () => String,
    "数量，按规则的单位，十进制字符串；缺省为零。",
    "The quantity in the rule's unit, a decimal string; none by default.",
    { nullable: true },
  )
  quantity?: string | null;
}

@InputOf({ zh: "残疾人就业保障金。", en: "The disabled employment security fund." })
export class DisabledFundInput {
  @Takes(() => Int, "上年在职职工人数。", "Staff of the year before.")
  staff!: number;

  @Takes(() => Float, "实际安排的残疾人人数，可为小数。", "Disabled people employed, fractions allowed.")
  employed!: number;

  @Takes(() => CNY, "上年职工年平均工资。", "The year's average wage.")
  averageWage!: bigint;
}

@InputOf({ zh: "文化事业建设费。", en: "The cultural undertaking fee." })
export class CultureFeeInput {
  @Takes(() => CNY, "广告、娱乐含税收入。", "Revenue of advertising or entertainment, VAT included.")
  revenue!: bigint;

  @Takes(() => CNY, "减除价款；缺省为零。", "Deductions; none by default.", { nullable: true })
  deductions?: bigint | null;
}
