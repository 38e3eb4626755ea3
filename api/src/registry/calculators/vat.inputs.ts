import { choice, InputOf, Takes } from "../../platform/model.ts";
import { CNY, Rate } from "../../platform/money.ts";

export enum TaxPlace {
  CITY = "CITY",
  TOWN = "TOWN",
  OTHER = "OTHER",
}
choice(TaxPlace, {
  name: "TaxPlace",
  zh: "纳税人所在地。",
  en: "Where a taxpayer is.",
  values: {
    CITY: ["市区", "A city"],
    TOWN: ["县城、镇", "A county seat or town"],
    OTHER: ["其他地区", "Elsewhere"],
  },
});

export enum SalesPeriod {
  MONTH = "MONTH",
  QUARTER = "QUARTER",
}
choice(SalesPeriod, {
  name: "SalesPeriod",
  zh: "销售额的期限。",
  en: "The period of sales.",
  values: { MONTH: ["月", "A month"], QUARTER: ["季度", "A quarter"] },
});

@InputOf({ zh: "含税价拆分。", en: "Takes a price with VAT apart." })
export class VatSplitInput {
  @Takes(() => CNY, "含税金额。", "The price with VAT.")
  gross!: bigint;

  @Takes(() => Rate, "税率或征收率，须在当日有效。", "The rate, which must be in force.")
  rate!: string;
}

@InputOf({ zh: "一档税率的销售额。", en: "Sales at one rate." })
export class SalesAtRateInput {
  @Takes(() => CNY, "不含税销售额。", "Sales without VAT.")
  amount!: bigint;

  @Takes(() => Rate, "税率或征收率。", "The rate.")
  rate!: string;
}

@InputOf({ zh: "一般纳税人一个所属期的增值税。", en: "A general taxpayer's VAT of a period." })
export class VatGeneralInput {
  @Takes(() => [SalesAtRateInput], "各档税率的销售额，最多 20 档。", "Sales by rate, at most 20.")
  sales!: SalesAtRateInput[];

  @Takes(() => CNY, "已确认抵扣的进项税额。", "Input tax confirmed for deduction.")
  inputTax!: bigint;

  @Takes(() => CNY, "进项税额转出；缺省为零。", "Input tax transferred out; none by default.", {
    nullable: true,
  })
  transferredOut?: bigint | null;

  @Takes(() => CNY, "上期留抵税额；缺省为零。", "Credit carried forward; none by default.", {
    nullable: true,
  })
  carriedForward?: bigint | null;

  @Takes(() => CNY, "免抵退应退税额；缺省为零。", "Offset for exports; none by default.", { nullable: true })
  exportOffset?: bigint | null;

  @Takes(() => [SalesAtRateInput], "简易计税的销售额。", "Sales under the simplified method.", {
    nullable: true,
  })
  simplified?: SalesAtRateInput[] | null;

  @Takes(
    () => Boolean,
    "是否适用先进制造业加计抵减。缺省为否。",
    "Whether the additional credit of advanced manufacturers applies. No by default.",
    { nullable: true },
  )
  advancedManufacturing?: boolean | null;

  @Takes(
    () => TaxPlace,
    "所在地，决定城建税税率；不填则不计附加。",
    "Where the taxpayer is, for the city maintenance tax; without it no surcharges are counted.",
    { nullable: true },
  )
  place?: TaxPlace | null;

  @Takes(
    () => Boolean,
    "是否适用“六税两费”减半：小规模纳税人、小型微利企业、个体工商户。缺省为否。",
    "Whether half is relieved: small-scale taxpayers, small low-profit enterprises, individual businesses. No by default.",
    { nullable: true },
  )
  halved?: boolean | null;
}

@InputOf({ zh: "小规模纳税人一个所属期的增值税。", en: "A small-scale taxpayer's VAT of a period." })
export class VatSmallScaleInput {
  @Takes(() => SalesPeriod, "纳税期限。", "The tax period.")
  period!: SalesPeriod;

  @Takes(
    () => CNY,
    "不含税销售额，不含偶发的不动产销售。",
    "Sales without VAT; one-off sales of real estate do not count.",
  )
  sales!: bigint;

  @Takes(
    () => CNY,
    "其中开具专用发票的不含税销售额；缺省为零。",
    "The part under special invoices; none by default.",
    { nullable: true },
  )
  special?: bigint | null;

  @Takes(
    () => TaxPlace,
    "所在地，决定城建税税率；不填则不计附加。",
    "Where the taxpayer is, for the city maintenance tax; without it no surcharges are counted.",
    { nullable: true },
  )
  place?: TaxPlace | null;
}

@InputOf({ zh: "实缴增值税的附加税费。", en: "Surcharges on VAT that was paid." })
export class SurchargesInput {
  @Takes(
    () => CNY,
    "实缴增值税、消费税，含免抵税额，减留抵退税额。",
    "VAT and consumption tax paid, export offset included, refunded credit taken off.",
  )
  vatPaid!: bigint;

  @Takes(() => TaxPlace, "所在地。", "Where the taxpayer is.")
  place!: TaxPlace;

  @Takes(
    () => Boolean,
    "是否适用“六税两费”减半：小规模纳税人、小型微利企业、个体工商户。缺省为否。",
    "Whether half is relieved: small-scale taxpayers, small low-profit enterprises, individual businesses. No by default.",
    { nullable: true },
  )
  halved?: boolean | null;

  @Takes(() => SalesPeriod, "销售额的期限，与 sales 同填。", "The period of the sales; given with sales.", {
    nullable: true,
  })
  period?: SalesPeriod | null;

  @Takes(
    () => CNY,
    "本期销售额；不超过标准的免征两项教育附加。",
    "Sales of the period: up to a threshold both education levies are waived.",
    { nullable: true },
  )
  sales?: bigint | null;
}
