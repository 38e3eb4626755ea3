import { createHash } from "node:crypto";

const PARTS = 10_000;

/**
 * Whether a consent gets the pilot: always the same answer for the same consent and release, so that nobody changes
 * versions between two tokens; a higher share keeps everybody who was in a lower one. `percent` is 0 to 100, with two
 * decimals at most.
 */
export function inPilot(consentId: string, releaseId: string, percent: number): boolean {
  const digest = createHash("sha256").update(consentId).update(releaseId).digest();
  return Number(digest.readBigUInt64BE() % BigInt(PARTS)) < (percent * PARTS) / 100;
}
