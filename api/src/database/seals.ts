import { createHash, createHmac } from "node:crypto";
import type { Pool } from "pg";
import type { Database } from "../platform/context.ts";
import { holderOf } from "../platform/idempotency.ts";

/** How long a seal is good for, in seconds: longer than any transaction may last, and than clocks may differ. */
const LASTS = 600;

const sha256 = (...parts: (Buffer | string)[]) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/**
 * What is made with the secret that the application's role cannot read. `seal` is what a transaction says of its caller: `open_tax.caller`, the words, and `open_tax.seal`, made of them with
 * the secret. Whoever slips a statement into a write may set the first and cannot
 * make the second, so that `sealed.caller_claim` – and with it every policy – refuses it.
 */
export async function openSeals(writer: Pool): Promise<Pick<Database, "seal" | "pseudonym">> {
  const { rows } = await writer.query<{ inner: Buffer; outer: Buffer }>(
    'select "inner", "outer" from sealed.secret',
  );
  const [secret] = rows;
  if (!secret) throw new Error("the database has no secret for its row-level security");
  const ofPseudonyms = sha256("pseudonyms", secret.outer, secret.inner);
  return {
    seal(caller) {
      const { taxpayerId, appId, personId, consentId, authorityCode, purpose } = caller;
      const exp = Math.floor(Date.now() / 1000) + LASTS;
      const holder = holderOf(caller);
      const said = { taxpayerId, appId, personId, consentId, authorityCode, purpose, holder, exp };
      const claims = JSON.stringify(said);
      return {
        "open_tax.caller": claims,
        "open_tax.seal": sha256(secret.outer, sha256(secret.inner, claims)).toString("hex"),
      };
    },
    pseudonym: ({ appId = "" }, value) =>
      createHmac("sha256", ofPseudonyms).update(`${appId}\n${value}`).digest("base64url"),
  };
}
