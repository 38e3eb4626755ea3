import type { Context } from "../../platform/context.ts";
import type { FileFormat } from "./file-link.ts";
import { invoicePdf } from "./invoice-pdf.ts";
import { originalOf } from "./original.service.ts";
import { hasFiles, invoiceOfCaller, wholeInvoice } from "./whole-invoice.ts";

/** A file as it is sent. */
export interface InvoiceFile {
  bytes: Buffer;
  type: string;
  /** `26332000000012345678.pdf`. */
  name: string;
}

/** A file of an invoice of the caller's; nothing when it is not the caller's, or has none. */
export async function invoiceFile(
  context: Context,
  invoiceId: string,
  format: FileFormat,
): Promise<InvoiceFile | undefined> {
  const invoice = await invoiceOfCaller(context, invoiceId);
  if (!invoice || !hasFiles(invoice.kind)) return undefined;
  const name = `${invoice.number}.${format}`;
  if (format === "xml") {
    const { xml } = await originalOf(context, invoice);
    return { bytes: xml, type: "application/xml; charset=utf-8", name };
  }
  const pdf = await invoicePdf(await wholeInvoice(context, invoice), context.environment.name);
  return { bytes: pdf, type: "application/pdf", name };
}
