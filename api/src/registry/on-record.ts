import { Int } from "type-graphql";
import { Shape, Show } from "../platform/model.ts";
import { Rate } from "../platform/money.ts";
import { DateScalar } from "../platform/scalars.ts";
import { Grade } from "./credit-grade.ts";
import { FilingCycle, LevyMethod } from "./tax-type-registration.ts";

/** A registration for a tax as the officer who made or ended it sees it. */
@Shape({
  zh: "税务人员办理的税费种认定。",
  en: "A registration for a tax, as the officer who makes or ends it sees it.",
  scope: "officer:taxpayer",
})
export class TaxTypeOnRecord {
  @Show(() => String, "税费种认定的编号。", "The id of the registration.")
  id!: string;

  @Show(() => String, "征收项目代码。", "The code of the tax.", { class: "C1" })
  taxTypeCode!: string;

  @Show(() => LevyMethod, "征收方式。", "How it is levied.", { class: "C1" })
  levyMethod!: LevyMethod;

  @Show(() => Rate, "核定的税率或征收率。", "The rate assessed.", { class: "C1", nullable: true })
  rate!: string | null;

  @Show(() => FilingCycle, "纳税期限。", "How often it is filed.", { class: "C1" })
  cycle!: FilingCycle;

  @Show(() => DateScalar, "有效期起。", "The first day it holds.", { class: "C1" })
  validFrom!: string;

  @Show(() => DateScalar, "有效期止（当日起失效）。", "The day from which it no longer holds.", {
    class: "C1",
    nullable: true,
  })
  validTo!: string | null;
}

/** A credit grade as the officer who published it sees it. */
@Shape({
  zh: "税务人员公布的纳税缴费信用评价。",
  en: "A credit grade, as the officer who publishes it sees it.",
  scope: "officer:taxpayer",
})
export class CreditOnRecord {
  @Show(() => String, "评价的编号。", "The id of the grade.")
  id!: string;

  @Show(() => Int, "评价年度。", "The year assessed.", { class: "C2" })
  year!: number;

  @Show(() => Grade, "级别。", "The grade.", { class: "C2" })
  grade!: Grade;

  @Show(() => String, "得分。", "The score.", { class: "C2" })
  score!: string;

  @Show(() => String, "直接判为 D 级的原因。", "Why it was ruled D directly.", {
    class: "C2",
    nullable: true,
  })
  directReason!: string | null;
}

/** A guardianship as the hall that registered it sees it. */
@Shape({
  zh: "办税服务厅登记的监护关系。",
  en: "A guardianship, as the hall that registers or ends it sees it.",
  scope: "officer:hall",
})
export class Guardianship {
  @Show(() => String, "监护登记的编号。", "The id of the guardianship.")
  id!: string;

  @Show(() => String, "未成年人（自然人纳税人）的编号。", "The id of the minor as a taxpayer.", {
    class: "C1",
  })
  taxpayerId!: string;

  @Show(() => DateScalar, "起始日。", "The first day.", { class: "C1" })
  validFrom!: string;

  @Show(
    () => DateScalar,
    "终止日：满十八周岁之日，或已终止之日。",
    "The day from which it no longer holds.",
    {
      class: "C1",
      nullable: true,
    },
  )
  validTo!: string | null;
}
