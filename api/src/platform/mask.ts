/** How a value is shown to those who may not see it whole. Masking happens where the field lives, before caching and logging. */
export type MaskRule =
  | "NAME"
  | "ID_CARD"
  | "PHONE"
  | "BANK"
  | "EMAIL"
  | "ADDRESS"
  | "PASSPORT"
  | "AMOUNT_BAND";

const COMPOUND_SURNAMES = [
  "欧阳",
  "太史",
  "端木",
  "上官",
  "司马",
  "东方",
  "独孤",
  "南宫",
  "万俟",
  "闻人",
  "夏侯",
  "诸葛",
  "尉迟",
  "公羊",
  "赫连",
  "澹台",
  "皇甫",
  "宗政",
  "濮阳",
  "公冶",
  "太叔",
  "申屠",
  "公孙",
  "慕容",
  "仲孙",
  "钟离",
  "长孙",
  "宇文",
  "司徒",
  "鲜于",
  "司空",
  "令狐",
  "轩辕",
  "呼延",
];

const stars = (count: number) => "*".repeat(Math.max(0, count));

/** Keeps so many characters at the start and the end; a value too short to hide anything is hidden whole. */
const keep = (text: string, head: number, tail: number) => {
  const characters = [...text];
  if (characters.length <= head + tail) return stars(characters.length);
  return `${characters.slice(0, head).join("")}${stars(characters.length - head - tail)}${tail ? characters.slice(-tail).join("") : ""}`;
};

/** Upper limits in 分. */
const BANDS: [limit: bigint, band: string][] = [
  [1_000_000n, "<1万"],
  [10_000_000n, "1–10万"],
  [100_000_000n, "10–100万"],
  [1_000_000_000n, "100–1000万"],
];

const rules: Record<MaskRule, (value: string) => string> = {
  NAME: (name) =>
    keep(
      name,
      COMPOUND_SURNAMES.some((surname) => name.startsWith(surname)) && [...name].length > 2 ? 2 : 1,
      0,
    ),
  ID_CARD: (number) => keep(number, 3, 4),
  PHONE: (number) => keep(number, 3, 4),
  BANK: (account) => keep(account, 0, 4),
  EMAIL: (address) => {
    const [name = "", domain = ""] = address.split("@");
    return `${keep(name, 1, 0)}@${domain}`;
  },
  ADDRESS: (address) => {
    const county = /^.*?(?:[区县旗]|(?<=[省区].*市.*)市)/u.exec(address)?.[0];
    return county && county.length < address.length ? `${county}***` : "***";
  },
  PASSPORT: (number) => keep(number, 2, 2),
  AMOUNT_BAND: (amount) => {
    const value = BigInt(amount);
    if (value === 0n) return "0";
    return BANDS.find(([limit]) => value < limit)?.[1] ?? "≥1000万";
  },
};

/** `mask("ID_CARD", "11010519491231002X")` is `"110***********002X"`. Nothing stays nothing. */
export const mask = (rule: MaskRule, value: unknown): string | null =>
  value === null || value === undefined ? null : rules[rule](String(value));
