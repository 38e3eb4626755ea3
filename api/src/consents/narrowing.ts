import { check } from "../platform/refusal.ts";
import type { Queryable } from "../platform/transaction.ts";
import { type Narrower, narrows } from "./agreement.rules.ts";
import type { Signer } from "./agreement.ts";
import { ConsentStatus, refuse, withImplied } from "./consent.rules.ts";
import { fieldsUnder, keepFields, keptFields, listOf } from "./consented-fields.ts";
import { tell, tellGateways } from "./moves.ts";
import { locked, writeReceipt } from "./record.ts";

/*
 * Narrowing raises the version of the consent. Tokens name the version they were issued under; an older one is refused
 * like an expired one, so the app refreshes and goes on with a narrower token. See docs/decisions/0006-narrowing.md.
 */

/** Leaves less of a consent: fewer scopes or fields, shorter periods, an earlier end. Effective on the next call. Throws a Refusal. */
export async function narrowConsent(
  client: Queryable,
  id: string,
  to: Narrower,
  { signer, now }: { signer?: Signer; now: Date },
): Promise<void> {
  const row = await locked(client, id);
  if (row?.status !== ConsentStatus.ACTIVE && row?.status !== ConsentStatus.SUSPENDED)
    return check(refuse.CONSENT_STATE);
  const kept = await keptFields(client, row.fieldsHash);
  const { scopes: given, expiresAt, periodFrom, periodTo } = row;
  check(...narrows({ scopes: given, fields: kept && listOf(kept), expiresAt, periodFrom, periodTo }, to));
  const scopes = to.scopes ? given.filter((scope) => withImplied(to.scopes ?? []).includes(scope)) : given;
  const fields =
    kept &&
    fieldsUnder(kept, scopes).filter(({ coordinate }) => !to.fields || to.fields.includes(coordinate));
  const left = {
    scopes,
    fieldsHash: fields ? await keepFields(client, fields) : null,
    expiresAt: to.expiresAt ?? expiresAt,
    periodFrom: to.periodFrom ?? periodFrom,
    periodTo: to.periodTo ?? periodTo,
  };
  await client.query(
    `update consent set version = version + 1, changed_at = clock_timestamp(), scopes = $2::text[], items = $3::jsonb, separate_consents = $4::jsonb,
       fields_hash = $5, expires_at = $6::timestamptz, period_from = $7::date, period_to = $8::date where id = $1`,
    [
      id,
      scopes,
      JSON.stringify(row.items.filter(({ scope }) => scopes.includes(scope))),
      JSON.stringify(row.separate.filter(({ scope }) => scopes.includes(scope))),
      left.fieldsHash,
      left.expiresAt,
      left.periodFrom,
      left.periodTo,
    ],
  );
  // The library's Grant, from which each later token takes its scopes and details, now says the same as the consent.
  await client.query("select align_grant($1)", [id]);
  await tellGateways(client, [id]);
  await tell(client, [row], row.status, "consent.narrowed");
  if (signer) await writeReceipt(client, id, signer, now);
}
