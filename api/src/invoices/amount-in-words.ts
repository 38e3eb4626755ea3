const DIGITS = [..."零壹贰叁肆伍陆柒捌玖"];
const PLACES = ["仟", "佰", "拾", ""];

/** A whole number below 10 000 in capital numerals, without leading zeros: 1001 is 壹仟零壹. */
function fourDigits(value: number): string {
  const digits = [...String(value).padStart(4, "0")].map(Number);
  return digits
    .map((digit, i) => (digit === 0 ? "零" : DIGITS[digit]! + PLACES[i]!))
    .join("")
    .replace(/零+/g, "零")
    .replace(/^零|零$/g, "");
}

/** Groups with their unit, a 零 between them where digits are skipped: 100010001 is 壹亿零壹万零壹. */
function wholeNumber(value: bigint): string {
  if (value === 0n) return "";
  for (const [size, digits, unit] of [
    [100_000_000n, 8, "亿"],
    [10_000n, 4, "万"],
  ] as const) {
    if (value < size) continue;
    const rest = value % size;
    const gap = rest > 0n && String(rest).length < digits ? "零" : "";
    return `${wholeNumber(value / size)}${unit}${gap}${wholeNumber(rest)}`;
  }
  return fourDigits(Number(value));
}

/**
 * 价税合计（大写） as printed on invoices: whole 分 as capital numerals, 整 where nothing follows the last unit but 分.
 * A red invoice's begins with （负数）.
 */
export function amountInWords(fen: bigint): string {
  if (fen < 0n) return `（负数）${amountInWords(-fen)}`;
  const yuan = wholeNumber(fen / 100n);
  const jiao = Number((fen / 10n) % 10n);
  const rest = Number(fen % 10n);
  if (jiao === 0 && rest === 0) return `${yuan || "零"}元整`;
  const tenths = jiao > 0 ? `${DIGITS[jiao]}角` : yuan ? "零" : "";
  return `${yuan ? `${yuan}元` : ""}${tenths}${rest > 0 ? `${DIGITS[rest]}分` : "整"}`;
}
