import { Arg, Ctx, Resolver } from "type-graphql";
import type { Context } from "../../platform/context.ts";
import { Writes } from "../operations.ts";
import { refuse as red } from "../red/red.refusals.ts";
import { changeFlag, refuse, voidPaperInvoice } from "./flag.service.ts";
import { FlagInvoiceInput, InvoiceFlag, VoidedInvoice, VoidPaperInvoiceInput } from "./invoice-flag.ts";
import { refuse as voiding } from "./void.rules.ts";

@Resolver()
export class FlagResolver {
  @Writes(() => InvoiceFlag, {
    zh: "将一张发票列为异常凭证。须为销方所在辖区县（区）局以上，并有案件编号（请求头 Case-Number）和理由。",
    en: "Flags an invoice as an abnormal voucher: a county or above in the seller's area, with a case (the header Case-Number) and a reason.",
    scope: "officer:invoice",
    audit: "INVOICE_FLAGGED",
    refuses: Object.values(refuse),
  })
  flagInvoice(@Ctx() context: Context, @Arg("input", () => FlagInvoiceInput) input: FlagInvoiceInput) {
    return changeFlag(context, input, "FLAG");
  }

  @Writes(() => InvoiceFlag, {
    zh: "解除一张发票的异常凭证标记。",
    en: "Lifts the flag of an invoice.",
    scope: "officer:invoice",
    audit: "INVOICE_FLAG_LIFTED",
    refuses: Object.values(refuse),
  })
  liftFlag(@Ctx() context: Context, @Arg("input", () => FlagInvoiceInput) input: FlagInvoiceInput) {
    return changeFlag(context, input, "LIFT");
  }

  @Writes(() => VoidedInvoice, {
    zh: "作废本月开具、联次全部收回、购方未用途确认的纸质发票；电子发票和数电票只能红冲。",
    en: "Voids an invoice on paper of this month, all copies recovered and not used; electronic and digital ones are reversed instead.",
    scope: "invoice:issue",
    consent: true,
    audit: "INVOICE_VOIDED",
    refuses: [...Object.values(voiding), red.INVOICE_NOT_FOUND],
  })
  voidPaperInvoice(
    @Ctx() context: Context,
    @Arg("input", () => VoidPaperInvoiceInput) input: VoidPaperInvoiceInput,
  ) {
    return voidPaperInvoice(context, input);
  }
}
