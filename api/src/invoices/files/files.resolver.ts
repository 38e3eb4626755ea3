import { Ctx, Resolver } from "type-graphql";
import type { Context } from "../../platform/context.ts";
import { Derived } from "../../platform/model.ts";
import { Parent } from "../../platform/parent.ts";
import { Invoice } from "../invoice.ts";
import { fileLink } from "./file-link.ts";
import { InvoiceFiles } from "./invoice-files.ts";
import { hasFiles } from "./whole-invoice.ts";

@Resolver(() => Invoice)
export class InvoiceFilesResolver {
  @Derived(
    () => InvoiceFiles,
    "电子原件和版式文件的下载地址；仅数电票（不含数电纸质发票）有。",
    "Where the original and its view are downloaded; digital invoices have them, those on paper do not.",
    { class: "C3", nullable: true, cost: 5, needs: ["id", "kind"] },
  )
  async files(@Ctx() context: Context, @Parent() { id, kind }: Invoice): Promise<InvoiceFiles | null> {
    if (!hasFiles(kind)) return null;
    const [xml, pdf] = await Promise.all([fileLink(context, id, "xml"), fileLink(context, id, "pdf")]);
    return { xml, pdf };
  }
}
