import type { Context } from "../../platform/context.ts";
import { newId } from "../../platform/id.ts";
import { check } from "../../platform/refusal.ts";
import {
  APPROVAL_HOURS,
  ApprovalStatus,
  hoursLater,
  levelOfPost,
  officerOf,
  whyNotDecide,
} from "../../registry/facts.ts";
import { refuse, whyNotFlag } from "./flag.rules.ts";
import { changeFlag, decides, groundedInvoice } from "./flag.service.ts";
import { FlagProposal, type ProposeFlagInput } from "./flag-proposal.ts";

/** An officer who may not flag, or would rather not alone, asks the authority above to; the same ground is needed. */
export async function proposeFlag(
  context: Context,
  { invoiceId, action, reason }: ProposeFlagInput,
): Promise<FlagProposal> {
  const { em, now, caller } = context;
  const officer = await officerOf(context);
  const { invoice, caseNo } = await groundedInvoice(context, officer, invoiceId, caller.caseNo);
  check(...whyNotFlag(action, invoice.status, reason));
  const proposal = em.create(FlagProposal, {
    id: newId("fpr"),
    invoiceId,
    action,
    taxpayerId: invoice.sellerId,
    caseNo,
    reason: reason.trim(),
    authorityCode: officer.authorityCode,
    requestedById: officer.personId,
    postId: officer.postId,
    status: ApprovalStatus.PENDING,
    requestedAt: now,
    decideBy: hoursLater(now, APPROVAL_HOURS),
    decidedById: null,
    decidedAt: null,
  });
  await em.flush();
  return proposal;
}

/** A second person above the station decides; what is approved is flagged, or its flag lifted, by the same transaction. */
export async function decideFlagProposal(
  context: Context,
  proposalId: string,
  approve: boolean,
): Promise<FlagProposal> {
  const { em, now, environment } = context;
  const officer = await officerOf(context);
  const proposal = await em.findOne(FlagProposal, { id: proposalId }, { lockMode: 4, refresh: true });
  if (!proposal) return check(refuse.FLAG_PROPOSAL_NOT_FOUND) as never;
  const level = await levelOfPost(environment.database.reader, proposal.postId);
  if (!level) return check(refuse.FLAG_PROPOSAL_NOT_FOUND) as never;
  const requested = { ...proposal, scope: "officer:invoice", amount: null, handlerId: null, level };
  check(decides(officer), ...whyNotDecide(requested, officer, now));
  if (approve) await changeFlag(context, proposal, proposal.action, proposal.caseNo);
  proposal.status = approve ? ApprovalStatus.APPROVED : ApprovalStatus.REFUSED;
  proposal.decidedById = officer.personId;
  proposal.decidedAt = now;
  await em.flush();
  return proposal;
}
