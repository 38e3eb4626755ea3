import { Int } from "type-graphql";
import { CheckCode6Scalar } from "../../identifiers/check-code.ts";
import { InvoiceCodeScalar } from "../../identifiers/invoice-code.ts";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { InvoiceNumberScalar } from "../../identifiers/invoice-number.ts";
import { choice, InputOf, Shape, Show, Takes } from "../../platform/model.ts";
import { CNY } from "../../platform/money.ts";
import { DateScalar, DateTimeScalar } from "../../platform/scalars.ts";
import { InvoiceStatus } from "../invoice-states.ts";
import { InvoiceFace } from "./face.ts";

/** What a verification found. Outcomes are data, not errors. */
export enum VerifyOutcome {
  MATCH = "MATCH",
  MISMATCH = "MISMATCH",
  NOT_FOUND = "NOT_FOUND",
  NOT_YET = "NOT_YET",
  OUT_OF_WINDOW = "OUT_OF_WINDOW",
  LIMIT_REACHED = "LIMIT_REACHED",
}
choice(VerifyOutcome, {
  name: "VerifyOutcome",
  zh: "查验结果。",
  en: "What a verification found.",
  values: {
    MATCH: ["一致", "The invoice exists and everything given agrees with it."],
    MISMATCH: [
      "不一致；不说明哪一项不一致（旧接口返回码 0006）",
      "The invoice exists and something given differs; which one is never said (0006 in older interfaces).",
    ],
    NOT_FOUND: ["查无此票（旧接口返回码 0009）", "There is no such invoice (0009)."],
    NOT_YET: [
      "尚不可查验：税控设备开具的发票次日起可查，数电票开具后即可查；开票日期不能晚于今天。不计次数（旧接口返回码 1014）",
      "Too early: invoices of tax-control equipment can be verified from the next day on, digital ones at once, none before its day of issue. Costs no look-up (1014).",
    ],
    OUT_OF_WINDOW: [
      "超过可查验的年限。不计次数（旧接口返回码 1015）",
      "Issued too long ago to be verified. Costs no look-up (1015).",
    ],
    LIMIT_REACHED: [
      "该发票今日查验已达 5 次，请在 retryAt 之后再试（旧接口返回码 0002）",
      "This invoice has been looked up five times today; try again at retryAt (0002).",
    ],
  },
});

/** What a caller knows of an invoice and wants confirmed. */
@InputOf({ zh: "待查验的一张发票。", en: "One invoice to be verified." })
export class VerificationRequest {
  @Takes(
    () => InvoiceKind,
    "发票种类；不填时按发票代码和号码判断。",
    "The kind; told from code and number when absent.",
    { nullable: true },
  )
  kind?: InvoiceKind | null;

  @Takes(
    () => InvoiceCodeScalar,
    "发票代码；8 位号码的发票必填。",
    "The invoice code; required with a number of 8 digits.",
    { nullable: true },
  )
  code?: string | null;

  @Takes(() => InvoiceNumberScalar, "发票号码，20 位或 8 位。", "The invoice number, 20 or 8 digits.")
  number!: string;

  @Takes(() => DateScalar, "开票日期。", "The day of issue.")
  issuedOn!: string;

  @Takes(
    () => CNY,
    "不含税金额：增值税专用发票、机动车、数电纸质发票、铁路电子客票必填。",
    "The amount without tax: required for special, motor vehicle and digital paper invoices and railway tickets.",
    { nullable: true },
  )
  amountEx?: bigint | null;

  @Takes(
    () => CNY,
    "价税合计：数电票必填；二手车填车价合计。",
    "The total with tax: required for digital invoices; for used vehicles the price of the vehicle.",
    { nullable: true },
  )
  totalIncl?: bigint | null;

  @Takes(
    () => CheckCode6Scalar,
    "校验码后 6 位：各类普通发票和通行费发票必填。",
    "The last six digits of the check code: required for all plain and toll invoices.",
    { nullable: true },
  )
  checkCode6?: string | null;
}

@InputOf({ zh: "查验一张发票。", en: "The verification of one invoice." })
export class VerifyInvoiceInput extends VerificationRequest {
  @Takes(
    () => String,
    "人机验证结果：captchaChallenge 的解答，base64 编码的 JSON。持有 invoice:verify 的应用不需要。",
    "The solution of a captchaChallenge as base64 JSON. Apps that hold invoice:verify need none.",
    { nullable: true, max: 4000 },
  )
  captchaToken?: string | null;
}

/** An answer, and the proof of it. */
@Shape({
  zh: "查验结果。只有 resultSign 可以作为凭据。",
  en: "The answer of a verification. Only resultSign proves it.",
})
export class VerifyInvoiceResult {
  @Show(() => VerifyOutcome, "结果。", "What was found.")
  outcome!: VerifyOutcome;

  @Show(() => InvoiceStatus, "发票状态；仅在一致时给出。", "What became of the invoice; only on a match.", {
    nullable: true,
  })
  status!: InvoiceStatus | null;

  @Show(() => InvoiceFace, "票面信息；仅在一致时给出。", "The face of the invoice; only on a match.", {
    nullable: true,
  })
  face!: InvoiceFace | null;

  @Show(
    () => Int,
    "该发票今日已被查验的次数，最多 5 次，所有人共用。",
    "How often this invoice has been looked up today, at most five times, by all callers together.",
  )
  timesToday!: number;

  @Show(
    () => DateTimeScalar,
    "此时起可以再试；NOT_YET 和 LIMIT_REACHED 时给出。",
    "From when to try again; on NOT_YET and LIMIT_REACHED.",
    { nullable: true },
  )
  retryAt!: Date | null;

  @Show(() => DateTimeScalar, "查验时间。", "When it was verified.")
  verifiedAt!: Date;

  @Show(
    () => String,
    "对以上全部内容和请求摘要的签名（JWS，ES256），可用平台公布的公钥离线验证。",
    "A signature (JWS, ES256) over all of the above and the hash of the request; checked offline with the platform's published keys.",
  )
  resultSign!: string;
}
