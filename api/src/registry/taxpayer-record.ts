import { AuthorityCodeScalar } from "../identifiers/authority-code.ts";
import { TinScalar } from "../identifiers/tin.ts";
import { Shape, Show } from "../platform/model.ts";
import { DateScalar } from "../platform/scalars.ts";
import { EntityRole } from "./person.ts";
import { TaxpayerKind, TaxpayerStatus, VatStatus } from "./taxpayer.ts";

const C1 = { nullable: true, class: "C1" } as const;
const C4 = { nullable: true, class: "C4" } as const;

/** A person of a taxpayer, as an officer without a special ground sees one. */
@Shape({
  zh: "办税人员，已脱敏。",
  en: "A person acting for the taxpayer, masked.",
  scope: "officer:taxpayer",
})
export class RecordedPerson {
  @Show(() => EntityRole, "身份。", "The role.", { class: "C1" })
  role!: EntityRole;

  @Show(() => String, "姓名，只保留姓。", "The name, of which only the surname shows.", {
    ...C4,
    mask: "NAME",
  })
  nameMasked!: string | null;

  @Show(() => String, "手机号码，保留前 3 位和后 4 位。", "The telephone number, masked.", {
    ...C4,
    mask: "PHONE",
  })
  phoneMasked!: string | null;
}

const IN_CLEAR = {
  ...C4,
  clear: "an approved case opens it to the officer, who leaves an entry (征管法 art. 8, 59)",
} as const;

/** The same in clear: sensitive personal data, shown on a special ground alone. */
@Shape({
  zh: "办税人员的敏感个人信息，未脱敏。",
  en: "The sensitive personal data of a person acting for the taxpayer, in clear.",
  scope: "officer:taxpayer",
})
export class PersonalRecord {
  @Show(() => EntityRole, "身份。", "The role.", { class: "C1" })
  role!: EntityRole;

  @Show(() => String, "姓名。", "The name.", IN_CLEAR)
  name!: string;

  @Show(() => String, "证件号码。", "The number of the identity document.", IN_CLEAR)
  idNo!: string;

  @Show(() => String, "手机号码。", "The telephone number.", IN_CLEAR)
  phone!: string;
}

/** A taxpayer as an officer sees one. Fields a cross-area case does not open are null. */
@Shape({
  zh: "税务人员所见的纳税人档案。协查案件未列明的项目为空。",
  en: "A taxpayer's record as an officer sees it. What a cross-area case does not open is null.",
  scope: "officer:taxpayer",
})
export class TaxpayerRecord {
  @Show(() => String, "纳税人编号。", "The taxpayer's id.")
  id!: string;

  @Show(() => String, "名称或姓名。", "The name.")
  name!: string;

  @Show(() => TinScalar, "纳税人识别号。", "The taxpayer identification number.")
  tin!: string;

  @Show(() => AuthorityCodeScalar, "主管税务机关代码。", "The code of the authority in charge.")
  authorityCode!: string;

  @Show(
    () => Boolean,
    "是否只显示协查案件列明的项目。",
    "Whether only what a cross-area case opens is shown.",
    { class: "C2" },
  )
  limitedToCase!: boolean;

  @Show(() => [String], "协查案件列明的项目。", "What the cross-area case opens.", { class: "C2", max: 30 })
  fieldsOfCase!: string[];

  @Show(() => TaxpayerKind, "类型。", "The kind.", C1)
  kind!: TaxpayerKind | null;

  @Show(() => TaxpayerStatus, "登记状态。", "The state of the registration.", C1)
  status!: TaxpayerStatus | null;

  @Show(() => VatStatus, "增值税纳税人身份。", "The standing for VAT.", C1)
  vatStatus!: VatStatus | null;

  @Show(() => DateScalar, "增值税纳税人身份生效日。", "Since when.", C1)
  vatStatusFrom!: string | null;

  @Show(() => String, "行业代码（GB/T 4754-2017）。", "The industry (GB/T 4754-2017).", C1)
  industryCode!: string | null;

  @Show(() => String, "登记地址。", "The registered address.", C1)
  address!: string | null;
}
