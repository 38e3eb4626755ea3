import type { AccessSheet } from "@open-tax/sdk/manifest/access-sheet";
import { Choice, Column, choice, Id, Model, Moment, Text } from "../platform/model.ts";

export enum ReleaseStatus {
  REGISTERED = "REGISTERED",
  PILOT = "PILOT",
  PUBLISHED = "PUBLISHED",
  SUPERSEDED = "SUPERSEDED",
  ROLLED_BACK = "ROLLED_BACK",
  SUSPENDED = "SUSPENDED",
}
choice(ReleaseStatus, {
  name: "ReleaseStatus",
  zh: "应用版本的状态。",
  en: "The status of a release.",
  values: {
    REGISTERED: ["已登记，尚未发布", "Registered, not published yet"],
    PILOT: ["试点：只对部分授权生效", "Pilot: in force for some of the consents"],
    PUBLISHED: ["已发布，新令牌使用此版本", "Published: new tokens carry it"],
    SUPERSEDED: [
      "已被新版本取代，600 秒后不可再执行",
      "Superseded by a newer one; it runs for another 600 seconds",
    ],
    ROLLED_BACK: ["已回退，600 秒后不可再执行", "Rolled back; it runs for another 600 seconds"],
    SUSPENDED: ["已暂停，立即不可执行", "Suspended: nothing of it runs"],
  },
});

@Model({
  prefix: "rel",
  zh: "应用的一个版本：它在生产环境可以执行的全部查询文档，以及由此得出的访问清单。",
  en: "A release of an app: every document it may run in production, and the access sheet that follows from them.",
})
export class Release {
  @Id()
  id!: string;

  @Text("应用编号。", "The id of the app.", { index: true })
  appId!: string;

  @Text("版本号，例如 1.2.0。", "The version, for example 1.2.0.")
  version!: string;

  @Choice(() => ReleaseStatus, "状态。", "The status.")
  status!: ReleaseStatus;

  @Moment("登记时间。", "When it was registered.")
  registeredAt!: Date;

  @Moment("首次发布时间；未发布的为空。", "When it was first published; null while it is not.", {
    nullable: true,
  })
  publishedAt!: Date | null;

  @Moment("被取代或回退的时间。", "When it was superseded or rolled back.", { nullable: true })
  supersededAt!: Date | null;

  @Moment("暂停时间。", "When it was suspended.", { nullable: true })
  suspendedAt!: Date | null;

  @Text("暂停原因。", "Why it is suspended.", { nullable: true })
  suspendReason!: string | null;

  /** The share of consents, in percent, that get a pilot. */
  @Column("integer", { nullable: true })
  pilotPercent!: number | null;

  /** Computed when it was registered, from its documents and the schema of that day. */
  @Column("jsonb")
  sheet!: AccessSheet;
}
