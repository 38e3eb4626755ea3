import type { Pool } from "pg";
import { NONCE_LIFETIME_SECONDS } from "./dpop-nonce.ts";

/** What identifies a DPoP proof: the thumbprint of its key and its `jti`. */
export interface Proof {
  readonly thumbprint: string;
  readonly jti: string;
}

/** Remembers, for all processes together, the proofs that writes came with. */
export interface SpentProofs {
  /** True for whoever comes first with a proof. */
  first(proof: Proof): Promise<boolean>;
}

/** Longer than any process accepts the nonce in a proof, whatever its clock says. */
const KEPT_SECONDS = NONCE_LIFETIME_SECONDS + 120;

/** Proofs in a table. The insert decides who is first, and is durable when it answers: a crash lets nobody in again. */
export function spentProofs(pool: Pool): SpentProofs {
  return {
    async first({ thumbprint, jti }) {
      const { rowCount } = await pool.query({
        name: "proof:spend",
        text: `insert into proof_used (thumbprint, jti, expires_at) values ($1, $2, now() + $3::int * interval '1 second')
               on conflict do nothing`,
        values: [thumbprint, jti, KEPT_SECONDS],
      });
      return rowCount === 1;
    },
  };
}

/** Deletes the proofs that would be refused for their age. Answers how many. */
export async function forgetSpentProofs(pool: Pool): Promise<number> {
  const { rowCount } = await pool.query("delete from proof_used where expires_at < now()");
  return rowCount ?? 0;
}
