import { refuse as access } from "../platform/access.ts";
import type { Context } from "../platform/context.ts";
import { check } from "../platform/refusal.ts";
import { steppedUp } from "../platform/step-up.ts";
import { inTransaction } from "../platform/transaction.ts";
import { rolesIn } from "../registry/facts.ts";
import { approveConsent, attestDeletion, narrowConsent, refuseConsent, revokeConsent } from "./commands.ts";
import { isAppItself } from "./consent.queries.ts";
import { mayConsent, type Role, refuse } from "./consent.rules.ts";
import { Consent } from "./consent.ts";
import type {
  ApproveConsentInput,
  AttestDeletionInput,
  NarrowConsentInput,
  RefuseConsentInput,
  RevokeConsentInput,
} from "./inputs.ts";
import { OWN_USE } from "./purposes.ts";

/** A consent of the taxpayer's to an app; another's looks like none. */
async function found({ em }: Context, id: string): Promise<Consent> {
  const consent = await em.findOne(Consent, { id, purposeCode: { $ne: OWN_USE } });
  return consent ?? (check(refuse.CONSENT_NOT_FOUND) as never);
}

/** A consent belongs to the entity: whoever may give one may lessen or end it, and so may the person who gave it. */
async function mayLessen({ em, caller }: Context, consent: Consent): Promise<void> {
  if (consent.grantedById === caller.personId) return;
  const own = await em.findOne(Consent, { id: caller.consentId ?? "" });
  check(!(own && mayConsent(own.grantedRole)) && access.ROLE_DENIED);
}

/** The role, as the registry has it now, in which the caller may decide for others. Throws ROLE_DENIED. */
async function decidingRole({ environment, caller }: Context): Promise<Role> {
  const roles = await rolesIn(environment.database.reader, caller.personId ?? "", caller.taxpayerId ?? "");
  return roles.find(mayConsent) ?? (check(access.ROLE_DENIED) as never);
}

const fresh = ({ em }: Context, consent: Consent) => em.refresh(consent) as Promise<Consent>;

/** The subject withdraws, in one step and at any time (Personal Information Protection Law, art. 15). */
export async function withdrawConsent(
  context: Context,
  { consentId, reason }: RevokeConsentInput,
): Promise<Consent> {
  const consent = await found(context, consentId);
  await mayLessen(context, consent);
  await revokeConsent(inTransaction(context), consent.id, {
    by: context.caller.personId ?? "",
    reason: reason?.trim() || null,
  });
  return fresh(context, consent);
}

/** One who may consent agrees to what a tax handler asked for; sensitive scopes one by one, some with a passkey. */
export async function approve(
  context: Context,
  { id, separate, months }: ApproveConsentInput,
): Promise<Consent> {
  const { caller, environment } = context;
  const now = environment.clock.now();
  const consent = await found(context, id);
  await approveConsent(inTransaction(context), id, {
    personId: caller.personId ?? "",
    role: await decidingRole(context),
    acr: steppedUp(caller, now) ? "L2" : "L3",
    separate,
    months: months ?? null,
    signer: environment,
    now,
  });
  return fresh(context, consent);
}

/** The approver says no, or the person who asked takes the request back. */
export async function decline(context: Context, { id, reason }: RefuseConsentInput): Promise<Consent> {
  const consent = await found(context, id);
  if (consent.grantedById !== context.caller.personId) await decidingRole(context);
  await refuseConsent(inTransaction(context), id, { reason: reason?.trim() || null });
  return fresh(context, consent);
}

/** Leaves less of a consent; what remains goes on without a new page. */
export async function narrow(context: Context, input: NarrowConsentInput): Promise<Consent> {
  const { environment } = context;
  const consent = await found(context, input.id);
  await mayLessen(context, consent);
  const { scopes, fields, expiresAt, periodFrom, periodTo } = input;
  await narrowConsent(
    inTransaction(context),
    input.id,
    { scopes, fields, expiresAt, periodFrom, periodTo },
    { signer: environment, now: environment.clock.now() },
  );
  return fresh(context, consent);
}

/** The app in its own right, or one who decides for its vendor, says that it deleted what it had obtained under a consent. Answers the consent's id. */
export async function attest(context: Context, { id, deletedItems }: AttestDeletionInput): Promise<string> {
  if (!isAppItself(context.caller)) await decidingRole(context);
  await attestDeletion(inTransaction(context), id, deletedItems);
  return id;
}
