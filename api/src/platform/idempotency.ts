import { deserialize, serialize } from "node:v8";
import { refuse } from "./access.ts";
import { hashOf } from "./audit.ts";
import type { Caller } from "./caller.ts";
import type { Context } from "./context.ts";
import { completed, kept } from "./kept-answer.ts";
import { check } from "./refusal.ts";
import type { Queryable } from "./transaction.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/**
 * Who a key belongs to: the app, under a consent for one taxpayer and the person who gave it, or for an officer's post, alone;
 * or the address of an anonymous caller.
 */
export const holderOf = ({ appId, taxpayerId, postId, personId, ip = "" }: Caller): string =>
  appId === undefined ? `public:${ip}` : [appId, taxpayerId ?? postId, personId].filter(Boolean).join(" ");

/**
 * Does `work` once for a key, in the transaction it is called in. The same key with the same input answers what
 * the first answered; with another input it is refused. Two at once: the second waits for the first to commit.
 * `returns` is the declared type of the answer, by which it is known what of it is not kept.
 */
export async function once<T>(
  sql: Queryable,
  context: Context,
  operation: string,
  input: { idempotencyKey: string },
  work: () => Promise<T>,
  returns?: unknown,
): Promise<T> {
  const { idempotencyKey, ...body } = input;
  check(
    !UUID.test(idempotencyKey) && { ...refuse.IDEMPOTENCY_KEY_INVALID, path: ["input", "idempotencyKey"] },
  );
  const bodyHash = hashOf(body);
  const key = [holderOf(context.caller), operation, idempotencyKey.toLowerCase()];
  const { rowCount } = await sql.query(
    `insert into idempotency_key (holder, operation, key, body_hash, expires_at)
     values ($1, $2, $3, $4, now() + interval '7 years') on conflict do nothing`,
    [...key, bodyHash],
  );
  if (!rowCount) {
    const { rows } = await sql.query<{ body_hash: string; answer: Buffer }>(
      "select body_hash, answer from idempotency_key where holder = $1 and operation = $2 and key = $3",
      key,
    );
    check(
      rows[0]!.body_hash !== bodyHash && {
        ...refuse.IDEMPOTENCY_CONFLICT,
        path: ["input", "idempotencyKey"],
      },
    );
    return (await completed(context, deserialize(rows[0]!.answer))) as T;
  }
  const answer = await work();
  await sql.query(
    "update idempotency_key set answer = $4 where holder = $1 and operation = $2 and key = $3",
    [...key, serialize(kept(answer, returns))],
  );
  return answer;
}
