import { Int } from "type-graphql";
import { InputOf, Takes } from "../../platform/model.ts";
import { CNY } from "../../platform/money.ts";
import { DateScalar } from "../../platform/scalars.ts";

@InputOf({
  zh: "企业一个季度初、末的人数和资产。",
  en: "Staff and assets at the beginning and end of a quarter.",
})
export class EnterpriseQuarterInput {
  @Takes(() => Int, "季初从业人数。", "Staff at the beginning.")
  staffOpening!: number;

  @Takes(() => Int, "季末从业人数。", "Staff at the end.")
  staffClosing!: number;

  @Takes(() => CNY, "季初资产总额。", "Assets at the beginning.")
  assetsOpening!: bigint;

  @Takes(() => CNY, "季末资产总额。", "Assets at the end.")
  assetsClosing!: bigint;
}

@InputOf({ zh: "企业所得税年度汇算。", en: "Corporate income tax of a year." })
export class CitAnnualInput {
  @Takes(
    () => CNY,
    "应纳税所得额，已弥补亏损；亏损为负。",
    "Taxable income after losses; a loss is negative.",
  )
  income!: bigint;

  @Takes(() => CNY, "已预缴税额；缺省为零。", "Prepaid; none by default.", { nullable: true })
  prepaid?: bigint | null;

  @Takes(
    () => [EnterpriseQuarterInput],
    "本年各季度的人数和资产，最多 4 个；不填则不判断小型微利。",
    "Staff and assets of the quarters of the year, at most 4; without them the enterprise is not judged to be small.",
    { nullable: true },
  )
  quarters?: EnterpriseQuarterInput[] | null;

  @Takes(
    () => Boolean,
    "是否属国家限制或禁止行业。缺省为否。",
    "Whether the trade is restricted or forbidden. No by default.",
    { nullable: true },
  )
  restricted?: boolean | null;

  @Takes(
    () => Boolean,
    "是否高新技术企业。缺省为否。",
    "Whether it is a high-tech enterprise. No by default.",
    { nullable: true },
  )
  highTech?: boolean | null;
}

@InputOf({ zh: "企业所得税季度预缴（按实际利润）。", en: "A quarter's prepayment of corporate income tax." })
export class CitPrepaymentInput {
  @Takes(() => CNY, "本年累计利润；亏损为负。", "Profit of the year so far; a loss is negative.")
  profit!: bigint;

  @Takes(() => CNY, "纳税调整，可为负；缺省为零。", "Adjustments, may be negative; none by default.", {
    nullable: true,
  })
  adjustments?: bigint | null;

  @Takes(() => CNY, "弥补以前年度亏损；缺省为零。", "Losses of former years; none by default.", {
    nullable: true,
  })
  losses?: bigint | null;

  @Takes(() => CNY, "本年已预缴；缺省为零。", "Prepaid this year; none by default.", { nullable: true })
  prepaid?: bigint | null;

  @Takes(
    () => [EnterpriseQuarterInput],
    "本年各季度的人数和资产，最多 4 个；不填则不判断小型微利。",
    "Staff and assets of the quarters of the year, at most 4; without them the enterprise is not judged to be small.",
    { nullable: true },
  )
  quarters?: EnterpriseQuarterInput[] | null;

  @Takes(
    () => Boolean,
    "是否属国家限制或禁止行业。缺省为否。",
    "Whether the trade is restricted or forbidden. No by default.",
    { nullable: true },
  )
  restricted?: boolean | null;

  @Takes(
    () => Boolean,
    "是否高新技术企业。缺省为否。",
    "Whether it is a high-tech enterprise. No by default.",
    { nullable: true },
  )
  highTech?: boolean | null;
}

@InputOf({ zh: "综合所得年度汇算。", en: "The settlement of a year's comprehensive income." })
export class IitAnnualInput {
  @Takes(() => CNY, "工资薪金；缺省为零。", "Wages; none by default.", { nullable: true })
  wages?: bigint | null;

  @Takes(() => CNY, "劳务报酬；缺省为零。", "Labour remuneration; none by default.", { nullable: true })
  labour?: bigint | null;

  @Takes(() => CNY, "特许权使用费；缺省为零。", "Royalties; none by default.", { nullable: true })
  royalty?: bigint | null;

  @Takes(() => CNY, "稿酬；缺省为零。", "Manuscript remuneration; none by default.", { nullable: true })
  manuscript?: bigint | null;

  @Takes(
    () => CNY,
    "专项扣除（社保、公积金）；缺省为零。",
    "Special deductions (social insurance, housing fund); none by default.",
    { nullable: true },
  )
  special?: bigint | null;

  @Takes(() => CNY, "专项附加扣除；缺省为零。", "Additional deductions; none by default.", { nullable: true })
  additional?: bigint | null;

  @Takes(() => CNY, "依法确定的其他扣除；缺省为零。", "Other lawful deductions; none by default.", {
    nullable: true,
  })
  other?: bigint | null;

  @Takes(() => CNY, "已预缴税额；缺省为零。", "Withheld; none by default.", { nullable: true })
  withheld?: bigint | null;
}

@InputOf({
  zh: "工资薪金累计预扣，各项均为本年在该单位的累计数。",
  en: "Cumulative withholding on wages; all amounts are of the year so far with this employer.",
})
export class IitWithholdingInput {
  @Takes(() => Int, "累计月数，1 至 12。", "Months counted, 1 to 12.")
  months!: number;

  @Takes(() => CNY, "累计收入。", "Cumulative income.")
  income!: bigint;

  @Takes(() => CNY, "累计免税收入；缺省为零。", "Cumulative exempt income; none by default.", {
    nullable: true,
  })
  exempt?: bigint | null;

  @Takes(
    () => CNY,
    "专项扣除（社保、公积金）；缺省为零。",
    "Special deductions (social insurance, housing fund); none by default.",
    { nullable: true },
  )
  special?: bigint | null;

  @Takes(() => CNY, "专项附加扣除；缺省为零。", "Additional deductions; none by default.", { nullable: true })
  additional?: bigint | null;

  @Takes(() => CNY, "依法确定的其他扣除；缺省为零。", "Other lawful deductions; none by default.", {
    nullable: true,
  })
  other?: bigint | null;

  @Takes(() => CNY, "累计已预扣；缺省为零。", "Withheld so far; none by default.", { nullable: true })
  withheld?: bigint | null;
}

@InputOf({ zh: "一次性收入。", en: "A single payment." })
export class IitPaymentInput {
  @Takes(() => CNY, "金额。", "The amount.")
  amount!: bigint;
}

@InputOf({ zh: "经营所得。", en: "Business income." })
export class IitBusinessInput {
  @Takes(() => CNY, "全年应纳税所得额。", "Taxable income of the year.")
  income!: bigint;

  @Takes(
    () => Boolean,
    "是否个体工商户（不超过限额部分减半）。缺省为否。",
    "Whether it is an individual business, relieved of half up to a limit. No by default.",
    { nullable: true },
  )
  individualBusiness?: boolean | null;
}

@InputOf({ zh: "滞纳金。", en: "The surcharge for paying late." })
export class LateSurchargeInput {
  @Takes(() => CNY, "滞纳的税款。", "The tax paid late.")
  tax!: bigint;

  @Takes(() => DateScalar, "缴款期限。", "The due date.")
  due!: string;

  @Takes(() => DateScalar, "实际缴款日。", "The day of payment.")
  paidOn!: string;
}

@InputOf({ zh: "社会保险缴费基数。", en: "The base of social insurance." })
export class SocialBaseInput {
  @Takes(() => CNY, "月工资。", "The monthly wage.")
  wage!: bigint;

  @Takes(() => CNY, "当地上年度月平均工资。", "The monthly reference wage of the place.")
  referenceWage!: bigint;
}
