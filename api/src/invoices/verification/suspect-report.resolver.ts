import { Arg, Ctx, Resolver } from "type-graphql";
import type { Context } from "../../platform/context.ts";
import { Writes } from "../operations.ts";
import { refuse as captcha } from "./captcha.ts";
import { reportSuspectInvoice } from "./suspect-report.service.ts";
import { ReportSuspectInvoiceInput, refuse, SuspectReport } from "./suspect-report.ts";

@Resolver()
export class SuspectReportResolver {
  @Writes(() => SuspectReport, {
    zh: "举报一张可疑发票。公众须先完成人机验证。",
    en: "Reports a suspect invoice. The public must solve a captcha first.",
    scopes: [["public:read"], ["invoice:verify"]],
    cost: 10,
    audit: "SUSPECT_INVOICE_REPORTED",
    refuses: [...Object.values(refuse), captcha.CAPTCHA_INVALID],
  })
  reportSuspectInvoice(
    @Ctx() context: Context,
    @Arg("input", () => ReportSuspectInvoiceInput) input: ReportSuspectInvoiceInput,
  ) {
    return reportSuspectInvoice(context, input);
  }
}
