import { choice } from "../../platform/model.ts";

/** 服务大类: what a tax agency may do for a client, after the rules on tax-related professional services. */
export enum AgencyService {
  FILING = "FILING",
  CONSULTING = "CONSULTING",
  ADVISORY = "ADVISORY",
  PLANNING = "PLANNING",
  ATTESTATION = "ATTESTATION",
  EXAMINATION = "EXAMINATION",
  MATTERS = "MATTERS",
  INVOICING = "INVOICING",
}
choice(AgencyService, {
  name: "AgencyService",
  zh: "涉税专业服务的业务大类。",
  en: "The major category of a tax-related professional service.",
  values: {
    FILING: ["纳税申报代理", "Filing returns for the client"],
    CONSULTING: ["一般税务咨询", "General tax consulting"],
    ADVISORY: ["专业税务顾问", "Standing tax advice"],
    PLANNING: ["税收策划", "Tax planning"],
    ATTESTATION: ["涉税鉴证", "Attestation of tax matters"],
    EXAMINATION: ["纳税情况审查", "Examination of the tax position"],
    MATTERS: ["其他税务事项代理", "Handling other tax matters"],
    INVOICING: ["发票服务", "Invoice services"],
  },
});

/** 服务中类 of each major category. */
export const MINOR_SERVICES: Readonly<Record<AgencyService, readonly string[]>> = {
  FILING: [
    "增值税及附加税费申报",
    "企业所得税申报",
    "个人所得税扣缴申报",
    "财产和行为税申报",
    "社会保险费申报",
  ],
  CONSULTING: ["政策咨询", "办税流程咨询"],
  ADVISORY: ["常年税务顾问", "专项税务顾问"],
  PLANNING: ["战略规划策划", "经营活动策划", "重组事项策划"],
  ATTESTATION: ["企业注销登记鉴证", "土地增值税清算鉴证", "资产损失鉴证", "研发费用鉴证"],
  EXAMINATION: ["海关委托审查", "司法机关委托审查"],
  MATTERS: ["税务登记", "优惠备案", "退（抵）税办理", "代理记账"],
  INVOICING: ["发票领用", "发票开具代理", "用途确认"],
};
