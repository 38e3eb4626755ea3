import { promisify } from "node:util";
import { deflateRaw, inflateRaw } from "node:zlib";
import type { Context } from "../../platform/context.ts";
import type { Invoice } from "../invoice.ts";
import { invoiceXml } from "./invoice-xml.ts";
import { type WholeInvoice, wholeInvoice } from "./whole-invoice.ts";
import { signXml } from "./xml-signature.ts";

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** The original of an invoice as it is kept. */
export interface Original {
  /** The bytes that were signed, and have not changed since. */
  xml: Buffer;
  /** SHA-256 of the signed content, base64. */
  digest: string;
}

interface Row {
  xml: Buffer;
  digest: string;
}

/** The original, when it has been made; nothing else. */
export async function storedOriginal(
  { environment }: Context,
  invoiceId: string,
): Promise<Original | undefined> {
  const { rows } = await environment.database.writer.query<Row>({
    name: "invoice_original:by-id",
    text: "select xml, digest from invoice_original where invoice_id = $1",
    values: [invoiceId],
  });
  const [row] = rows;
  return row && { digest: row.digest, xml: await inflate(row.xml) };
}

/**
 * The signed original of an invoice. It is made when first asked for, once: of several who ask at the same time one stores
 * its bytes, and all get those. From then on neither a new form nor a new key changes it.
 */
export async function originalOf(
  context: Context,
  invoice: Invoice,
  whole: Promise<WholeInvoice> | undefined = undefined,
): Promise<Original> {
  const known = await storedOriginal(context, invoice.id);
  if (known) return known;
  const { name, keys, database } = context.environment;
  const key = keys.current("invoices");
  const { xml, digest } = signXml(invoiceXml(await (whole ?? wholeInvoice(context, invoice)), name), key);
  await database.writer.query({
    name: "invoice_original:store",
    text: "insert into invoice_original (invoice_id, xml, digest, kid) values ($1, $2, $3, $4) on conflict do nothing",
    values: [invoice.id, await deflate(xml), digest, key.kid],
  });
  return (await storedOriginal(context, invoice.id))!;
}
