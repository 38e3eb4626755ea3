import { ID } from "type-graphql";
import {
  Column,
  Flag,
  Id,
  IdempotencyKey,
  InputOf,
  Model,
  Moment,
  Takes,
  Text,
} from "../../platform/model.ts";

const C1 = { class: "C1" } as const;

/** A phone a person issues with. It holds when the person last verified, and nothing of how: no picture, no template. */
@Model({
  zh: "开票员绑定的移动设备。只记录最近一次身份核验的时间，不保存任何生物特征。",
  en: "A mobile device an invoicer has bound. It holds when the person last verified; no biometric data is kept.",
  prefix: "dev",
  owner: { person: ["personId"] },
  scope: "invoice:issue",
  alone: true,
})
export class Device {
  @Id()
  id!: string;

  @Column("text", { index: true })
  personId!: string;

  @Text("设备名称。", "The name of the device.", { ...C1, max: 40 })
  name!: string;

  /** Where the device is reached; gone once it is unbound. */
  @Column("text", { nullable: true })
  pushToken!: string | null;

  @Flag("是否绑定中。", "Whether it is bound.", C1)
  bound!: boolean;

  @Moment("绑定时间。", "When it was bound.", C1)
  boundAt!: Date;

  @Moment("最近一次身份核验的时间。", "When the person last verified on it.", { ...C1, nullable: true })
  lastFaceAt!: Date | null;

  /** The verification an invoice was issued on, where each invoice needs its own. */
  @Column("timestamptz(3)", { nullable: true })
  faceSpentAt!: Date | null;
}

@InputOf({ zh: "绑定本人的移动设备。", en: "Binds a device of one's own." })
export class BindDeviceInput {
  @Takes(() => String, "设备名称，最多 40 字。", "The name of the device, up to 40 characters.", { max: 40 })
  name!: string;

  @Takes(() => String, "推送标识，最多 512 字符。", "Where it is reached, up to 512 characters.", {
    max: 512,
  })
  pushToken!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "办理一台设备。", en: "Does something with a device." })
export class DeviceInput {
  @Takes(() => ID, "设备。", "The device.")
  deviceId!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}
