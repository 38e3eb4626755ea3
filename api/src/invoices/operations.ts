import { operations } from "../platform/operation.ts";

export const { scopes, Reads, Writes } = operations("invoices", {
  "invoice:read": {
    zh: "查询您的销项和进项发票，包括明细、金额和购销双方信息",
    en: "Read your sales and purchase invoices with their lines, amounts and parties",
    class: "C3",
    maxMonths: 12,
    grantors: ["LEGAL_REP", "FIN_OFFICER"],
  },
  "invoice:verify": {
    zh: "查验发票真伪（无需您的授权，不读取您的数据）",
    en: "Verify invoices (needs no consent of yours and reads none of your data)",
    class: "C0",
  },
});
