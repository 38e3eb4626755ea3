import { createHash } from "node:crypto";
import type { Context } from "./context.ts";
import { newId } from "./id.ts";
import type { Queryable } from "./transaction.ts";

/** JSON with its keys in order, so that equal arguments have equal hashes. */
export function canonical(value: unknown): string {
  if (typeof value === "bigint") return `"${value}"`;
  if (value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value && typeof value === "object")
    return `{${Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
      .join(",")}}`;
  return JSON.stringify(value ?? null);
}

export const hashOf = (value: unknown): string => createHash("sha256").update(canonical(value)).digest("hex");

/**
 * Leaves one entry of a write, done or refused: who, for whom, what, with what outcome – never a value.
 * `argsHash` proves which arguments it had to one who knows them. The request's time is real time.
 */
export async function record(
  sql: Queryable,
  context: Context,
  event: string,
  outcome: string,
  args: unknown,
): Promise<void> {
  const { caller, environment, requestId } = context;
  await sql.query(
    `insert into audit_entry (id, at, environment, event, outcome, caller_kind, app_id, release_id, consent_id, person_id, taxpayer_id, args_hash, request_id)
     values ($1, now(), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      newId("aud"),
      environment.name,
      event,
      outcome,
      caller.kind,
      caller.appId ?? null,
      caller.releaseId ?? null,
      caller.consentId ?? null,
      caller.personId ?? null,
      caller.taxpayerId ?? null,
      hashOf(args),
      requestId,
    ],
  );
}
