import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fen } from "../platform/money.ts";
import { amountInWords } from "./amount-in-words.ts";

describe("an amount in words", () => {
  it.each([
    ["10234.50", "壹万零贰佰叁拾肆元伍角整"],
    ["100.00", "壹佰元整"],
    ["0.05", "伍分"],
    ["1001.00", "壹仟零壹元整"],
    ["0.00", "零元整"],
    ["0.50", "伍角整"],
    ["0.55", "伍角伍分"],
    ["10.05", "壹拾元零伍分"],
    ["10.55", "壹拾元伍角伍分"],
    ["1000000.00", "壹佰万元整"],
    ["1000001.00", "壹佰万零壹元整"],
    ["100000000.00", "壹亿元整"],
    ["100010001.00", "壹亿零壹万零壹元整"],
    ["110010000.00", "壹亿壹仟零壹万元整"],
    ["1010000.00", "壹佰零壹万元整"],
    ["20005000.00", "贰仟万伍仟元整"],
    ["9999999999999.99", "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"],
    ["-113.00", "（负数）壹佰壹拾叁元整"],
  ])("of %s is %s", (amount, words) => expect(amountInWords(fen(amount))).toBe(words));

  it("reads back as the same number", () =>
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 999_999_999_999_999n }), (value) => {
        expect(numberOf(amountInWords(value))).toBe(value);
      }),
    ));
});

/** An independent reader of capital numerals. */
function numberOf(words: string): bigint {
  const units: Record<string, bigint> = { 拾: 10n, 佰: 100n, 仟: 1_000n };
  const groups: Record<string, bigint> = { 万: 10_000n, 亿: 100_000_000n };
  const [before, after] = words.includes("元") ? (words.split("元") as [string, string]) : ["", words];
  let total = 0n;
  let group = 0n;
  let digit = 0n;
  for (const sign of before) {
    const value = "零壹贰叁肆伍陆柒捌玖".indexOf(sign);
    if (value >= 0) digit = BigInt(value);
    else if (units[sign]) {
      group += digit * units[sign];
      digit = 0n;
    } else {
      const inGroup = group + digit;
      total = sign === "亿" ? (total + inGroup) * groups[sign]! : total + inGroup * groups[sign]!;
      group = 0n;
      digit = 0n;
    }
  }
  const yuan = total + group + digit;
  const [, jiao] = /([壹贰叁肆伍陆柒捌玖])角/.exec(after) ?? [];
  const [, last] = /([壹贰叁肆伍陆柒捌玖])分/.exec(after) ?? [];
  const value = (sign?: string) => (sign ? BigInt("零壹贰叁肆伍陆柒捌玖".indexOf(sign)) : 0n);
  return yuan * 100n + value(jiao) * 10n + value(last);
}
