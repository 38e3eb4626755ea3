import type { CodeItem } from "./code-item.ts";

/** A code as it is loaded. */
export type LoadedCode = Omit<CodeItem, "id" | "codeTable"> & { codeTable: `${CodeItem["codeTable"]}` };

const code = (
  codeTable: LoadedCode["codeTable"],
  item: Pick<LoadedCode, "code" | "name"> & Partial<LoadedCode>,
): LoadedCode => ({
  nameEn: null,
  parentCode: null,
  validFrom: null,
  validTo: null,
  successor: null,
  ...item,
  codeTable,
});

const SECTIONS = {
  A: "农、林、牧、渔业",
  B: "采矿业",
  C: "制造业",
  D: "电力、热力、燃气及水生产和供应业",
  E: "建筑业",
  F: "批发和零售业",
  G: "交通运输、仓储和邮政业",
  H: "住宿和餐饮业",
  I: "信息传输、软件和信息技术服务业",
  J: "金融业",
  K: "房地产业",
  L: "租赁和商务服务业",
  M: "科学研究和技术服务业",
  N: "水利、环境和公共设施管理业",
  O: "居民服务、修理和其他服务业",
  P: "教育",
  Q: "卫生和社会工作",
  R: "文化、体育和娱乐业",
  S: "公共管理、社会保障和社会组织",
  T: "国际组织",
};

/** The types that the platform's documents name. */
const REGISTRATION_TYPES = {
  110: "国有企业",
  159: "其他有限责任公司",
  173: "私营有限责任公司",
  410: "个体工商户",
};

/** As GB/T 2659.1-2022 names them. */
const COUNTRY_NAMES: Readonly<Record<string, readonly [string, string]>> = {
  HK: ["中国香港", "Hong Kong, China"],
  MO: ["中国澳门", "Macao, China"],
  TW: ["中国台湾", "Taiwan, China"],
};
/** Codes the runtime names that ISO 3166-1 has not assigned to a country. */
const NO_COUNTRY = new Set([
  "AC",
  "CP",
  "CQ",
  "DG",
  "EA",
  "EU",
  "EZ",
  "IC",
  "QO",
  "TA",
  "UN",
  "XA",
  "XB",
  "XK",
  "ZZ",
]);
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

function countries(): LoadedCode[] {
  const names = { type: "region", fallback: "none" } as const;
  const [zh, en] = [new Intl.DisplayNames("zh-CN", names), new Intl.DisplayNames("en", names)];
  return LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).flatMap((alpha2) => {
    const name = zh.of(alpha2);
    // What was renamed or dissolved is still named, and canonically written as its successor.
    const canonical = Intl.getCanonicalLocales(`und-${alpha2}`)[0] === `und-${alpha2}`;
    if (!name || !canonical || NO_COUNTRY.has(alpha2)) return [];
    const [own, ownEn] = COUNTRY_NAMES[alpha2] ?? [name, en.of(alpha2) ?? null];
    return [code("COUNTRY", { code: alpha2, name: own, nameEn: ownEn })];
  });
}

function currencies(): LoadedCode[] {
  const zh = new Intl.DisplayNames("zh-CN", { type: "currency" });
  const en = new Intl.DisplayNames("en", { type: "currency" });
  return Intl.supportedValuesOf("currency").map((alpha3) =>
    code("CURRENCY", { code: alpha3, name: zh.of(alpha3) ?? alpha3, nameEn: en.of(alpha3) ?? null }),
  );
}

/** Every code that `codeItems` serves; `classes` are the industries in use with their names. */
export const loadedCodes = (classes: readonly (readonly [code: string, name: string])[]): LoadedCode[] => [
  ...Object.entries(SECTIONS).map(([letter, name]) => code("INDUSTRY", { code: letter, name })),
  ...classes.map(([klass, name]) => code("INDUSTRY", { code: klass, name, parentCode: klass.slice(0, 1) })),
  ...Object.entries(REGISTRATION_TYPES).map(([type, name]) =>
    code("REGISTRATION_TYPE", { code: type, name }),
  ),
  ...currencies(),
  ...countries(),
];
