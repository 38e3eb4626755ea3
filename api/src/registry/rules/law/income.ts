import { act } from "./row.ts";

const bracket = (upTo: string | null, rate: string, quick: string) => ({ upTo, rate, quick });
const IIT = "中华人民共和国个人所得税法";

/** 企业所得税、个人所得税 and the tax on prizes. */
export const INCOME = [
  ...act(
    { doc: "中华人民共和国企业所得税法", from: "2008-01-01" },
    {
      "cit.rate": ["0.25", "第四条"],
      "cit.rate.high-tech": ["0.15", "第二十八条"],
      "cit.loss.years": [5, "第十八条"],
    },
  ),
  ...act({ doc: "财税〔2018〕76号", from: "2018-01-01" }, { "cit.loss.years.high-tech": [10, "第一条"] }),
  ...act(
    {
      doc: "财政部 税务总局公告2023年第6号；财政部 税务总局公告2023年第12号",
      from: "2023-01-01",
      to: "2027-12-31",
      tag: "N",
    },
    {
      "cit.small.portion": ["0.25", "第三条"],
      "cit.small.rate": ["0.2", "第三条"],
      "cit.small.income": ["3000000.00", "第五条"],
      "cit.small.staff": [300, "第五条"],
      "cit.small.assets": ["50000000.00", "第五条"],
    },
  ),
  ...act(
    { doc: IIT, from: "2019-01-01" },
    {
      "iit.comprehensive": [
        [
          bracket("36000.00", "0.03", "0.00"),
          bracket("144000.00", "0.1", "2520.00"),
          bracket("300000.00", "0.2", "16920.00"),
          bracket("420000.00", "0.25", "31920.00"),
          bracket("660000.00", "0.3", "52920.00"),
          bracket("960000.00", "0.35", "85920.00"),
          bracket(null, "0.45", "181920.00"),
        ],
        "税率表一",
      ],
      "iit.basic.year": ["60000.00", "第六条"],
      "iit.basic.month": ["5000.00", "第六条"],
      "iit.share.labour": ["0.8", "第六条"],
      "iit.share.royalty": ["0.8", "第六条"],
      "iit.share.manuscript": ["0.56", "第六条"],
      "iit.business": [
        [
          bracket("30000.00", "0.05", "0.00"),
          bracket("90000.00", "0.1", "1500.00"),
          bracket("300000.00", "0.2", "10500.00"),
          bracket("500000.00", "0.3", "40500.00"),
          bracket(null, "0.35", "65500.00"),
        ],
        "税率表二",
      ],
      "lottery.rate": ["0.2", "第三条"],
    },
  ),
  ...act(
    { doc: "国家税务总局公告2018年第61号", from: "2019-01-01" },
    {
      "iit.labour": [
        [
          bracket("20000.00", "0.2", "0.00"),
          bracket("50000.00", "0.3", "2000.00"),
          bracket(null, "0.4", "7000.00"),
        ],
        "预扣率表二",
      ],
      "iit.labour.limit": ["4000.00", "第八条"],
      "iit.labour.fixed": ["800.00", "第八条"],
      "iit.labour.share": ["0.2", "第八条"],
    },
  ),
  ...act(
    { doc: "财税〔2018〕164号；财政部 税务总局公告2023年第30号", from: "2019-01-01", to: "2027-12-31" },
    {
      "iit.bonus": [
        [
          bracket("3000.00", "0.03", "0.00"),
          bracket("12000.00", "0.1", "210.00"),
          bracket("25000.00", "0.2", "1410.00"),
          bracket("35000.00", "0.25", "2660.00"),
          bracket("55000.00", "0.3", "4410.00"),
          bracket("80000.00", "0.35", "7160.00"),
          bracket(null, "0.45", "15160.00"),
        ],
        "按月换算后的综合所得税率表",
      ],
    },
  ),
  ...act(
    {
      doc: "财政部 税务总局公告2019年第94号；财政部 税务总局公告2023年第32号",
      from: "2019-01-01",
      to: "2027-12-31",
    },
    { "iit.settlement.income": ["120000.00", "第一条"], "iit.settlement.top-up": ["400.00", "第一条"] },
  ),
  ...act(
    { doc: "财政部 税务总局公告2023年第12号", from: "2023-01-01", to: "2027-12-31" },
    { "iit.business.relief": ["0.5", "第一条"], "iit.business.relief.limit": ["2000000.00", "第一条"] },
  ),
  ...act(
    { doc: "国发〔2018〕41号；国发〔2023〕13号", from: "2023-01-01" },
    {
      "iit.additional.child": ["2000.00"],
      "iit.additional.infant": ["2000.00"],
      "iit.additional.elderly": ["3000.00"],
      "iit.additional.elderly.shared": ["1500.00"],
      "iit.additional.loan": ["1000.00"],
      "iit.additional.loan.months": [240],
      "iit.additional.rent.LARGE": ["1500.00"],
      "iit.additional.rent.MEDIUM": ["1100.00"],
      "iit.additional.rent.SMALL": ["800.00"],
      "iit.additional.study": ["400.00"],
      "iit.additional.study.months": [48],
      "iit.additional.certificate": ["3600.00"],
      "iit.additional.illness.from": ["15000.00"],
      "iit.additional.illness.cap": ["80000.00"],
    },
  ),
  ...act({ doc: "财税〔2007〕34号", from: "2007-02-27" }, { "lottery.exempt": ["800.00", "第一条"] }),
];
