import { ID } from "type-graphql";
import { Shape, Show } from "../../platform/model.ts";
import { CNY } from "../../platform/money.ts";
import { DateScalar } from "../../platform/scalars.ts";

@Shape({ zh: "计算结果的一行。", en: "One line of a computation." })
export class TaxLine {
  @Show(
    () => String,
    "行代码，供程序使用，例如 VAT_PAYABLE。",
    "A stable code for programs, for example VAT_PAYABLE.",
  )
  code!: string;

  @Show(() => String, "中文名称。", "The name in Chinese.")
  name!: string;

  @Show(() => String, "英文名称。", "The name in English.")
  nameEn!: string;

  @Show(() => String, "用文字写出的公式。", "The formula in words, in Chinese.")
  formula!: string;

  @Show(() => String, "英文公式。", "The formula in words, in English.")
  formulaEn!: string;

  @Show(() => CNY, "金额，四舍五入一次。", "The amount, rounded half up once.")
  amount!: bigint;
}

@Shape({
  zh: "一次税费计算的结果。仅供参考，不代替申报；相同日期和输入总得到相同结果。",
  en: "What a calculation answers. For information, in place of no return; the same day and input always answer the same.",
})
export class TaxComputation {
  @Show(
    () => String,
    "所算的项目，即所填输入的名称，例如 vatSmallScale。",
    "What was calculated: the name of the input given, for example vatSmallScale.",
  )
  kind!: string;

  @Show(() => DateScalar, "适用规则的日期。", "The day whose rules were used.")
  asOf!: string;

  @Show(() => [TaxLine], "逐行的结果和公式。", "The result line by line, each with its formula.", { max: 30 })
  lines!: TaxLine[];

  @Show(() => CNY, "应缴合计，不为负。", "What is to be paid in all, never negative.")
  payable!: bigint;

  @Show(() => [ID], "所用规则版本的编号。", "The ids of the versions of the rules it rests on.", { max: 60 })
  ruleVersions!: readonly string[];
}
