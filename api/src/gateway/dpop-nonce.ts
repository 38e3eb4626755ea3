import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Clock } from "../platform/clock.ts";
import type { Keys } from "../platform/keys.ts";

const STEP_SECONDS = 60;
/** Steps a nonce is good for besides its own: two older ones, and one newer for another process whose clock is ahead. */
const OLDER = 2;
const NEWER = 1;
/** A proof can be accepted for no longer than this, because its nonce is not. */
export const NONCE_LIFETIME_SECONDS = (OLDER + NEWER + 1) * STEP_SECONDS;

/** The graph's own DPoP nonces: a function of a secret and the minute, so that every process agrees without a store. */
export class DpopNonces {
  readonly #secret: Buffer;
  readonly #clock: Clock;
  #step = Number.NaN;
  #accepted: Buffer[] = [];
  #current = "";

  constructor(secret: Buffer, clock: Clock) {
    this.#secret = secret;
    this.#clock = clock;
  }

  /** The nonce a client should use in its next proof. */
  current(): string {
    this.#roll();
    return this.#current;
  }

  accepts(nonce: string): boolean {
    this.#roll();
    const given = Buffer.from(nonce);
    return this.#accepted.some((good) => good.length === given.length && timingSafeEqual(good, given));
  }

  #roll(): void {
    const step = Math.floor(this.#clock.now().getTime() / 1000 / STEP_SECONDS);
    if (step === this.#step) return;
    this.#step = step;
    const steps = Array.from({ length: OLDER + NEWER + 1 }, (_, index) => step - OLDER + index);
    this.#accepted = steps.map((each) => Buffer.from(this.#nonceOf(each)));
    this.#current = this.#nonceOf(step);
  }

  #nonceOf(step: number): string {
    return createHmac("sha256", this.#secret).update(String(step)).digest("base64url");
  }
}

/** The secret behind an environment's nonces, derived from its internal key; the authorization server has its own. */
export function nonceSecret(keys: Keys, resource: string): Buffer {
  const { d } = keys.current("internal").privateJwk;
  if (!d) throw new Error("the internal key has no private part");
  return Buffer.from(hkdfSync("sha256", Buffer.from(d, "base64url"), resource, "graph dpop nonce", 32));
}
