import { Arg, Ctx, Resolver } from "type-graphql";
import { refuse as identifier } from "../../identifiers/problems.ts";
import type { Context } from "../../platform/context.ts";
import { Reads, Writes } from "../operations.ts";
import { BATCH_LIMIT, refuse as batch, VerifyInvoiceBatchInput } from "./batch.ts";
import { CaptchaChallenge, refuse as captcha, newChallenge } from "./captcha.ts";
import { refuse as file, VerifyByFileInput } from "./file.ts";
import { InvoiceQr, invoiceQr, refuse as qr } from "./qr.ts";
import { refuse } from "./verification.rules.ts";
import { verifyByFile, verifyInvoice, verifyInvoiceBatch } from "./verification.service.ts";
import { VerifyInvoiceInput, VerifyInvoiceResult } from "./verification.ts";

@Resolver()
export class VerificationResolver {
  @Reads(() => VerifyInvoiceResult, {
    zh: "查验一张发票的真伪。同一张发票每天最多查验 5 次，所有人共用：此查询会计数，每个别名各计一次。公众须先完成人机验证；持有 invoice:verify 的应用不需要，且当天再次查验同一请求时直接给出已签名的结果，不计次数。",
    en: "Verifies one invoice. An invoice is looked up at most five times a day by all callers together: this query counts, each alias once. The public must solve a captcha first; apps that hold invoice:verify need none, and a match asked for again the same day answers with the same signed result and costs no look-up.",
    scopes: [["public:read"], ["invoice:verify"]],
    cost: 10,
    refuses: [refuse.VERIFY_PARAM_REQUIRED, captcha.CAPTCHA_INVALID, identifier.INVOICE_NUMBER_FORMAT],
  })
  verifyInvoice(@Ctx() context: Context, @Arg("input", () => VerifyInvoiceInput) input: VerifyInvoiceInput) {
    return verifyInvoice(context, input);
  }

  @Reads(() => VerifyInvoiceResult, {
    zh: "以签名原件（XML）查验发票：签名须为平台所作，内容须与发票一致；结果给出发票现在的状态。与 verifyInvoice 共用每日次数，公众须先完成人机验证。",
    en: "Verifies an invoice by its signed original (XML): the signature must be the platform's, and the content the invoice's; the answer says what has become of it. Look-ups are those of verifyInvoice, and the public must solve a captcha first.",
    scopes: [["public:read"], ["invoice:verify"]],
    cost: 50,
    refuses: [file.INVOICE_FILE_INVALID, captcha.CAPTCHA_INVALID, identifier.INVOICE_NUMBER_FORMAT],
  })
  verifyByFile(@Ctx() context: Context, @Arg("input", () => VerifyByFileInput) input: VerifyByFileInput) {
    return verifyByFile(context, input);
  }

  @Reads(() => InvoiceQr, {
    zh: "读出发票二维码的内容，用于预填查验表单；不查询任何发票，内容不可信。",
    en: "Reads the content of an invoice's QR code, to fill in a verification; no invoice is looked at, and nothing in it is to be believed.",
    scope: "public:read",
    cost: 1,
    refuses: [qr.INVOICE_QR_FORMAT],
  })
  readInvoiceQr(@Arg("text", () => String) text: string) {
    return invoiceQr(text);
  }

  @Reads(() => CaptchaChallenge, {
    zh: "取得一道人机验证题，10 分钟内有效，只能用一次。",
    en: "A new captcha, valid for ten minutes and for one use.",
    scope: "public:read",
    cost: 2,
  })
  captchaChallenge(@Ctx() context: Context) {
    return newChallenge(context);
  }

  @Writes(() => [VerifyInvoiceResult], {
    zh: "一次查验至多 50 张发票，按请求的顺序逐张给出结果；每张的次数与 verifyInvoice 共用。",
    en: "Verifies up to 50 invoices and answers in the order of the requests; their look-ups are those of verifyInvoice.",
    scope: "invoice:verify",
    as: "results",
    max: BATCH_LIMIT,
    cost: 50,
    audit: "INVOICES_VERIFIED",
    refuses: [batch.VERIFY_BATCH_SIZE, refuse.VERIFY_PARAM_REQUIRED, identifier.INVOICE_NUMBER_FORMAT],
  })
  verifyInvoiceBatch(
    @Ctx() context: Context,
    @Arg("input", () => VerifyInvoiceBatchInput) input: VerifyInvoiceBatchInput,
  ) {
    return verifyInvoiceBatch(context, input);
  }
}
