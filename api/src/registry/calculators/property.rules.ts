import Big from "big.js";
import { roundToFen, times } from "../../platform/money.ts";
import type { RuleSet } from "../rules/rule-set.ts";
import { type Computation, exact, lesser, line, mustNotBeNegative, single } from "./line.ts";
import { splitPrice } from "./price.rules.ts";

const portionOf = (rules: RuleSet, halved: boolean): string =>
  halved ? rules.rate("relief.six-taxes") : "1";

export interface OwnedProperty {
  /** The original value of what is used by its owner; null for what is let. */
  originalValue: bigint | null;
  /** The rent of the year, without VAT; null for what is used by its owner. */
  rent: bigint | null;
  /** Housing let by an individual. */
  housing: boolean;
  halved: boolean;
}

/** Property tax of a year: by value on own use, by rent on what is let, each rounded once. */
export function propertyTax(
  rules: RuleSet,
  { originalValue, rent, housing, halved }: OwnedProperty,
): Computation {
  mustNotBeNegative({ originalValue, rent });
  const portion = portionOf(rules, halved);
  const own =
    originalValue === null
      ? 0n
      : roundToFen(
          exact(originalValue)
            .times(new Big(1).minus(rules.rate("property.own.deduction")))
            .times(rules.rate("property.own"))
            .times(portion),
        );
  const let_ =
    rent === null
      ? 0n
      : roundToFen(
          exact(rent)
            .times(rules.rate(housing ? "property.rent.housing" : "property.rent"))
            .times(portion),
        );
  return {
    lines: [
      line(
        "BY_VALUE",
        ["从价计征", "By value"],
        ["房产原值 ×（1 − 减除比例）× 税率", "original value × (1 − deduction) × rate"],
        own,
      ),
      line("BY_RENT", ["从租计征", "By rent"], ["租金 × 税率", "rent × rate"], let_),
    ],
    payable: own + let_,
  };
}

/** Urban land use tax of a year. `localAmount` is what the place levies per square metre; without it a rule must say it. */
export function landUse(
  rules: RuleSet,
  { area, localAmount, halved }: { area: string; localAmount: bigint | null; halved: boolean },
): Computation {
  mustNotBeNegative({ localAmount });
  const each = localAmount ?? rules.amount("land-use.amount");
  return single(
    "LAND_USE_TAX",
    ["城镇土地使用税", "Urban land use tax"],
    ["面积 × 每平方米年税额", "area × amount per square metre"],
    roundToFen(exact(each).times(area).times(portionOf(rules, halved))),
  );
}

/** Land VAT on a transfer: the proportion of gain to deductions finds the row. */
export function landVat(
  rules: RuleSet,
  { income, deductions }: { income: bigint; deductions: bigint },
): Computation {
  mustNotBeNegative({ income, deductions });
  const gain = exact(income).minus(exact(deductions));
  const row = rules
    .ratioBrackets("land-vat")
    .find(({ upTo }) => upTo === null || gain.lte(exact(deductions).times(upTo)))!;
  const tax = gain.lte(0) ? 0n : roundToFen(gain.times(row.rate).minus(exact(deductions).times(row.quick)));
  return {
    lines: [
      line("GAIN", ["增值额", "Gain"], ["收入 − 扣除项目金额", "income − deductions"], income - deductions),
      line(
        "LAND_VAT",
        ["土地增值税", "Land VAT"],
        ["增值额 × 税率 − 扣除项目金额 × 速算扣除系数", "gain × rate − deductions × quick deduction"],
        tax,
      ),
    ],
    payable: tax,
  };
}

/** Vehicle purchase tax. Of a new-energy car a part is left, the relief limited per car. */
export function vehiclePurchase(
  rules: RuleSet,
  { price, vatIncluded, newEnergy }: { price: bigint; vatIncluded: boolean; newEnergy: boolean },
): Computation {
  mustNotBeNegative({ price });
  const net = vatIncluded ? splitPrice(price, rules.rate("vat.rate.13")).net : price;
  const full = times(net, rules.rate("vehicle.rate"));
  const relief = newEnergy
    ? lesser(full - times(full, rules.rate("vehicle.nev.portion")), rules.amount("vehicle.nev.cap"))
    : 0n;
  return {
    lines: [
      line("PRICE", ["计税价格", "Price taxed"], ["不含增值税价格", "price without VAT"], net),
      line("TAX_AT_RATE", ["应纳税额", "Tax at the rate"], ["计税价格 × 税率", "price × rate"], full),
      line(
        "RELIEF",
        ["减免税额", "Relief"],
        ["应纳税额的减免部分，不超过每辆限额", "the part relieved, at most the limit per car"],
        relief,
      ),
      line(
        "VEHICLE_TAX",
        ["车辆购置税", "Vehicle purchase tax"],
        ["应纳税额 − 减免税额", "tax − relief"],
        full - relief,
      ),
    ],
    payable: full - relief,
  };
}

export interface Deed {
  price: bigint;
  /** A family's only or second home, and its area in square metres; null for anything else. */
  home: { order: "FIRST" | "SECOND"; area: string } | null;
}

/** Deed tax. Of what is no first or second home the rate is set by each province. */
export function deedTax(rules: RuleSet, { price, home }: Deed): Computation {
  mustNotBeNegative({ price });
  const key =
    home === null
      ? "deed.other"
      : new Big(home.area).lte(rules.count("deed.home.area"))
        ? "deed.home.small"
        : home.order === "FIRST"
          ? "deed.home.large.first"
          : "deed.home.large.second";
  return single(
    "DEED_TAX",
    ["契税", "Deed tax"],
    ["计税价格 × 税率", "price × rate"],
    times(price, rules.rate(key)),
  );
}
