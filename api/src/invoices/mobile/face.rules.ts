import type { Device } from "./device.ts";

const DAY_MS = 86_400_000;
/** Nothing older than this is a verification for an invoice at hand. */
const AT_HAND_MS = 310_000;

type Faces = Pick<Device, "bound" | "lastFaceAt" | "faceSpentAt">;

/**
 * Whether the verification on a device still counts: within so many days, the last instant included; with 0 days each invoice
 * needs its own, at hand and not used for another.
 */
export function faceCounts({ bound, lastFaceAt, faceSpentAt }: Faces, days: number, now: Date): boolean {
  if (!bound || !lastFaceAt) return false;
  const age = now.getTime() - lastFaceAt.getTime();
  return days === 0
    ? age <= AT_HAND_MS && (faceSpentAt === null || faceSpentAt < lastFaceAt)
    : age <= days * DAY_MS;
}
