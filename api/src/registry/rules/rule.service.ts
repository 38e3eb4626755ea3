import type { Context } from "../../platform/context.ts";
import { announce } from "../../platform/events.ts";
import { publish } from "../../platform/outbox.ts";
import { at, check } from "../../platform/refusal.ts";
import { inTransaction } from "../../platform/transaction.ts";
import { APPROVAL_HOURS, hoursLater, whyNotDecide } from "../approval.rules.ts";
import { ApprovalStatus } from "../approval.ts";
import { officerOf } from "../officer.service.ts";
import { OfficerPost } from "../officer-post.ts";
import type { EndRuleInput, ProposeRuleOverrideInput, PublishRuleInput } from "./rule.inputs.ts";
import { displaced, type Planned, refuse, whyNotEnd, whyNotOverride, whyNotPublish } from "./rule.rules.ts";
import { RULES_CHANGED } from "./rule-book.ts";
import { RuleProposal } from "./rule-proposal.ts";
import { RuleTag, RuleVersion } from "./rule-version.ts";

/** Serialises changes to one rule, so that two at once do not both find the same versions. */
const LOCK = "select pg_advisory_xact_lock(hashtextextended($1, 18))";

/** Stores a version, ends or withdraws those it displaces, and tells everybody. */
async function store(context: Context, planned: Planned, authorityCode: string | null): Promise<RuleVersion> {
  const { em, caller, now } = context;
  const sql = inTransaction(context);
  await sql.query(LOCK, [`${planned.key} ${authorityCode ?? ""}`]);
  const existing = (
    await em.find(
      RuleVersion,
      { key: planned.key, authorityCode, withdrawnAt: null },
      { orderBy: { validFrom: "asc" }, refresh: true },
    )
  ).filter(
    ({ validFrom, validTo }) =>
      (planned.validTo === null || validFrom <= planned.validTo) &&
      (validTo === null || validTo >= planned.validFrom),
  );
  const { ended, withdrawn, beyond } = displaced(planned, existing);
  check(
    beyond.length > 0 && at(refuse.RULE_OVERLAP, ["input", "validTo"], { ids: beyond.map(({ id }) => id) }),
  );
  for (const { id } of ended)
    await sql.query("update rule_version set valid_to = $2::date - 1 where id = $1", [id, planned.validFrom]);
  for (const { id } of withdrawn)
    await sql.query("update rule_version set withdrawn_at = $2 where id = $1", [id, now]);
  const version = em.create(RuleVersion, {
    ...planned,
    tag: RuleTag.N,
    verify: false,
    authorityCode,
    publisherCode: caller.authorityCode!,
    publishedById: caller.personId!,
    publishedAt: now,
    withdrawnAt: null,
  } as never);
  await em.flush();
  await tell(context, version);
  return version;
}

async function tell(
  context: Context,
  { id, key, validFrom, validTo, authorityCode }: RuleVersion,
): Promise<void> {
  const sql = inTransaction(context);
  await publish(sql, {
    type: "rule.published",
    taxpayerId: null,
    subject: id,
    data: { key, validFrom, validTo, authorityCode },
  });
  await announce(sql, { topic: RULES_CHANGED });
}

/** The State Taxation Administration publishes a national rule. What it follows ends the day before; what it corrects is withdrawn. */
export async function publishRule(context: Context, input: PublishRuleInput): Promise<RuleVersion> {
  const { level } = await officerOf(context);
  const planned: Planned = {
    key: input.key,
    value: input.value,
    validFrom: input.validFrom,
    validTo: input.validTo ?? null,
    sourceDoc: input.sourceDoc.trim(),
    sourceArticle: input.sourceArticle ?? null,
    correction: input.correction ?? false,
    reason: input.reason ?? null,
  };
  check(level !== "STA" && refuse.RULE_LEVEL_DENIED, ...whyNotPublish(planned, context.today));
  return store(context, planned, null);
}

const plannedOf = ({
  key,
  value,
  validFrom,
  validTo,
  sourceDoc,
  sourceArticle,
}: ProposeRuleOverrideInput): Planned => ({
  key,
  value,
  validFrom,
  validTo,
  sourceDoc: sourceDoc.trim(),
  sourceArticle: sourceArticle.trim(),
  correction: false,
  reason: null,
});

/** A provincial bureau asks that a rule hold differently in its area. */
export async function proposeRuleOverride(
  context: Context,
  input: ProposeRuleOverrideInput,
): Promise<RuleProposal> {
  const { em, now, caller, today } = context;
  const officer = await officerOf(context);
  const planned = plannedOf(input);
  check(officer.level !== "PROVINCE" && refuse.RULE_LEVEL_DENIED, ...whyNotOverride(planned, today));
  const { correction: _, reason: __, ...asked } = planned;
  const proposal = em.create(RuleProposal, {
    ...asked,
    authorityCode: officer.authorityCode,
    requestedById: officer.personId,
    postId: caller.postId!,
    status: ApprovalStatus.PENDING,
    requestedAt: now,
    decideBy: hoursLater(now, APPROVAL_HOURS),
    decidedById: null,
    decidedAt: null,
    ruleVersionId: null,
  } as never);
  await em.flush();
  return proposal;
}

/** A second person, of the State Taxation Administration, decides. What was approved is law by the same transaction. */
export async function decideRuleOverride(
  context: Context,
  proposalId: string,
  approve: boolean,
): Promise<RuleProposal> {
  const { em, now, today } = context;
  const officer = await officerOf(context);
  const proposal = await em.findOne(RuleProposal, { id: proposalId }, { lockMode: 4, refresh: true });
  if (!proposal) return check(refuse.RULE_PROPOSAL_NOT_FOUND) as never;
  const requester = await em.findOne(OfficerPost, { id: proposal.postId });
  check(!requester && refuse.RULE_PROPOSAL_NOT_FOUND);
  const requested = {
    ...proposal,
    scope: "officer:rules",
    amount: null,
    level: requester!.level,
    handlerId: null,
  };
  check(
    officer.level !== "STA" && refuse.RULE_LEVEL_DENIED,
    ...whyNotDecide(requested, officer, now),
    ...(approve ? whyNotOverride(plannedOf(proposal as never), today) : []),
  );
  if (approve) {
    const version = await store(context, plannedOf(proposal as never), proposal.authorityCode);
    proposal.ruleVersionId = version.id;
  }
  proposal.status = approve ? ApprovalStatus.APPROVED : ApprovalStatus.REFUSED;
  proposal.decidedById = officer.personId;
  proposal.decidedAt = now;
  await em.flush();
  return proposal;
}

/** The State Taxation Administration ends a version, today at the earliest. */
export async function endRule(
  context: Context,
  { ruleVersionId, validTo, reason }: EndRuleInput,
): Promise<RuleVersion> {
  const { em, today } = context;
  const { level } = await officerOf(context);
  const found = await em.findOne(RuleVersion, { id: ruleVersionId, withdrawnAt: null }, { refresh: true });
  if (!found) return check(refuse.RULE_VERSION_NOT_FOUND) as never;
  check(level !== "STA" && refuse.RULE_LEVEL_DENIED, ...whyNotEnd(found, validTo, reason, today));
  found.validTo = validTo;
  found.reason = reason.trim();
  await em.flush();
  await tell(context, found);
  return found;
}
