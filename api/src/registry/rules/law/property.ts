import { act } from "./row.ts";

/** Taxes and funds on property, vehicles and employment. What provinces set has no national row. */
export const PROPERTY = [
  ...act(
    { doc: "中华人民共和国房产税暂行条例", from: "1986-10-01" },
    {
      "property.own": ["0.012", "第四条"],
      "property.own.deduction": ["0.3", "第三条"],
      "property.rent": ["0.12", "第四条"],
    },
  ),
  ...act({ doc: "财税〔2008〕24号", from: "2008-03-01" }, { "property.rent.housing": ["0.04", "第二条"] }),
  ...act(
    { doc: "中华人民共和国土地增值税暂行条例", from: "1994-01-01" },
    {
      "land-vat": [
        [
          { upTo: "0.5", rate: "0.3", quick: "0" },
          { upTo: "1", rate: "0.4", quick: "0.05" },
          { upTo: "2", rate: "0.5", quick: "0.15" },
          { upTo: null, rate: "0.6", quick: "0.35" },
        ],
        "第七条",
      ],
    },
  ),
  ...act({ doc: "中华人民共和国车辆购置税法", from: "2019-07-01" }, { "vehicle.rate": ["0.1", "第四条"] }),
  ...act(
    { doc: "财政部 税务总局 工业和信息化部公告2023年第10号", from: "2024-01-01", to: "2025-12-31" },
    { "vehicle.nev.portion": ["0", "第一条"], "vehicle.nev.cap": ["30000.00", "第一条"] },
  ),
  ...act(
    { doc: "财政部 税务总局 工业和信息化部公告2023年第10号", from: "2026-01-01", to: "2027-12-31" },
    { "vehicle.nev.portion": ["0.5", "第一条"], "vehicle.nev.cap": ["15000.00", "第一条"] },
  ),
  ...act(
    { doc: "财政部 税务总局 住房城乡建设部公告2024年第16号", from: "2024-12-01" },
    {
      "deed.home.area": [140, "第一条"],
      "deed.home.small": ["0.01", "第一条"],
      "deed.home.large.first": ["0.015", "第一条"],
      "deed.home.large.second": ["0.02", "第一条"],
    },
  ),
  ...act({ doc: "财税〔2015〕72号", from: "2015-10-01" }, { "disabled.ratio": ["0.015", "第六条"] }),
  ...act(
    {
      doc: "财政部公告2019年第98号；财政部公告2023年第8号",
      from: "2020-01-01",
      to: "2027-12-31",
    },
    {
      "disabled.boundary": ["0.01"],
      "disabled.step.high": ["0.5"],
      "disabled.step.low": ["0.9"],
      "disabled.exempt-staff": [30],
    },
  ),
  ...act({ doc: "财税〔2016〕25号", from: "2016-05-01" }, { "culture.rate": ["0.03"] }),
];
