import { type Industry, item } from "./industry.ts";

/** Trades with invoices of their own kinds: vehicles, tolls, railway and air tickets. */
export const TRANSPORT_TRADES: readonly Industry[] = [
  {
    code: "F5261",
    trade: "汽车销售",
    share: 6,
    activity: 4,
    form: "COMPANY",
    general: 100,
    toPersons: 720,
    kinds: [
      ["MOTOR_VEHICLE", 40],
      ["DIGITAL_VEHICLE", 60],
    ],
    goods: [
      item("机动车", "纯电动轿车", "109022801", "EV-600", "辆", [118_000_00, 286_000_00], [1, 1], 130),
      item(
        "机动车",
        "插电式混合动力多用途乘用车",
        "109022802",
        "PHEV-7",
        "辆",
        [156_000_00, 338_000_00],
        [1, 1],
        130,
      ),
    ],
  },
  {
    code: "F5262",
    trade: "二手车交易市场",
    share: 3,
    activity: 3,
    form: "COMPANY",
    general: 0,
    toPersons: 800,
    kinds: [
      ["USED_VEHICLE", 45],
      ["DIGITAL_USED_VEHICLE", 55],
    ],
    goods: [
      item("机动车", "二手小型轿车", "109022801", null, "辆", [26_000_00, 168_000_00], [1, 1], "exempt"),
    ],
  },
  {
    code: "G5441",
    trade: "高速公路",
    share: 2,
    activity: 6,
    form: "COMPANY",
    general: 100,
    toPersons: 200,
    kinds: [["TOLL_ELECTRONIC", 1]],
    goods: [item("经营租赁", "通行费", "304050202", null, "次", [5_00, 186_00], [1, 1], 90)],
  },
  {
    code: "G5311",
    trade: "铁路客运",
    share: 2,
    activity: 8,
    form: "COMPANY",
    general: 100,
    toPersons: 650,
    kinds: [["DIGITAL_RAIL", 1]],
    goods: [
      item("旅客运输服务", "铁路旅客运输服务", "301010301", "二等座", "张", [21_00, 620_00], [1, 1], 90),
    ],
  },
  {
    code: "G5611",
    trade: "航空",
    share: 1,
    activity: 8,
    form: "COMPANY",
    general: 100,
    toPersons: 550,
    kinds: [["DIGITAL_AIR", 1]],
    goods: [
      item("旅客运输服务", "航空旅客运输服务", "301030101", "经济舱", "张", [320_00, 1_860_00], [1, 1], 90),
    ],
  },
];
