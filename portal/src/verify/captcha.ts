import { type Challenge, solveChallenge } from "altcha-lib";
import { ask } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { CAPTCHA } from "./verify.documents.ts";

/** One trial, by the browser's own cryptography. */
async function deriveKey(
  { cost, keyLength = 32 }: Challenge["parameters"],
  salt: Uint8Array,
  password: Uint8Array,
): Promise<{ derivedKey: Uint8Array }> {
  const own = (bytes: Uint8Array) => new Uint8Array(bytes);
  const key = await crypto.subtle.importKey("raw", own(password), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits(
    { name: "PBKDF2", hash: "SHA-256", salt: own(salt), iterations: cost },
    key,
    keyLength * 8,
  );
  return { derivedKey: new Uint8Array(bits) };
}

/** How likely it is that so many trials were enough: what a bar of progress can honestly show of a search. */
const chance = (trials: number): number => 1 - (255 / 256) ** trials;

/** Fetches a challenge and solves it, in a second or two. `told` hears how far it is, between 0 and 1. */
export async function solveCaptcha(
  environment: EnvironmentName,
  told: (progress: number) => void,
  controller: AbortController,
): Promise<string> {
  const { captchaChallenge } = await ask<{ captchaChallenge: { challenge: Challenge } }>({
    environment,
    document: CAPTCHA,
    anonymous: true,
    signal: controller.signal,
  });
  const { challenge } = captchaChallenge;
  let trials = 0;
  const solution = await solveChallenge({
    challenge,
    controller,
    deriveKey: (parameters, salt, password) => {
      trials += 1;
      if (trials % 16 === 0) told(chance(trials));
      return deriveKey(parameters, salt, password);
    },
  });
  if (!solution) throw new Error("the captcha was not solved in time");
  return btoa(JSON.stringify({ challenge, solution }));
}
