import { Arg, Args, Ctx, ID, Resolver } from "type-graphql";
import { purposeMismatch } from "../consents/facts.ts";
import { PageArgs } from "../platform/connection.ts";
import type { Context } from "../platform/context.ts";
import { Derived } from "../platform/model.ts";
import { Parent } from "../platform/parent.ts";
import { refuse } from "../platform/period.ts";
import { loadOne } from "../platform/read.ts";
import { amountInWords } from "./amount-in-words.ts";
import { invoicesByIds, purchasesOfCaller, salesOfCaller } from "./invoice.queries.ts";
import { Invoice, InvoiceConnection } from "./invoice.ts";
import { InvoiceDirection, InvoiceFilter, narrowed } from "./invoice-filter.ts";
import { linePage } from "./invoice-line.queries.ts";
import { InvoiceLineConnection } from "./invoice-line.ts";
import { Reads } from "./operations.ts";
import { buyerOf, Party, partyColumns, sellerOf } from "./party.ts";

const C3 = { class: "C3" } as const;

@Resolver(() => Invoice)
export class InvoiceResolver {
  @Reads(() => Invoice, {
    zh: "按编号查询本纳税人的一张发票；不是本纳税人的、不在授权所属期内的与不存在的一样，返回空。",
    en: "One invoice of the taxpayer by id; one of another taxpayer, one outside the consent's periods and one that does not exist are all null.",
    scope: "invoice:read",
    consent: true,
    nullable: true,
    refuses: [purposeMismatch],
  })
  invoice(@Ctx() context: Context, @Arg("id", () => ID) id: string) {
    return loadOne(context, invoicesByIds, id);
  }

  @Reads(() => InvoiceConnection, {
    zh: "本纳税人的销项或进项发票，最新的在前；只含授权所属期内的。",
    en: "The taxpayer's sales or purchase invoices, the newest first; only those of the consent's periods.",
    scope: "invoice:read",
    consent: true,
    refuses: [...Object.values(refuse), purposeMismatch],
  })
  invoices(
    @Ctx() context: Context,
    @Arg("direction", () => InvoiceDirection) direction: InvoiceDirection,
    @Args(() => PageArgs) page: PageArgs,
    @Arg("filter", () => InvoiceFilter, { nullable: true }) filter?: InvoiceFilter,
  ) {
    const list = direction === InvoiceDirection.SALES ? salesOfCaller : purchasesOfCaller;
    return list(context, page, narrowed(filter ?? {}, context.caller, context.today));
  }

  @Derived(() => Party, "销方。", "The seller.", { ...C3, needs: partyColumns("seller") })
  seller(@Parent() invoice: Invoice): Party {
    return sellerOf(invoice);
  }

  @Derived(() => Party, "购方。", "The buyer.", { ...C3, needs: partyColumns("buyer") })
  buyer(@Parent() invoice: Invoice): Party {
    return buyerOf(invoice);
  }

  @Derived(() => String, "价税合计（大写）。", "The total with tax in capital numerals.", {
    ...C3,
    needs: ["total"],
  })
  totalInWords(@Parent() invoice: Invoice): string {
    return amountInWords(invoice.total);
  }

  @Derived(() => Invoice, "红字发票所冲的蓝字发票。", "Of a red invoice: the blue one it reverses.", {
    ...C3,
    nullable: true,
    needs: ["blueInvoiceId"],
  })
  blueInvoice(@Ctx() context: Context, @Parent() { blueInvoiceId }: Invoice) {
    return blueInvoiceId ? loadOne(context, invoicesByIds, blueInvoiceId) : null;
  }

  @Derived(
    () => InvoiceLineConnection,
    "明细行，1 至 2000 行，按行号。",
    "The lines, 1 to 2000, by number.",
    { ...C3, paged: true, needs: ["id"] },
  )
  lines(@Ctx() context: Context, @Parent() invoice: Invoice, @Args(() => PageArgs) page: PageArgs) {
    return linePage(context, invoice.id, page);
  }
}
