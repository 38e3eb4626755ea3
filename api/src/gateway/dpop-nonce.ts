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
  readonly #secrets: NonceSecrets;
  readonly #clock: Clock;
  #step = Number.NaN;
  #version = Number.NaN;
  #accepted: Buffer[] = [];
  #current = "";

  constructor(secrets: NonceSecrets, clock: Clock) {
    this.#secrets = secrets;
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
    if (step === this.#step && this.#secrets.version === this.#version) return;
    this.#step = step;
    this.#version = this.#secrets.version;
    const steps = Array.from({ length: OLDER + NEWER + 1 }, (_, index) => step - OLDER + index);
    const [current, ...others] = this.#secrets.all();
    if (!current) throw new Error("there is no secret for nonces");
    const good = [current, ...others].flatMap((secret) => steps.map((each) => nonceOf(secret, each)));
    this.#accepted = good.map((nonce) => Buffer.from(nonce));
    this.#current = nonceOf(current, step);
  }
}

const nonceOf = (secret: Buffer, step: number): string =>
  createHmac("sha256", secret).update(String(step)).digest("base64url");

/** The secrets behind nonces: the first makes them, all of them are accepted. `version` changes when they do. */
export interface NonceSecrets {
  readonly version: number;
  all(): readonly Buffer[];
}

/** An environment's secrets, derived from its internal keys; the authorization server has its own. */
export const nonceSecrets = (keys: Keys, resource: string): NonceSecrets => ({
  get version() {
    return keys.version;
  },
  all: () =>
    keys.of("internal").map(({ privateJwk: { d } }) => {
      if (!d) throw new Error("the internal key has no private part");
      return Buffer.from(hkdfSync("sha256", Buffer.from(d, "base64url"), resource, "graph dpop nonce", 32));
    }),
});
