import { Type } from "@mikro-orm/core";
import Big from "big.js";
import { GraphQLScalarType } from "graphql";
import { problems } from "./refusal.ts";
import { parsing } from "./scalars.ts";

export const refuse = problems({
  AMOUNT_SCALE: {
    zh: '金额须为字符串，恰有两位小数，例如 "1234.50"',
    en: 'An amount is a string with exactly two decimals, for example "1234.50".',
    actor: "APP",
  },
  AMOUNT_RANGE: {
    zh: "金额超出范围（±9,999,999,999,999.99）",
    en: "The amount is out of range (±9,999,999,999,999.99).",
    actor: "APP",
  },
  RATE_FORMAT: {
    zh: '税率须为十进制字符串，最多六位小数，例如 "0.13"',
    en: 'A rate is a decimal string with at most six decimals, for example "0.13".',
    actor: "APP",
  },
  RATE_NOT_ALLOWED: {
    zh: "该日没有这一档税率或征收率，或该纳税人不适用",
    en: "No such rate is in force on that day, or this taxpayer may not use it.",
    actor: "APP",
  },
  AMOUNT_NEGATIVE: { zh: "金额不得为负", en: "The amount must not be negative.", actor: "APP" },
  AMOUNT_PART_EXCEEDS: {
    zh: "其中项的金额大于总额",
    en: "A part is greater than the whole it belongs to.",
    actor: "APP",
  },
});

/** The largest amount, in 分. */
const LIMIT = 999_999_999_999_999n;

/** `"1234.50"` 元 as whole 分. Throws a TypeError on anything that is not an amount with two decimals. */
export function fen(yuan: string): bigint {
  const dot = yuan.length - 3;
  if (dot < 1 || yuan[dot] !== "." || !/^-?\d+\.\d{2}$/.test(yuan))
    throw new TypeError(`not an amount: ${yuan}`);
  return BigInt(yuan.slice(0, dot) + yuan.slice(dot + 1));
}

/** Whole 分 as `"1234.50"` 元. */
export function yuan(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(3, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** `round2` of the law book: half up, away from zero, to whole 分. */
export const roundToFen = (exact: Big): bigint =>
  BigInt(exact.times(100).round(0, Big.roundHalfUp).toFixed(0));

/** An amount times a rate, rounded once to whole 分. */
export const times = (amount: bigint, rate: string): bigint => roundToFen(new Big(yuan(amount)).times(rate));

export const CNY = new GraphQLScalarType<bigint, string>({
  name: "CNY",
  description: '人民币金额，单位元，恰有两位小数，以字符串传输，例如 "1234.50"。',
  extensions: {
    en: 'An amount in yuan (CNY) with exactly two decimals, sent as a string such as "1234.50".',
  },
  serialize: (value) => yuan(value as bigint),
  ...parsing((text) => {
    if (!/^-?\d+\.\d{2}$/.test(text)) return refuse.AMOUNT_SCALE;
    const value = fen(text);
    return value > LIMIT || value < -LIMIT ? refuse.AMOUNT_RANGE : { value };
  }),
});

export const Rate = new GraphQLScalarType<string, string>({
  name: "Rate",
  description: '税率或征收率，十进制字符串，最多六位小数：13% 为 "0.13"。',
  extensions: { en: 'A rate as a decimal string with at most six decimals: 13 % is "0.13".' },
  serialize: (value) => new Big(value as string).toString(),
  ...parsing((text) => (/^\d+(\.\d{1,6})?$/.test(text) ? { value: text } : refuse.RATE_FORMAT)),
});

/** Amounts in Postgres: `numeric(18,2)`. */
export class CnyColumn extends Type<bigint, string> {
  override convertToDatabaseValue(value: bigint): string {
    return value === null || value === undefined ? value : yuan(value);
  }
  override convertToJSValue(value: string): bigint {
    return value === null || value === undefined ? value : fen(value);
  }
  override getColumnType() {
    return "numeric(18,2)";
  }
  override compareAsType() {
    return "bigint";
  }
}
