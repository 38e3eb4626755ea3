import { act } from "./row.ts";

const byValue = (rate: string): [unknown] => [{ rate, perUnit: "0", unit: null }];
const byQuantity = (perUnit: string, unit: string): [unknown] => [{ rate: "0", perUnit, unit }];
const both = (rate: string, perUnit: string, unit: string): [unknown] => [{ rate, perUnit, unit }];

/** 消费税 by taxable item, a subset: what is levied on value, on quantity, or on both. */
export const CONSUMPTION = act(
  { doc: "中华人民共和国消费税暂行条例及税目税率调整文件", from: "2015-05-10", verify: true },
  {
    "consumption.CIGARETTES_A": both("0.56", "0.003", "支"),
    "consumption.CIGARETTES_B": both("0.36", "0.003", "支"),
    "consumption.CIGARETTES_WHOLESALE": both("0.11", "0.005", "支"),
    "consumption.CIGARS": byValue("0.36"),
    "consumption.CUT_TOBACCO": byValue("0.3"),
    "consumption.WHITE_SPIRITS": both("0.2", "0.5", "500克"),
    "consumption.YELLOW_WINE": byQuantity("240", "吨"),
    "consumption.BEER_A": byQuantity("250", "吨"),
    "consumption.BEER_B": byQuantity("220", "吨"),
    "consumption.OTHER_ALCOHOL": byValue("0.1"),
    "consumption.PRECIOUS_JEWELLERY": byValue("0.05"),
    "consumption.OTHER_JEWELLERY": byValue("0.1"),
    "consumption.FIREWORKS": byValue("0.15"),
    "consumption.GASOLINE": byQuantity("1.52", "升"),
    "consumption.DIESEL": byQuantity("1.2", "升"),
    "consumption.FUEL_OIL": byQuantity("1.2", "升"),
    "consumption.LUBRICANTS": byQuantity("1.52", "升"),
    "consumption.CAR_1_0": byValue("0.01"),
    "consumption.CAR_1_5": byValue("0.03"),
    "consumption.CAR_2_0": byValue("0.05"),
    "consumption.CAR_2_5": byValue("0.09"),
    "consumption.CAR_3_0": byValue("0.12"),
    "consumption.CAR_4_0": byValue("0.25"),
    "consumption.CAR_ABOVE_4_0": byValue("0.4"),
    "consumption.GOLF": byValue("0.1"),
    "consumption.LUXURY_WATCHES": byValue("0.2"),
    "consumption.YACHTS": byValue("0.1"),
    "consumption.DISPOSABLE_CHOPSTICKS": byValue("0.05"),
    "consumption.WOODEN_FLOORS": byValue("0.05"),
    "consumption.BATTERIES": byValue("0.04"),
    "consumption.COATINGS": byValue("0.04"),
  },
);
