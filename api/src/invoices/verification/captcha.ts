import { hkdfSync } from "node:crypto";
import { type Challenge, createChallenge, type Payload, verifySolution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import type { Caller } from "../../platform/caller.ts";
import { limitKey } from "../../platform/client-address.ts";
import type { Context } from "../../platform/context.ts";
import type { SigningKey } from "../../platform/keys.ts";
import { Shape, Show } from "../../platform/model.ts";
import { at, check, problems } from "../../platform/refusal.ts";
import { DateTimeScalar, JSONScalar } from "../../platform/scalars.ts";

export const refuse = problems({
  CAPTCHA_INVALID: {
    zh: "人机验证未通过：请取得新的 captchaChallenge，解答后提交",
    en: "The captcha was not solved: get a new captchaChallenge, solve it and send the solution.",
    actor: "USER",
    retryable: false,
  },
});

/** How long a challenge may be answered. Captchas use real time, never a test clock. */
const LIFETIME_MS = 600_000;
/** Iterations of one trial; about 256 trials are needed. */
const COST = 2_000;
const LONGEST_TOKEN = 4_000;

@Shape({
  zh: "人机验证的题目（ALTCHA 工作量证明），交给 ALTCHA 组件求解。",
  en: "A captcha: a proof of work in the format of ALTCHA, whose widget solves it.",
})
export class CaptchaChallenge {
  @Show(
    () => JSONScalar,
    "题目，原样交给组件；解答（base64）作为 captchaToken 提交，只能用一次，且须由取题的同一网络地址（IPv6 为同一 /64 网段）或同一应用提交。",
    "The challenge, for the widget as it is; send the solution (base64) as captchaToken, once, from the address (of IPv6 the /64 network) or by the app that asked for it.",
  )
  challenge!: Challenge;

  @Show(() => DateTimeScalar, "此前有效。", "Valid until then.")
  expiresAt!: Date;
}

/** Who has to solve it: work done elsewhere counts for nothing, so that one machine cannot solve for a thousand. */
const solverOf = ({ appId, ip = "" }: Caller): string => appId ?? `address ${limitKey(ip)}`;

/** Shared by all processes of the environment, for one solver, and of no use elsewhere. */
const secretOf = ({ privateJwk }: SigningKey, caller: Caller): string =>
  Buffer.from(hkdfSync("sha256", privateJwk.d!, "open-tax", `captcha ${solverOf(caller)}`, 32)).toString(
    "hex",
  );

export async function newChallenge({ environment, caller }: Context): Promise<CaptchaChallenge> {
  const expiresAt = new Date(Date.now() + LIFETIME_MS);
  const challenge = await createChallenge({
    algorithm: "PBKDF2/SHA-256",
    cost: COST,
    deriveKey,
    expiresAt,
    hmacSignatureSecret: secretOf(environment.keys.current("internal"), caller),
  });
  return { challenge, expiresAt };
}

function read(token: string | null | undefined): Payload | undefined {
  if (!token || token.length > LONGEST_TOKEN) return undefined;
  try {
    const payload = JSON.parse(Buffer.from(token, "base64").toString()) as Payload | null;
    return typeof payload?.challenge?.parameters?.nonce === "string" &&
      typeof payload.challenge.signature === "string"
      ? payload
      : undefined;
  } catch {
    return undefined;
  }
}

async function isSolved({ environment, caller }: Context, payload: Payload): Promise<boolean> {
  for (const key of environment.keys.of("internal")) {
    const hmacSignatureSecret = secretOf(key, caller);
    const { verified } = await verifySolution({ ...payload, deriveKey, hmacSignatureSecret });
    if (verified) return true;
  }
  return false;
}

interface Writer {
  query(text: string, values: unknown[]): Promise<{ rowCount: number | null }>;
}

/** Refuses unless the token is the solution of a challenge of ours, in time, for the first time. */
export async function captchaWasSolved(
  context: Context,
  writer: Writer,
  token: string | null | undefined,
): Promise<void> {
  const invalid = at(refuse.CAPTCHA_INVALID, ["input", "captchaToken"]);
  const payload = read(token);
  check(!payload && invalid);
  const { nonce, expiresAt } = payload!.challenge.parameters;
  check(!(await isSolved(context, payload!)) && invalid);
  const { rowCount } = await writer.query(
    "insert into captcha_spent (nonce, expires_at) values ($1, to_timestamp($2)) on conflict do nothing",
    [nonce, expiresAt],
  );
  check(rowCount !== 1 && invalid);
}
