import { choice, Shape, Show } from "../../platform/model.ts";
import { DateScalar } from "../../platform/scalars.ts";

export enum DeadlineKind {
  MONTHLY = "MONTHLY",
  CIT_ANNUAL = "CIT_ANNUAL",
  IIT_SETTLEMENT = "IIT_SETTLEMENT",
}
choice(DeadlineKind, {
  name: "DeadlineKind",
  zh: "期限的种类。",
  en: "What a deadline is for.",
  values: {
    MONTHLY: ["按月、按季申报", "Monthly and quarterly filing"],
    CIT_ANNUAL: ["企业所得税年度汇算清缴", "The annual return of corporate income tax"],
    IIT_SETTLEMENT: ["个人所得税综合所得汇算清缴", "The settlement of comprehensive income"],
  },
});

export enum DeadlineSource {
  ALGORITHM = "ALGORITHM",
  PUBLISHED = "PUBLISHED",
  EXTENDED = "EXTENDED",
}
choice(DeadlineSource, {
  name: "DeadlineSource",
  zh: "期限的依据。",
  en: "What a deadline rests on.",
  values: {
    ALGORITHM: ["按税法和节假日安排推算", "The law and the holiday arrangement"],
    PUBLISHED: ["税务总局公布的期限表", "The table the State Taxation Administration published"],
    EXTENDED: ["省级税务机关的延期公告", "A province's notice"],
  },
});

@Shape({ zh: "一个申报期限。", en: "A filing deadline." })
export class FilingDeadline {
  @Show(() => DeadlineKind, "种类。", "What it is for.")
  kind!: DeadlineKind;

  @Show(
    () => String,
    "申报月份，例如 2026-10：所属期是上一个月或季度。",
    "The month of filing, for example 2026-10; what is filed is of the month or quarter before.",
  )
  month!: string;

  @Show(() => DateScalar, "最后一天。", "The last day.")
  deadline!: string;

  @Show(() => DeadlineSource, "依据。", "What it rests on.")
  source!: DeadlineSource;

  @Show(() => String, "公告；推算的为空。", "The notice; empty where it was computed.", { nullable: true })
  notice!: string | null;
}
