/** How a value is shown to those who may not see it whole. Masking happens where the field lives, before caching and logging. */
export type MaskRule =
  | "NAME"
  | "ID_CARD"
  | "PHONE"
  | "BANK"
  | "EMAIL"
  | "ADDRESS"
  | "PASSPORT"
  | "AMOUNT_BAND"
  | "TOKEN";

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

/** Makes of a value a name for it that differs from app to app. */
export type Pseudonym = (value: string) => string;

const rules: Record<MaskRule, (value: string, pseudonym: Pseudonym | undefined) => string> = {
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
    const at = address.lastIndexOf("@");
    return at < 0
      ? stars([...address].length)
      : `${keep(address.slice(0, at), 1, 0)}@${address.slice(at + 1)}`;
  },
  ADDRESS: (address) => {
    const county =
      /^(?:\p{Script=Han}{2,8}?(?:自治区|特别行政区))?.*?(?:[区县旗]|(?<=[省区].*(?:市|自治州|盟|地区).*)市)/u.exec(
        address,
      )?.[0];
    return county && county.length < address.length ? `${county}***` : "***";
  },
  PASSPORT: (number) => keep(number, 2, 2),
  AMOUNT_BAND: (amount) => {
    const value = BigInt(amount);
    if (value === 0n) return "0";
    const size = value < 0n ? -value : value;
    const band = BANDS.find(([limit]) => size < limit)?.[1] ?? "≥1000万";
    return value < 0n ? `−${band}` : band;
  },
  TOKEN: (value, pseudonym) => {
    if (!pseudonym) throw new Error("a TOKEN is made for an app; there is none here");
    return pseudonym(value);
  },
};

/** `mask("ID_CARD", "11010519491231002X")` is `"110***********002X"`. Nothing stays nothing. `TOKEN` needs to know for whom. */
export const mask = (rule: MaskRule, value: unknown, pseudonym?: Pseudonym): string | null =>
  value === null || value === undefined ? null : rules[rule](String(value), pseudonym);
