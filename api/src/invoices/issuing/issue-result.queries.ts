import type { Context } from "../../platform/context.ts";
import type { UserError } from "../../platform/payload.ts";
import { read } from "../../platform/read.ts";
import { amountInWords } from "../amount-in-words.ts";
import {
  type IssueItemResult,
  IssueRequest,
  type IssueRequestItem,
  type IssueResult,
} from "./issue-request.ts";
import type { IssuedInvoice } from "./issued-invoice.ts";

const requestById = read<IssueRequest, { id: string }>(
  IssueRequest,
  "by-id",
  "t.id = :id and t.caller ->> 'appId' is not distinct from :caller.appId",
);

type Kept = {
  invoice?: Record<"amount" | "taxAmount" | "total" | "issuedAt", string> &
    Pick<IssuedInvoice, "id" | "kind" | "number">;
  userErrors?: UserError[];
};

/** How far a batch of the calling app and taxpayer has come; nothing for any other. */
export async function issueResult(context: Context, requestId: string): Promise<IssueResult | null> {
  const [request] = await requestById(context, { id: requestId });
  if (!request) return null;
  const { rows } = await context.environment.database.reader.query<
    Pick<IssueRequestItem, "state"> & { answer: Kept | null }
  >({
    name: "issue_request_item:of-request",
    text: "select state, answer from issue_request_item where issue_request_id = $1 order by no",
    values: [request.id],
  });
  const { state, total, issued, refused } = request;
  return { requestId: request.id, state, total, issued, refused, items: rows.map(result) };
}

const result = ({
  state,
  answer,
}: Pick<IssueRequestItem, "state"> & { answer: Kept | null }): IssueItemResult => ({
  state,
  invoice: answer?.invoice ? revived(answer.invoice) : null,
  userErrors: answer?.userErrors ?? [],
});

/** Kept as JSON, amounts in 分. */
const revived = (kept: NonNullable<Kept["invoice"]>): IssuedInvoice => {
  const total = BigInt(kept.total);
  return {
    ...kept,
    issuedAt: new Date(kept.issuedAt),
    amount: BigInt(kept.amount),
    taxAmount: BigInt(kept.taxAmount),
    total,
    totalInWords: amountInWords(total),
  };
};
