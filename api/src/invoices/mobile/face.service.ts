import { LockMode } from "@mikro-orm/core";
import { dayOf } from "../../platform/clock.ts";
import type { Context } from "../../platform/context.ts";
import type { Problem } from "../../platform/refusal.ts";
import { rulesAt } from "../../registry/facts.ts";
import { Device } from "./device.ts";
import { faceCounts } from "./face.rules.ts";
import { refuse } from "./request.refusals.ts";

/** Whether the invoicer must verify first, and otherwise the device whose verification counts. Real time, never a test clock. */
export async function faceIsDue(
  context: Context,
  sellerId: string,
): Promise<{ problem?: Problem; device?: Device }> {
  const { em, environment, caller } = context;
  const now = environment.clock.now();
  const { rows } = await environment.database.reader.query<{ level: "GREEN" | "YELLOW" | "RED" }>({
    name: "seller_risk:level",
    text: "select level from seller_risk where taxpayer_id = $1",
    values: [sellerId],
  });
  const risk = rows[0]?.level ?? "GREEN";
  // At red risk nothing is issued anyway, which issuing itself says.
  if (risk === "RED") return {};
  const rules = await rulesAt(environment.database.reader, dayOf(now));
  const days = rules.count(`invoice.face.days.${risk}`);
  const devices = caller.personId
    ? await em.find(
        Device,
        { personId: caller.personId, bound: true },
        { orderBy: { id: "asc" }, lockMode: LockMode.PESSIMISTIC_WRITE },
      )
    : [];
  const device = devices.find((one) => faceCounts(one, days, now));
  return device ? { device } : { problem: refuse.FACE_REQUIRED };
}

/** The invoice was issued on this verification. */
export function spendFace(device: Device | undefined): void {
  if (device) device.faceSpentAt = device.lastFaceAt;
}
