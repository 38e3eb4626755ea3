/** What a tax agency may do for a client, by major category, in both languages; the graph knows the minor ones by their Chinese names. */
export const SERVICES: Readonly<
  Record<string, { zh: string; en: string; minor: Readonly<Record<string, string>> }>
> = {
  FILING: {
    zh: "纳税申报代理",
    en: "Filing returns",
    minor: {
      增值税及附加税费申报: "VAT and surcharges",
      企业所得税申报: "Enterprise income tax",
      个人所得税扣缴申报: "Individual income tax withheld",
      财产和行为税申报: "Property and behaviour taxes",
      社会保险费申报: "Social insurance",
    },
  },
  CONSULTING: {
    zh: "一般税务咨询",
    en: "General tax consulting",
    minor: { 政策咨询: "Policy", 办税流程咨询: "Procedures" },
  },
  ADVISORY: {
    zh: "专业税务顾问",
    en: "Standing tax advice",
    minor: { 常年税务顾问: "All year", 专项税务顾问: "On one matter" },
  },
  PLANNING: {
    zh: "税收策划",
    en: "Tax planning",
    minor: { 战略规划策划: "Strategy", 经营活动策划: "Business", 重组事项策划: "Reorganisation" },
  },
  ATTESTATION: {
    zh: "涉税鉴证",
    en: "Attestation of tax matters",
    minor: {
      企业注销登记鉴证: "Deregistration",
      土地增值税清算鉴证: "Land value-added tax",
      资产损失鉴证: "Asset losses",
      研发费用鉴证: "Research and development costs",
    },
  },
  EXAMINATION: {
    zh: "纳税情况审查",
    en: "Examination of the tax position",
    minor: { 海关委托审查: "For the customs", 司法机关委托审查: "For the judiciary" },
  },
  MATTERS: {
    zh: "其他税务事项代理",
    en: "Other tax matters",
    minor: {
      税务登记: "Registration",
      优惠备案: "Preferences on record",
      "退（抵）税办理": "Refunds and credits",
      代理记账: "Bookkeeping",
    },
  },
  INVOICING: {
    zh: "发票服务",
    en: "Invoice services",
    minor: { 发票领用: "Invoice supply", 发票开具代理: "Issuing invoices", 用途确认: "Confirming use" },
  },
};

/** A minor category in the reader's language; as the graph says it where this page does not know it. */
export const minorName = (minor: string, english: boolean): string =>
  (english && Object.values(SERVICES).find((service) => minor in service.minor)?.minor[minor]) || minor;
