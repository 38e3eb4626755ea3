import { LockMode } from "@mikro-orm/core";
import { pages } from "../../platform/connection.ts";
import type { Context } from "../../platform/context.ts";
import { mask } from "../../platform/mask.ts";
import { read, readAnyone } from "../../platform/read.ts";
import { check } from "../../platform/refusal.ts";
import { taxpayersByIds } from "../../registry/facts.ts";
import { BuyerKind } from "../issuing/issue-input.ts";
import { InvoiceRequest } from "./invoice-request.ts";
import { refuse } from "./request.refusals.ts";
import { contactsAreDue } from "./request.rules.ts";
import { type FilledHeader, type InvoiceRequestFace, NAMES_SHOWN } from "./request-shapes.ts";
import { InvoiceRequestStatus, requestStateAt } from "./request-states.ts";
import { hashOfToken } from "./request-token.ts";

export const requestsByIds = read<InvoiceRequest, { ids: readonly string[] }>(
  InvoiceRequest,
  "by-ids",
  "t.id = any(:ids)",
);

export const requestsOfSeller = pages<InvoiceRequest>({
  model: InvoiceRequest,
  name: "of-seller",
  where: "true",
  filters: {
    status:
      "case when t.state in ('CREATED', 'FILLED') and t.expires_at <= :now::timestamptz then 'EXPIRED' else t.state end = :status",
    orderRef: "t.order_ref = :orderRef",
  },
  order: ["createdAt"],
  direction: "desc",
});

const byTokenHash = readAnyone<InvoiceRequest, { tokenHash: string }>(
  InvoiceRequest,
  "by-token",
  "t.token_hash = :tokenHash",
  "whoever holds the token of a QR code may see the face of its request",
);

/** A request with the state it has now. */
interface Found {
  request: InvoiceRequest;
  status: InvoiceRequestStatus;
  sellerName: string;
}

/** The request of a token; nothing for one there never was. Both ways take the same two statements. */
export async function requestOfToken(context: Context, token: string): Promise<Found | undefined> {
  const [request] = await byTokenHash(context, { tokenHash: hashOfToken(token) });
  const [seller] = await taxpayersByIds(context.environment.database.reader, [request?.sellerId ?? ""]);
  if (!request || !seller) return undefined;
  const status = requestStateAt(request.state, request.expiresAt, context.now);
  return { request, status, sellerName: seller.name };
}

/** What the buyer may see; nothing of what is over, as of a token there never was. */
export function faceOf(found: Found | undefined): InvoiceRequestFace | null {
  if (!found) return null;
  const { request, status, sellerName } = found;
  if (status === InvoiceRequestStatus.EXPIRED || status === InvoiceRequestStatus.CANCELLED) return null;
  const { kind, amountInclTax, orderLines, expiresAt } = request;
  return {
    sellerName,
    kind,
    amountInclTax,
    lineNames: orderLines.slice(0, NAMES_SHOWN).map(({ name }) => name),
    lineCount: orderLines.length,
    expiresAt,
    status,
  };
}

/** The header of a request; without what the buyer is reached by once its days are over, whether or not the chore has run. */
export function headerOf(
  { header, buyerEmail, buyerMobile, filledAt }: InvoiceRequest,
  days: number,
  now: Date,
): FilledHeader | null {
  if (!header || !filledAt) return null;
  const over = contactsAreDue(filledAt, days, now);
  const isPerson = header.kind === BuyerKind.PERSON;
  return {
    kind: header.kind,
    name: header.name,
    tin: isPerson ? mask("ID_CARD", header.tin) : (header.tin ?? null),
    address: isPerson ? mask("ADDRESS", header.address) : (header.address ?? null),
    phone: over ? null : (header.phone ?? null),
    bankName: header.bankName ?? null,
    bankAccount: header.bankAccount ?? null,
    email: over ? null : buyerEmail,
    mobile: over ? null : buyerMobile,
  };
}

/** A request of the caller's under lock, with its state now; refuses where there is none. */
export async function lockRequest(context: Context, id: string) {
  const request = await context.em.findOne(InvoiceRequest, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  check(!request && refuse.INVOICE_REQUEST_NOT_FOUND);
  return { request: request!, status: requestStateAt(request!.state, request!.expiresAt, context.now) };
}
