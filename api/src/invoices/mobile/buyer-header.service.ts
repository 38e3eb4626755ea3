import type { Context } from "../../platform/context.ts";
import { newId } from "../../platform/id.ts";
import { publish } from "../../platform/outbox.ts";
import { check } from "../../platform/refusal.ts";
import { inTransaction } from "../../platform/transaction.ts";
import { taxpayerByTin } from "../../registry/facts.ts";
import { tidied, whyNotHeader } from "./buyer-header.rules.ts";
import { countPublicUse } from "./public-limit.ts";
import { faceOf, requestOfToken } from "./request.queries.ts";
import { refuse } from "./request.refusals.ts";
import { whyNotMove } from "./request.rules.ts";
import type { FillBuyerHeaderInput } from "./request-inputs.ts";
import type { InvoiceRequestFace } from "./request-shapes.ts";
import { InvoiceRequestStatus } from "./request-states.ts";

/** What the buyer sees of a token. */
export async function invoiceRequestByToken(
  context: Context,
  token: string,
): Promise<InvoiceRequestFace | null> {
  await countPublicUse(context, "request-by-token");
  const found = await requestOfToken(context, token);
  if (found) context.touch(found.request.sellerId);
  return faceOf(found);
}

/** Why a token is of no use: one there never was is as one that has expired. */
const whyNotToken = (status: InvoiceRequestStatus | undefined) =>
  status ? whyNotMove("FILL", status) : refuse.QR_EXPIRED;

/**
 * A buyer fills in the header; until the seller issues, a later one takes the place of an earlier one. What is wrong with
 * the header is told only to whoever holds a token that is good.
 */
export async function fillBuyerHeader(
  context: Context,
  input: FillBuyerHeaderInput,
): Promise<InvoiceRequestFace> {
  await countPublicUse(context, "fill-header");
  const { environment, now } = context;
  const given = tidied(input.header);
  const [found, registered] = await Promise.all([
    requestOfToken(context, input.token),
    taxpayerByTin(environment.database.reader, given.tin ?? ""),
  ]);
  check(whyNotToken(found?.status));
  check(...whyNotHeader(given, found!.request.kind, registered));
  const { email, mobile, ...header } = given;
  const sql = inTransaction(context);
  // It tells the seller, too: a buyer who has not signed in may tell nobody anything else.
  const { rows } = await sql.query<{ id: string; seller: string; replaced: boolean }>(
    "select id, seller_id as seller, replaced from sealed.fill_invoice_request($1::text, $2::jsonb, $3::text, $4::text, $5::timestamptz, $6::text)",
    [input.token, JSON.stringify(header), email, mobile, now, newId("ntc")],
  );
  const [filled] = rows;
  if (!filled) check(whyNotToken((await requestOfToken(context, input.token))?.status) ?? refuse.QR_USED);
  const { id, seller, replaced } = filled!;
  await publish(sql, {
    type: "invoice_request.filled",
    taxpayerId: seller,
    subject: id,
    data: { status: InvoiceRequestStatus.FILLED, replaced },
  });
  return faceOf({ ...found!, status: InvoiceRequestStatus.FILLED })!;
}
