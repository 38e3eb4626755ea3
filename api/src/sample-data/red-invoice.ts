import type { SampleInvoice } from "./invoice.ts";
import type { SampleLine } from "./lines.ts";

/** Why a part is taken back. */
export const ALLOWANCE = "销售折让";

/** Why a whole invoice is taken back: it was wrong, goods came back, or a service stopped. */
export const reasonFor = ({ taxClassCode }: Pick<SampleLine, "taxClassCode">, wrong: boolean): string =>
  wrong ? "开票有误" : taxClassCode.startsWith("1") ? "销货退回" : "服务中止";

/** How a red invoice names its blue one: in the words of tax-control equipment, or of the digital platform. */
export const remarkOf = ({ code, number }: Pick<SampleInvoice, "code" | "number">, reason: string): string =>
  number.length === 8
    ? `对应正数发票代码：${code} 号码：${number}`
    : `被红冲蓝字数电票号码：${number}；红冲原因：${reason}`;
