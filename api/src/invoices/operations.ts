import { operations } from "../platform/operation.ts";

export const { scopes, Reads, Writes } = operations("invoices", {
  "invoice:read": {
    zh: "查询您的销项和进项发票，包括明细、金额和购销双方信息",
    en: "Read your sales and purchase invoices with their lines, amounts and parties",
    class: "C3",
    maxMonths: 12,
    grantors: ["LEGAL_REP", "FIN_OFFICER"],
  },
  "invoice:issue": {
    zh: "以您的名义开具蓝字发票，并使用您的发票额度",
    en: "Issue invoices in your name, using your invoice quota",
    class: "C3",
    maxMonths: 12,
    grantors: ["LEGAL_REP", "FIN_OFFICER"],
  },
  "invoice:red": {
    zh: "以您的名义发起、确认红字确认单，并开具红字发票",
    en: "Start and confirm reversals in your name, and issue red invoices",
    class: "C3",
    maxMonths: 12,
    grantors: ["LEGAL_REP", "FIN_OFFICER"],
  },
  "invoice:deduct": {
    zh: "以您的名义确认进项发票的用途（抵扣勾选）和入账",
    en: "Confirm in your name what purchase invoices are used for, and that they are in the books",
    class: "C3",
    maxMonths: 12,
    grantors: ["LEGAL_REP", "FIN_OFFICER"],
  },
  "officer:invoice": {
    zh: "管理发票额度和异常凭证（税务人员岗位权限）",
    en: "Manage invoice quotas and abnormal vouchers (a post's permission)",
    class: "C2",
  },
  "invoice:quota": {
    zh: "查看您的发票额度和可开具的票种",
    en: "See your invoice quota and the kinds you may issue",
    class: "C2",
    maxMonths: 12,
    grantors: ["TAXPAYER"],
  },
  "invoice:verify": {
    zh: "查验发票真伪（无需您的授权，不读取您的数据）",
    en: "Verify invoices (needs no consent of yours and reads none of your data)",
    class: "C0",
  },
  "lottery:enter": {
    zh: "以您的发票参加摇奖，查看您的参与记录和奖金",
    en: "Enter your invoices in lotteries, and see your entries and prizes",
    class: "C1",
    maxMonths: 12,
    grantors: ["SELF"],
  },
  "lottery:claim": {
    zh: "代您领取奖金（使用您的收款账户）",
    en: "Claim your prizes, with the account they are paid to",
    class: "C4",
    maxMonths: 12,
    grantors: ["SELF"],
  },
  "psp:settle": {
    zh: "支付机构的付款指令与对账（机构协议，无需您的授权）",
    en: "Payment orders and their settlement (a payer's agreement, needs no consent of yours)",
    class: "C4",
  },
  "officer:lottery": {
    zh: "主办发票摇奖（税务人员岗位权限）",
    en: "Hold invoice lotteries (a post's permission)",
    class: "C2",
  },
});
