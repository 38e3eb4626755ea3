import { act } from "./row.ts";

/** 印花税, what is due for being late, and social insurance. */
export const CONDUCT = [
  ...act(
    { doc: "中华人民共和国印花税法", from: "2022-07-01" },
    {
      "stamp.LOAN": ["0.00005", "税目税率表"],
      "stamp.FINANCE_LEASE": ["0.00005", "税目税率表"],
      "stamp.SALE": ["0.0003", "税目税率表"],
      "stamp.CONTRACTING": ["0.0003", "税目税率表"],
      "stamp.CONSTRUCTION": ["0.0003", "税目税率表"],
      "stamp.TRANSPORT": ["0.0003", "税目税率表"],
      "stamp.TECHNOLOGY": ["0.0003", "税目税率表"],
      "stamp.LEASE": ["0.001", "税目税率表"],
      "stamp.STORAGE": ["0.001", "税目税率表"],
      "stamp.PROPERTY_INSURANCE": ["0.001", "税目税率表"],
      "stamp.PROPERTY_TRANSFER": ["0.0005", "税目税率表"],
      "stamp.INTELLECTUAL_PROPERTY": ["0.0003", "税目税率表"],
      "stamp.LEDGER": ["0.00025", "税目税率表"],
      "stamp.SECURITIES": ["0.001", "税目税率表"],
    },
  ),
  ...act(
    { doc: "中华人民共和国印花税法", from: "2022-07-01", to: "2023-08-27" },
    { "stamp.SECURITIES.relief": ["1", "税目税率表"] },
  ),
  ...act(
    { doc: "财政部 税务总局公告2023年第39号", from: "2023-08-28" },
    { "stamp.SECURITIES.relief": ["0.5"] },
  ),
  ...act(
    { doc: "中华人民共和国税收征收管理法", from: "2001-05-01" },
    {
      "late.rate": ["0.0005", "第三十二条"],
      "late.label": [{ zh: "滞纳金", en: "Late payment surcharge" }, "第三十二条"],
    },
  ),
  ...act(
    { doc: "中华人民共和国税收征收管理法", from: "2001-05-01", verify: true },
    { "late.cap-at-principal": [false, "第三十二条"] },
  ),
  ...act(
    { doc: "职工基本养老保险缴费基数的规定", from: "2019-05-01", verify: true },
    { "social.base.floor": ["0.6"], "social.base.ceiling": ["3"] },
  ),
];
