import { ID } from "type-graphql";
import { refuse as access } from "../platform/access.ts";
import type { Context } from "../platform/context.ts";
import { IdempotencyKey, InputOf, Takes } from "../platform/model.ts";
import { check } from "../platform/refusal.ts";
import { inTransaction } from "../platform/transaction.ts";
import { revokeConsent } from "./commands.ts";
import { mayConsent, refuse } from "./consent.rules.ts";
import { Consent } from "./consent.ts";

@InputOf({ zh: "撤回一项授权。", en: "Withdraws a consent." })
export class RevokeConsentInput {
  @Takes(() => ID, "要撤回的授权。", "The consent to withdraw.")
  consentId!: string;

  @Takes(() => String, "原因，最多 200 字。", "Why, at most 200 characters.", { nullable: true, max: 200 })
  reason?: string | null;

  @IdempotencyKey()
  idempotencyKey!: string;
}

/**
 * The subject withdraws, in one step and at any time (Personal Information Protection Law, art. 15). It belongs to the
 * entity: whoever may give a consent may withdraw it, and so may the person who gave it.
 */
export async function withdrawConsent(
  context: Context,
  { consentId, reason }: RevokeConsentInput,
): Promise<Consent> {
  const { em, caller } = context;
  const [consent, own] = await Promise.all([
    em.findOne(Consent, { id: consentId }),
    em.findOne(Consent, { id: caller.consentId ?? "" }),
  ]);
  if (!consent) return check(refuse.CONSENT_NOT_FOUND) as never;
  const may = consent.grantedById === caller.personId || (own !== null && mayConsent(own.grantedRole));
  check(!may && access.ROLE_DENIED);
  await revokeConsent(inTransaction(context), consent.id, {
    by: caller.personId ?? "",
    reason: reason?.trim() || null,
  });
  return em.refresh(consent) as Promise<Consent>;
}
