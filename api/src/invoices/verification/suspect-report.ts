import { ID } from "type-graphql";
import { InvoiceCodeScalar } from "../../identifiers/invoice-code.ts";
import { InvoiceNumberScalar } from "../../identifiers/invoice-number.ts";
import { choice, IdempotencyKey, InputOf, Shape, Show, Takes } from "../../platform/model.ts";
import { at, type Problem, problems } from "../../platform/refusal.ts";
import { DateScalar, DateTimeScalar } from "../../platform/scalars.ts";

export const refuse = problems({
  SUSPECT_CODE_REQUIRED: {
    zh: "8 位号码的发票须填写发票代码",
    en: "An invoice with a number of 8 digits needs its code.",
    actor: "USER",
  },
  SUSPECT_STATEMENT_LENGTH: {
    zh: "情况说明须为 5 至 500 字",
    en: "The statement has 5 to 500 characters.",
    actor: "USER",
  },
});

export enum SuspectReason {
  NOT_FOUND = "NOT_FOUND",
  FACE_DIFFERS = "FACE_DIFFERS",
  NO_SUCH_DEAL = "NO_SUCH_DEAL",
  OTHER = "OTHER",
}
choice(SuspectReason, {
  name: "SuspectReason",
  zh: "可疑之处。",
  en: "What is suspect about an invoice.",
  values: {
    NOT_FOUND: ["查无此票", "It cannot be found."],
    FACE_DIFFERS: ["票面与查验结果不符", "Its face differs from what verification shows."],
    NO_SUCH_DEAL: ["没有发生过这笔交易", "The deal it shows never took place."],
    OTHER: ["其他", "Something else."],
  },
});

@InputOf({ zh: "对一张可疑发票的举报。", en: "A report of a suspect invoice." })
export class ReportSuspectInvoiceInput {
  @IdempotencyKey()
  idempotencyKey!: string;

  @Takes(
    () => InvoiceCodeScalar,
    "发票代码；8 位号码的发票必填。",
    "The invoice code; required with a number of 8 digits.",
    { nullable: true },
  )
  code?: string | null;

  @Takes(() => InvoiceNumberScalar, "发票号码。", "The invoice number.")
  number!: string;

  @Takes(() => DateScalar, "票面的开票日期。", "The day of issue on its face.", { nullable: true })
  issuedOn?: string | null;

  @Takes(() => SuspectReason, "可疑之处。", "What is suspect.")
  reason!: SuspectReason;

  @Takes(
    () => String,
    "情况说明，5 至 500 字；请勿填写个人信息。",
    "A statement of 5 to 500 characters; leave out personal data.",
    { max: 500 },
  )
  statement!: string;

  @Takes(
    () => String,
    "人机验证结果；持有 invoice:verify 的应用不需要。",
    "The solution of a captcha; apps that hold invoice:verify need none.",
    { nullable: true, max: 4000 },
  )
  captchaToken?: string | null;
}

/** The receipt of a report; its content is for the tax authority only. */
@Shape({
  zh: "举报回执。内容仅供税务机关处理。",
  en: "The receipt of a report. Its content is for the tax authority only.",
})
export class SuspectReport {
  @Show(() => ID, "回执编号。", "The number of the receipt.")
  id!: string;

  @Show(() => DateTimeScalar, "收到时间。", "When it was received.")
  receivedAt!: Date;
}

export const codeIsGiven = ({ code, number }: ReportSuspectInvoiceInput): Problem | undefined =>
  number.length === 8 && !code ? at(refuse.SUSPECT_CODE_REQUIRED, ["input", "code"]) : undefined;

export function statementIsUsable({ statement }: ReportSuspectInvoiceInput): Problem | undefined {
  const length = [...statement.normalize("NFC").trim()].length;
  return length >= 5 && length <= 500
    ? undefined
    : at(refuse.SUSPECT_STATEMENT_LENGTH, ["input", "statement"], { length });
}
