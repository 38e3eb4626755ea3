import type { RuleKind } from "./rule-values.ts";

/** What a rule is about: the kind of its value, and its name. */
export interface RuleKey {
  kind: RuleKind;
  zh: string;
  en: string;
}

const key = (kind: RuleKind, zh: string, en: string): RuleKey => ({ kind, zh, en });
const rate = (zh: string, en: string) => key("RATE", zh, en);
const amount = (zh: string, en: string) => key("AMOUNT", zh, en);
const list = (zh: string, en: string) => key("CODES", zh, en);
const count = (zh: string, en: string) => key("COUNT", zh, en);

/** Every rule there can be. A key that is not here cannot be published, except below an open family. */
export const RULE_KEYS = {
  "vat.rate.13": rate("增值税税率 13%", "VAT rate 13 %"),
  "vat.rate.9": rate("增值税税率 9%", "VAT rate 9 %"),
  "vat.rate.6": rate("增值税税率 6%", "VAT rate 6 %"),
  "vat.rate.0": rate("增值税零税率", "VAT zero rate"),
  "vat.levy.3": rate("增值税征收率 3%", "VAT levy rate 3 %"),
  "vat.levy.5": rate("增值税征收率 5%（不动产过渡）", "VAT levy rate 5 % (legacy real estate)"),
  "vat.levy.small.relief": rate("小规模纳税人减按征收率", "Reduced levy rate of small-scale taxpayers"),
  "vat.threshold.small": key(
    "PERIOD_AMOUNT",
    "小规模纳税人免征增值税的销售额",
    "Sales up to which small-scale taxpayers are exempt",
  ),
  "vat.general.limit": amount(
    "一般纳税人登记标准（连续 12 个月销售额）",
    "Sales of twelve months above which a taxpayer is general",
  ),
  "vat.credit.addition": rate("先进制造业加计抵减比例", "Additional credit of advanced manufacturers"),
  "invoice.tolerance.amount": amount(
    "发票明细金额与数量乘单价的容差",
    "How far a line's amount may lie from quantity times price",
  ),
  "invoice.tolerance.lineTax": amount(
    "发票明细税额的容差",
    "How far a line's tax may lie from amount times rate",
  ),
  "invoice.tolerance.sumTax": amount("整张发票税额的容差", "The same for all lines of an invoice together"),
  "invoice.creditLine.COUNTY": amount(
    "县（区）局可核定的最高月发票总额度",
    "The largest credit line of a month a county may grant",
  ),
  "invoice.creditLine.CITY": amount(
    "市局可核定的最高月发票总额度",
    "The largest credit line of a month a city may grant",
  ),
  "invoice.tolerance.redTax": amount(
    "红字明细税额与蓝字比例的容差",
    "How far a red line's tax may lie from its share of the blue one",
  ),
  "invoice.red.hours": count(
    "红字确认单的确认期限（小时）",
    "Hours in which a red confirmation is confirmed",
  ),
  "invoice.request.days": count(
    "开票二维码自销售起的默认有效天数",
    "For how many days after a sale its QR code is good by default",
  ),
  "invoice.contact.days": count(
    "购方邮箱、电话的保存天数",
    "Days after which a buyer's e-mail address and phone numbers are removed",
  ),
  "invoice.face.days.GREEN": count(
    "绿色风险开票员身份核验的间隔（天）",
    "Days a verification of the invoicer holds at green risk",
  ),
  "invoice.face.days.YELLOW": count(
    "黄色风险开票员身份核验的间隔（天），0 为每张发票",
    "The same at yellow risk; 0: each invoice needs its own",
  ),
  "invoice.kinds.deductible": list("可抵扣进项税额的发票种类", "Kinds of invoices that are deductible"),
  "invoice.kinds.paper": list("可作废的纸质发票种类", "Kinds of invoices on paper, which may be voided"),
  "surcharge.city.CITY": rate("城建税：市区", "City maintenance tax: cities"),
  "surcharge.city.TOWN": rate("城建税：县城、镇", "City maintenance tax: county towns"),
  "surcharge.city.OTHER": rate("城建税：其他地区", "City maintenance tax: elsewhere"),
  "surcharge.education": rate("教育费附加", "Education surcharge"),
  "surcharge.education.local": rate("地方教育附加", "Local education surcharge"),
  "surcharge.education.waiver": key(
    "PERIOD_AMOUNT",
    "免征两项教育附加的销售额",
    "Sales up to which both education levies are waived",
  ),
  "relief.six-taxes": rate("“六税两费”减征后的比例", "What is left of the six taxes and two levies"),
  "cit.rate": rate("企业所得税税率", "Corporate income tax rate"),
  "cit.rate.high-tech": rate("高新技术企业税率", "Rate of high-tech enterprises"),
  "cit.small.portion": rate(
    "小型微利企业计入应纳税所得额的比例",
    "Share of a small enterprise's income that counts",
  ),
  "cit.small.rate": rate("小型微利企业税率", "Rate of small low-profit enterprises"),
  "cit.small.income": amount("小型微利企业应纳税所得额上限", "Income up to which an enterprise is small"),
  "cit.small.staff": count("小型微利企业从业人数上限", "Staff up to which an enterprise is small"),
  "cit.small.assets": amount("小型微利企业资产总额上限", "Assets up to which an enterprise is small"),
  "cit.loss.years": count("亏损结转年限", "Years a loss is carried forward"),
  "cit.loss.years.high-tech": count("高新技术企业亏损结转年限", "The same for high-tech enterprises"),
  "iit.comprehensive": key("BRACKETS", "综合所得税率表", "Brackets of comprehensive income"),
  "iit.basic.year": amount("基本减除费用（年）", "Basic deduction of a year"),
  "iit.basic.month": amount("基本减除费用（月）", "Basic deduction of a month"),
  "iit.share.labour": rate("劳务报酬计入收入额的比例", "Share of labour remuneration that counts"),
  "iit.share.royalty": rate("特许权使用费计入收入额的比例", "Share of royalties that counts"),
  "iit.share.manuscript": rate("稿酬计入收入额的比例", "Share of manuscript remuneration that counts"),
  "iit.labour": key("BRACKETS", "劳务报酬预扣率表", "Withholding brackets of labour remuneration"),
  "iit.labour.limit": amount("劳务报酬定额减除的上限", "Payment up to which a fixed amount is deducted"),
  "iit.labour.fixed": amount("劳务报酬定额减除费用", "That fixed amount"),
  "iit.labour.share": rate("劳务报酬比例减除费用", "Share deducted from greater payments"),
  "iit.bonus": key("BRACKETS", "全年一次性奖金月度税率表", "Monthly brackets of the year-end bonus"),
  "iit.settlement.income": amount("汇算免补的综合所得上限", "Income up to which no top-up is due"),
  "iit.settlement.top-up": amount("汇算免补的补税额上限", "Top-up up to which none is due"),
  "iit.business": key("BRACKETS", "经营所得税率表", "Brackets of business income"),
  "iit.business.relief": rate("个体工商户减半征收的比例", "Share of tax relieved for individual businesses"),
  "iit.business.relief.limit": amount("个体工商户减半征收的所得上限", "Income up to which it is relieved"),
  "iit.additional.child": amount("子女教育（每孩每月）", "Children's education, per child and month"),
  "iit.additional.infant": amount(
    "3 岁以下婴幼儿照护（每孩每月）",
    "Care of infants under three, per child and month",
  ),
  "iit.additional.elderly": amount(
    "赡养老人，独生子女（每月）",
    "Support of the elderly by an only child, per month",
  ),
  "iit.additional.elderly.shared": amount(
    "赡养老人，分摊上限（每月）",
    "The same when shared, at most per month",
  ),
  "iit.additional.loan": amount("住房贷款利息（每月）", "Housing loan interest, per month"),
  "iit.additional.loan.months": count("住房贷款利息最长月数", "For at most so many months"),
  "iit.additional.rent.LARGE": amount(
    "住房租金：直辖市、省会等（每月）",
    "Rent in the largest cities, per month",
  ),
  "iit.additional.rent.MEDIUM": amount(
    "住房租金：市辖区人口超过 100 万（每月）",
    "Rent in cities of more than a million, per month",
  ),
  "iit.additional.rent.SMALL": amount("住房租金：其他城市（每月）", "Rent elsewhere, per month"),
  "iit.additional.study": amount("继续教育，学历（每月）", "Continuing education for a degree, per month"),
  "iit.additional.study.months": count("继续教育最长月数", "For at most so many months"),
  "iit.additional.certificate": amount(
    "继续教育，职业资格（取得当年）",
    "A professional certificate, in its year",
  ),
  "iit.additional.illness.from": amount("大病医疗：自付超过", "Serious illness: own spending above"),
  "iit.additional.illness.cap": amount("大病医疗：年度限额", "Serious illness: at most in a year"),
  "lottery.exempt": amount("发票奖金免税限额", "Prize up to which it is exempt"),
  "lottery.rate": rate("偶然所得税率", "Rate of accidental income"),
  "stamp.LOAN": rate("印花税：借款合同", "Stamp duty: loans"),
  "stamp.FINANCE_LEASE": rate("印花税：融资租赁合同", "Stamp duty: finance leases"),
  "stamp.SALE": rate("印花税：买卖合同（动产）", "Stamp duty: sales of movables"),
  "stamp.CONTRACTING": rate("印花税：承揽合同", "Stamp duty: contracting"),
  "stamp.CONSTRUCTION": rate("印花税：建设工程合同", "Stamp duty: construction"),
  "stamp.TRANSPORT": rate("印花税：运输合同", "Stamp duty: transport"),
  "stamp.TECHNOLOGY": rate("印花税：技术合同", "Stamp duty: technology"),
  "stamp.LEASE": rate("印花税：租赁合同", "Stamp duty: property leases"),
  "stamp.STORAGE": rate("印花税：保管、仓储合同", "Stamp duty: storage"),
  "stamp.PROPERTY_INSURANCE": rate("印花税：财产保险合同", "Stamp duty: property insurance"),
  "stamp.PROPERTY_TRANSFER": rate(
    "印花税：土地使用权、房屋、股权转让书据",
    "Stamp duty: transfer of land, buildings, equity",
  ),
  "stamp.INTELLECTUAL_PROPERTY": rate(
    "印花税：商标、著作权、专利转让书据",
    "Stamp duty: transfer of trademarks, copyright, patents",
  ),
  "stamp.LEDGER": rate("印花税：营业账簿", "Stamp duty: business ledgers"),
  "stamp.SECURITIES": rate("印花税：证券交易", "Stamp duty: securities"),
  "stamp.SECURITIES.relief": rate("证券交易印花税减征后的比例", "What is left of the duty on securities"),
  "late.rate": rate("滞纳金日加收率", "Late payment surcharge per day"),
  "late.cap-at-principal": key(
    "FLAG",
    "滞纳金是否以税款为限",
    "Whether the surcharge stops at the tax itself",
  ),
  "late.label": key("LABEL", "滞纳金的名称", "What the surcharge is called"),
  "property.own": rate("房产税：从价计征", "Property tax on own use"),
  "property.own.deduction": rate("房产原值减除比例", "Deduction from the original value"),
  "property.rent": rate("房产税：从租计征", "Property tax on rent"),
  "property.rent.housing": rate("房产税：个人出租住房", "Property tax on housing let by individuals"),
  "land-use.amount": amount("城镇土地使用税每平方米年税额", "Urban land use tax per square metre and year"),
  "land-vat": key("RATIO_BRACKETS", "土地增值税税率表", "Brackets of land VAT"),
  "vehicle.rate": rate("车辆购置税税率", "Vehicle purchase tax"),
  "vehicle.nev.portion": rate("新能源汽车计税比例", "What is left of the tax for new-energy cars"),
  "vehicle.nev.cap": amount("新能源汽车每辆减免限额", "Relief per new-energy car, at most"),
  "deed.home.area": count("契税住房面积分界（平方米）", "Area that divides homes, in square metres"),
  "deed.home.small": rate(
    "契税：不超过分界面积的第一、二套住房",
    "Deed tax: first and second homes up to that area",
  ),
  "deed.home.large.first": rate("契税：超过分界面积的第一套住房", "Deed tax: a larger first home"),
  "deed.home.large.second": rate("契税：超过分界面积的第二套住房", "Deed tax: a larger second home"),
  "deed.other": rate("契税：其他（由省规定，3%–5%）", "Deed tax otherwise (3 to 5 %, set by provinces)"),
  "disabled.ratio": rate("应安排残疾人就业比例", "Share of disabled employees demanded"),
  "disabled.boundary": rate("分档征收的分界比例", "Share that divides the steps"),
  "disabled.step.high": rate("达到分界比例的征收档", "Step from that share on"),
  "disabled.step.low": rate("低于分界比例的征收档", "Step below that share"),
  "disabled.exempt-staff": count("免征保障金的在职职工人数", "Staff up to which the fund is waived"),
  "culture.rate": rate("文化事业建设费费率", "Cultural undertaking fee"),
  "social.base.floor": rate("社保缴费基数下限比例", "Lowest base as a share of the reference wage"),
  "social.base.ceiling": rate("社保缴费基数上限比例", "Highest base as a multiple of the reference wage"),
} as const satisfies Readonly<Record<string, RuleKey>>;

export type KnownKey = keyof typeof RULE_KEYS;

/** Families whose members are data: consumption tax has a rule for each taxable item. */
const FAMILIES: Readonly<Record<string, RuleKey>> = {
  "consumption.": key("COMPOUND", "消费税税目税率", "Consumption tax of an item"),
};

/** What a key is about; nothing for a key there cannot be. */
export const keyInfo = (name: string): RuleKey | undefined => {
  if (name in RULE_KEYS) return RULE_KEYS[name as KnownKey];
  const family = Object.keys(FAMILIES).find((prefix) => name.startsWith(prefix));
  return family && /^[A-Z][A-Z0-9_]{1,40}$/.test(name.slice(family.length)) ? FAMILIES[family] : undefined;
};
