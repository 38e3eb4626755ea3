import { refuse as access } from "../../platform/access.ts";
import type { Context } from "../../platform/context.ts";
import { at, check } from "../../platform/refusal.ts";
import { refuse as issuing } from "../issuing/issue.refusals.ts";
import { type BindDeviceInput, Device, type DeviceInput } from "./device.ts";
import { refuse } from "./request.refusals.ts";

/** The most devices a person has bound at a time. */
export const MOST_DEVICES = 10;
const LONGEST = { name: 40, pushToken: 512 } as const;

const personOf = ({ caller }: Context): string => {
  check(!caller.personId && access.ROLE_DENIED);
  return caller.personId!;
};

/** Binds a device to the person who signed in; the same device again takes the new name. */
export async function bindDevice(context: Context, input: BindDeviceInput): Promise<Device> {
  const personId = personOf(context);
  const name = input.name.normalize("NFC").trim();
  const pushToken = input.pushToken.trim();
  const sound = (text: string, most: number) => text !== "" && [...text].length <= most;
  check(
    !sound(name, LONGEST.name) && at(issuing.INVOICE_TEXT_LENGTH, ["input", "name"]),
    !sound(pushToken, LONGEST.pushToken) && at(issuing.INVOICE_TEXT_LENGTH, ["input", "pushToken"]),
  );
  const devices = await context.em.find(Device, { personId, bound: true });
  const known = devices.find((device) => device.pushToken === pushToken);
  if (known) {
    known.name = name;
    return known;
  }
  check(devices.length >= MOST_DEVICES && refuse.DEVICE_LIMIT);
  return context.em.create(Device, {
    personId,
    name,
    pushToken,
    bound: true,
    boundAt: context.now,
    lastFaceAt: null,
    faceSpentAt: null,
  } as never);
}

async function boundDevice(context: Context, id: string): Promise<Device> {
  const device = await context.em.findOne(Device, { id, personId: personOf(context), bound: true });
  check(!device && refuse.DEVICE_NOT_FOUND);
  return device!;
}

/** Unbinds a device; what it was reached by, and when the person verified on it, are gone. */
export async function unbindDevice(context: Context, { deviceId }: DeviceInput): Promise<Device> {
  const device = await boundDevice(context, deviceId);
  device.bound = false;
  device.pushToken = null;
  device.lastFaceAt = null;
  return device;
}

/** Notes on a device when the person was last known at level L3. Asked twice with one sign-in, it stays the same moment. */
export async function faceVerify(context: Context, { deviceId }: DeviceInput): Promise<Device> {
  const device = await boundDevice(context, deviceId);
  device.lastFaceAt = new Date(context.caller.authenticatedAt! * 1000);
  return device;
}
