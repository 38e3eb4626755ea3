import { act } from "./row.ts";

/** What the board of invoices goes by: reversing, deducting, voiding. */
export const INVOICING = [
  ...act({ doc: "国家税务总局公告2024年第11号", from: "2024-12-01" }, { "invoice.red.hours": [72] }),
  ...act(
    { doc: "数电票红冲的校验口径", from: "2024-12-01", verify: true },
    { "invoice.tolerance.redTax": ["0.06"] },
  ),
  ...act(
    { doc: "增值税扣税凭证的规定", from: "2016-05-01", verify: true },
    {
      "invoice.kinds.deductible": [
        [
          "VAT_SPECIAL_PAPER",
          "VAT_SPECIAL_ELECTRONIC",
          "TOLL_ELECTRONIC",
          "MOTOR_VEHICLE",
          "DIGITAL_SPECIAL",
          "DIGITAL_RAIL",
          "DIGITAL_AIR",
          "DIGITAL_VEHICLE",
          "DIGITAL_PAPER_SPECIAL",
        ],
      ],
    },
  ),
  ...act(
    { doc: "平台设定的移动开票期限", from: "2021-12-01", tag: "D", verify: true },
    {
      "invoice.request.days": [30],
      "invoice.contact.days": [90],
      "invoice.face.days.GREEN": [30],
      "invoice.face.days.YELLOW": [0],
    },
  ),
  ...act(
    { doc: "中华人民共和国发票管理办法实施细则", from: "2011-02-01", verify: true },
    {
      "invoice.kinds.paper": [
        [
          "VAT_SPECIAL_PAPER",
          "VAT_PLAIN_PAPER",
          "VAT_PLAIN_ROLL",
          "MOTOR_VEHICLE",
          "USED_VEHICLE",
          "DIGITAL_PAPER_SPECIAL",
          "DIGITAL_PAPER_PLAIN",
        ],
      ],
    },
  ),
];
