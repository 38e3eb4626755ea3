import { Choice, Column, choice, Day, Id, Model, RateOf } from "../platform/model.ts";

export enum LevyMethod {
  AUDIT = "AUDIT",
  ASSESSED = "ASSESSED",
}
choice(LevyMethod, {
  name: "LevyMethod",
  zh: "征收方式。",
  en: "How a tax is levied.",
  values: { AUDIT: ["查账征收", "By the books"], ASSESSED: ["核定征收", "By assessment"] },
});

export enum FilingCycle {
  MONTH = "MONTH",
  QUARTER = "QUARTER",
  HALF_YEAR = "HALF_YEAR",
  YEAR = "YEAR",
  ONCE = "ONCE",
}
choice(FilingCycle, {
  name: "FilingCycle",
  zh: "纳税期限。",
  en: "How often a tax is filed.",
  values: {
    MONTH: ["按月", "Monthly"],
    QUARTER: ["按季", "Quarterly"],
    HALF_YEAR: ["按半年", "Half-yearly"],
    YEAR: ["按年", "Yearly"],
    ONCE: ["按次", "Per transaction"],
  },
});

@Model({
  prefix: "ttr",
  owner: { taxpayer: ["taxpayerId"] },
  scope: "taxpayer:read",
  zh: "税费种认定：纳税人应申报的税费种、征收方式和纳税期限。",
  en: "A tax the taxpayer is registered for, how it is levied and how often it is filed.",
})
export class TaxTypeRegistration {
  @Id()
  id!: string;

  @Column("text", { index: true })
  taxpayerId!: string;

  @Column("text")
  taxTypeCode!: string;

  @Choice(() => LevyMethod, "征收方式。", "How it is levied.", { class: "C1" })
  levyMethod!: LevyMethod;

  @RateOf(
    "核定的税率或征收率；适用法定税率的为空。",
    "The rate assessed; empty where the law's rate holds.",
    { nullable: true, class: "C1" },
  )
  rate!: string | null;

  @Choice(() => FilingCycle, "纳税期限。", "How often it is filed.", { class: "C1" })
  cycle!: FilingCycle;

  @Day("认定有效期起。", "The first day it holds.", { class: "C1" })
  validFrom!: string;

  @Day(
    "认定有效期止（当日起失效）；有效的为空。",
    "The day from which it no longer holds; empty while it does.",
    { nullable: true, class: "C1" },
  )
  validTo!: string | null;
}
