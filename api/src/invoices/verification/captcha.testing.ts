import { type Challenge, solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import type { Caller } from "../../platform/caller.ts";
import type { testSubgraph } from "../../platform/testing.ts";

type Board = Awaited<ReturnType<typeof testSubgraph>>;

/** A challenge fetched and solved, as the ALTCHA widget does it. `tamper` may change it before it is sent. */
export async function solved(
  board: Board,
  tamper: (challenge: Challenge) => void = () => undefined,
  as?: Caller,
): Promise<string> {
  const { captchaChallenge } = await board.data<{ captchaChallenge: { challenge: Challenge } }>(
    "{ captchaChallenge { challenge expiresAt } }",
    as ? { as } : {},
  );
  const challenge = structuredClone(captchaChallenge.challenge);
  const solution = await solveChallenge({ challenge, deriveKey });
  tamper(challenge);
  return Buffer.from(JSON.stringify({ challenge, solution })).toString("base64");
}
