import { act } from "./row.ts";

const OLD_LAW = "中华人民共和国增值税暂行条例；财政部 税务总局 海关总署公告2019年第39号";
const LAW = "中华人民共和国增值税法";
const LAW_FROM = "2026-01-01";
const BEFORE_LAW = "2025-12-31";
const SMALL = "财政部 税务总局公告2023年第1号；财政部 税务总局公告2023年第19号";

/** 增值税 and what is levied on it. */
export const VAT = [
  ...act(
    { doc: OLD_LAW, from: "2019-04-01", to: BEFORE_LAW },
    {
      "vat.rate.13": ["0.13", "公告第一条"],
      "vat.rate.9": ["0.09", "公告第一条"],
      "vat.rate.6": ["0.06", "条例第二条"],
      "vat.rate.0": ["0", "条例第二条"],
      "vat.levy.3": ["0.03", "条例第十二条"],
    },
  ),
  ...act(
    { doc: LAW, from: LAW_FROM },
    {
      "vat.rate.13": ["0.13", "第十条"],
      "vat.rate.9": ["0.09", "第十条"],
      "vat.rate.6": ["0.06", "第十条"],
      "vat.rate.0": ["0", "第十条"],
      "vat.levy.3": ["0.03", "第十一条"],
      "vat.general.limit": ["5000000.00", "第九条"],
    },
  ),
  ...act(
    { doc: "财税〔2016〕36号", from: "2016-05-01", to: BEFORE_LAW, verify: true },
    { "vat.levy.5": ["0.05"] },
  ),
  ...act(
    { doc: "财税〔2018〕33号", from: "2018-05-01", to: BEFORE_LAW },
    { "vat.general.limit": ["5000000.00", "第一条"] },
  ),
  ...act(
    { doc: SMALL, from: "2023-01-01", to: "2027-12-31", verify: true },
    {
      "vat.threshold.small": [{ month: "100000.00", quarter: "300000.00" }, "第一条"],
      "vat.levy.small.relief": ["0.01", "第二条"],
    },
  ),
  ...act(
    { doc: "财政部 税务总局公告2023年第43号", from: "2023-01-01", to: "2027-12-31", verify: true },
    { "vat.credit.addition": ["0.05", "第一条"] },
  ),
  ...act(
    { doc: "中华人民共和国城市维护建设税法", from: "2021-09-01" },
    {
      "surcharge.city.CITY": ["0.07", "第四条"],
      "surcharge.city.TOWN": ["0.05", "第四条"],
      "surcharge.city.OTHER": ["0.01", "第四条"],
    },
  ),
  ...act(
    { doc: "征收教育费附加的暂行规定（国务院令第448号）", from: "2005-10-01" },
    { "surcharge.education": ["0.03", "第三条"] },
  ),
  ...act({ doc: "财综〔2010〕98号", from: "2011-01-01" }, { "surcharge.education.local": ["0.02"] }),
  ...act(
    { doc: "财税〔2016〕12号", from: "2016-02-01" },
    { "surcharge.education.waiver": [{ month: "100000.00", quarter: "300000.00" }, "第一条"] },
  ),
  ...act(
    { doc: "财政部 税务总局公告2023年第12号", from: "2023-01-01", to: "2027-12-31" },
    { "relief.six-taxes": ["0.5", "第二条"] },
  ),
  ...act(
    { doc: "数电票开具的校验口径", from: "2021-12-01", tag: "M", verify: true },
    {
      "invoice.tolerance.amount": ["0.01"],
      "invoice.tolerance.lineTax": ["0.06"],
      "invoice.tolerance.sumTax": ["1.27"],
    },
  ),
  ...act(
    { doc: "平台设定的发票总额度核定权限", from: "2021-12-01", tag: "D", verify: true },
    { "invoice.creditLine.COUNTY": ["1000000.00"], "invoice.creditLine.CITY": ["10000000.00"] },
  ),
];
