import { hash } from "node:crypto";
import type { Caller, EnvironmentName } from "./caller.ts";
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

export const hashOf = (value: unknown): string => hash("sha256", canonical(value), "hex");

/** What kind of thing an entry is about: data read, something done, a sign-in, the platform's own administration. */
export type EntryKind = "READ" | "WRITE" | "SIGN_IN" | "ADMIN";

/** What a caller is, and the platform itself where nobody called. */
export type ActorKind = Caller["kind"] | "PLATFORM";

/**
 * One entry of the access ledger: who did what for which taxpayer, on what ground, with what outcome. Plain data, names and
 * hashes; never a value of class C3 or C4. Its time is given by the database when it is written, and is real time.
 */
export interface Entry {
  environment: EnvironmentName;
  kind: EntryKind;
  /** A stable code of what was done: `CONSENT_REVOKED`, `SIGNED_IN`, `KEY_ROTATED`. Absent for reads. */
  event?: string | undefined;
  /** The root field of the graph, `invoices`; absent where none was involved. */
  operation?: string | undefined;
  operationName?: string | undefined;
  /** SHA-256 of the document. */
  documentHash?: string | undefined;
  /** Names a set of fields in `ledger_fields`. */
  fieldsHash?: string | undefined;
  /** `DONE`, `REPLAYED` (an idempotent answer given again), `SUBSCRIBED`, `ENDED`, `PARTIAL <codes>`, or the codes of the refusal. */
  outcome: string;
  callerKind: ActorKind;
  appId?: string | undefined;
  releaseId?: string | undefined;
  consentId?: string | undefined;
  personId?: string | undefined;
  /** The officer's post, its authority, and the case worked on. */
  postId?: string | undefined;
  authorityCode?: string | undefined;
  caseNo?: string | undefined;
  purpose?: string | undefined;
  /** Whose data it was; absent for what concerns no taxpayer. */
  taxpayerId?: string | undefined;
  /** Where it came from, masked: see `maskedAddress`. */
  address?: string | undefined;
  /** How many events a subscription delivered. */
  items?: number | undefined;
  /** How many more times the same was refused within the minute. */
  repeats?: number | undefined;
  /** SHA-256 of the arguments, see `hashOf`. It is stored salted: HMAC under a secret that only the database knows. */
  argsHash?: string | undefined;
  requestId: string;
}

/** What the gateway knows of the operation that a request is; its entries carry it. */
export interface OperationNote {
  name?: string | undefined;
  documentHash: string;
  fieldsHash?: string | undefined;
  address?: string | undefined;
}

/**
 * Appends an entry, within the transaction of the change it records or on a pool. For writes of the graph `Writes` does it;
 * sign-ins, consents given on pages, key rotations and releases call this themselves, kind `SIGN_IN` or `ADMIN`:
 * `await record(client, { environment: "sandbox", kind: "SIGN_IN", event: "SIGNED_IN", outcome: "DONE", callerKind: "PLATFORM",
 * personId, taxpayerId, requestId })`. An entry cannot be changed or taken back, except by the transaction's rollback.
 */
export const record = (sql: Queryable, entry: Entry): Promise<void> => recordAll(sql, [entry]);

/** Appends several entries with one statement. */
export async function recordAll(sql: Queryable, entries: readonly Entry[]): Promise<void> {
  await sql.query("select ledger.record_access($1::jsonb)", [JSON.stringify(entries.map(withId))]);
}

/** An entry with the id it will have. */
export const withId = (entry: Entry): Entry & { id: string } => ({ ...entry, id: newId("aud") });

/** What an entry says of the caller. */
export const actorOf = ({
  kind: callerKind,
  appId,
  releaseId,
  consentId,
  personId,
  postId,
  authorityCode,
  caseNo,
  purpose,
  taxpayerId,
}: Caller) => ({
  callerKind,
  appId,
  releaseId,
  consentId,
  personId,
  postId,
  authorityCode,
  caseNo,
  purpose,
  taxpayerId,
});

/** The entry of what a request did; `more` wins over what the context says, for example another `taxpayerId`. */
export function entryOf(
  { caller, environment, requestId, operation }: Context,
  { args, ...more }: Pick<Entry, "kind" | "outcome"> & Partial<Entry> & { args?: unknown },
): Entry {
  return {
    environment: environment.name,
    ...actorOf(caller),
    operationName: operation?.name,
    documentHash: operation?.documentHash,
    fieldsHash: operation?.fieldsHash,
    address: operation?.address ?? maskedAddress(caller.ip),
    ...(args === undefined ? {} : { argsHash: hashOf(args) }),
    requestId,
    ...more,
  };
}

/** A network address without what tells a single household: the last number of IPv4, all but the first 48 bits of IPv6. */
export function maskedAddress(address: string | undefined): string | undefined {
  if (!address) return undefined;
  const four = /^(?:::ffff:)?(\d+\.\d+\.\d+)\.\d+$/.exec(address);
  if (four) return `${four[1]}.*`;
  const [head = ""] = address.split("::");
  return `${head.split(":").filter(Boolean).slice(0, 3).join(":")}::*`;
}
