/** What is said of each table that `codeItems` serves. */
export const CODE_TABLE_FACTS = {
  INDUSTRY: {
    standard: "GB/T 4754-2017",
    complete: false,
    note: "20 个门类和样例、文档用到的小类；其余须装入正式发布的全表。 / The 20 sections, and the classes that samples and documents use; the rest is to be loaded from the table as published.",
  },
  REGISTRATION_TYPE: {
    standard: "登记注册类型（关于划分企业登记注册类型的规定）",
    complete: false,
    note: "只装入常用类型。 / A subset: the common types.",
  },
  CURRENCY: {
    standard: "GB/T 12406-2022 / ISO 4217",
    complete: false,
    note: "运行环境（ICU）所载的三字母代码和中英文名称，含部分已停用的；没有三位数字代码。 / The alphabetic codes and the names that the runtime's ICU carries, some of them retired; no numeric codes.",
  },
  COUNTRY: {
    standard: "GB/T 2659.1-2022 / ISO 3166-1",
    complete: false,
    note: "运行环境（ICU）所载的两字母代码和中英文名称；没有三位数字代码。 / The two-letter codes and the names that the runtime's ICU carries; no numeric codes.",
  },
} as const;
