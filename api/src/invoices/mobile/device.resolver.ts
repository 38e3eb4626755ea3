import { Arg, Ctx, Resolver } from "type-graphql";
import type { Context } from "../../platform/context.ts";
import { readAnyone } from "../../platform/read.ts";
import { refuse as issuing } from "../issuing/issue.refusals.ts";
import { Reads, Writes } from "../operations.ts";
import { bindDevice, faceVerify, MOST_DEVICES, unbindDevice } from "./device.service.ts";
import { BindDeviceInput, Device, DeviceInput } from "./device.ts";
import { refuse } from "./request.refusals.ts";

const devicesOfPerson = readAnyone<Device, Record<string, never>>(
  Device,
  "of-person",
  "t.person_id = :caller.personId and t.bound",
  "the statement itself goes by the person who signed in",
  { order: "t.id" },
);

const policy = { scope: "invoice:issue", consent: true } as const;

/** The devices of the person who signed in. */
@Resolver(() => Device)
export class DeviceResolver {
  @Reads(() => [Device], {
    ...policy,
    zh: "本人绑定的移动设备。",
    en: "The mobile devices the person has bound.",
    max: MOST_DEVICES,
  })
  myDevices(@Ctx() context: Context): Promise<Device[]> {
    return devicesOfPerson(context, {});
  }

  @Writes(() => Device, {
    ...policy,
    stepUp: "L3",
    zh: "绑定本人的移动设备，最多 10 台；须以通行密钥核验本人。",
    en: "Binds a device of one's own, up to 10; the person confirms with a passkey.",
    audit: "DEVICE_BOUND",
    refuses: [refuse.DEVICE_LIMIT, issuing.INVOICE_TEXT_LENGTH],
  })
  bindDevice(
    @Ctx() context: Context,
    @Arg("input", () => BindDeviceInput) input: BindDeviceInput,
  ): Promise<Device> {
    return bindDevice(context, input);
  }

  @Writes(() => Device, {
    ...policy,
    zh: "解绑本人的移动设备。",
    en: "Unbinds a device of one's own.",
    audit: "DEVICE_UNBOUND",
    refuses: [refuse.DEVICE_NOT_FOUND],
  })
  unbindDevice(
    @Ctx() context: Context,
    @Arg("input", () => DeviceInput) input: DeviceInput,
  ): Promise<Device> {
    return unbindDevice(context, input);
  }

  @Writes(() => Device, {
    ...policy,
    stepUp: "L3",
    zh: "开票员核验本人（通行密钥），记下核验时间；不上传、不保存任何生物特征。",
    en: "The invoicer verifies, with a passkey; the time is noted, and no biometric data is sent or kept.",
    audit: "FACE_VERIFIED",
    refuses: [refuse.DEVICE_NOT_FOUND],
  })
  faceVerify(@Ctx() context: Context, @Arg("input", () => DeviceInput) input: DeviceInput): Promise<Device> {
    return faceVerify(context, input);
  }
}
