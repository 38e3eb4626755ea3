import { Choice, Column, Count, choice, Day, Id, Model } from "../../platform/model.ts";

export enum AgencyBand {
  TSC1 = "TSC1",
  TSC2 = "TSC2",
  TSC3 = "TSC3",
  TSC4 = "TSC4",
  TSC5 = "TSC5",
}
choice(AgencyBand, {
  name: "AgencyBand",
  zh: "涉税专业服务机构的信用等级，五级为最高。",
  en: "The credit band of a tax agency; the fifth is the highest.",
  values: {
    TSC1: ["一级，不满 100 分", "First, less than 100 points"],
    TSC2: ["二级，100 分以上", "Second, 100 points or more"],
    TSC3: ["三级，200 分以上", "Third, 200 points or more"],
    TSC4: ["四级，300 分以上", "Fourth, 300 points or more"],
    TSC5: ["五级，400 分以上", "Fifth, 400 points or more"],
  },
});

/** A taxpayer that is a tax agency, with its standing. */
@Model({
  prefix: "agn",
  owner: { taxpayer: ["taxpayerId"] },
  scope: "consent:manage",
  zh: "涉税专业服务机构的备案与信用。",
  en: "A registered tax agency and its credit.",
})
export class Agency {
  @Id()
  id!: string;

  @Column("text", { unique: true })
  taxpayerId!: string;

  @Choice(() => AgencyBand, "信用等级。", "The credit band.", { class: "C1" })
  band!: AgencyBand;

  @Count("信用积分，满分 500。", "The credit points, of 500.", { class: "C1" })
  points!: number;

  @Day("实名采集之日。", "The day its people's real names were registered.", { class: "C1" })
  realNameSince!: string;
}
