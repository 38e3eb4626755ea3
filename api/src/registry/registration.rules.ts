import { checkResidentId } from "../identifiers/resident-id.ts";
import { checkUscc } from "../identifiers/uscc.ts";
import { at, type Problem, problems } from "../platform/refusal.ts";

export const refuse = problems({
  TAXPAYER_EXISTS: {
    zh: "该统一社会信用代码已登记",
    en: "This unified social credit code is registered already.",
    actor: "APP",
  },
  TAXPAYER_NAME: {
    zh: "名称须为 1 至 100 字，不含首尾空格和控制字符",
    en: "A name has 1 to 100 characters, no control characters, and no space at its ends.",
    actor: "APP",
  },
  TAXPAYER_NAME_TAKEN: {
    zh: "同一县（区）内已有同名的在册纳税人",
    en: "Another registered taxpayer of the same county bears this name.",
    actor: "APP",
  },
  REGISTRATION_KIND: {
    zh: "自然人不办理设立登记，也不改名称、行业",
    en: "A natural person is not registered this way, and has neither trade name nor industry.",
    actor: "APP",
  },
  REGISTRATION_NOTHING: { zh: "没有要变更的内容", en: "There is nothing to change.", actor: "APP" },
  REGISTRATION_STATE: {
    zh: "登记当前的状态不允许变更",
    en: "The state of the registration does not allow changes.",
    actor: "TAXPAYER",
  },
  REGION_UNKNOWN: {
    zh: "没有这个县级行政区划，或已停用",
    en: "There is no such county in use.",
    actor: "APP",
  },
  INDUSTRY_UNKNOWN: {
    zh: "行业代码格式有误，或不在平台装入的行业表内",
    en: "The industry code is malformed or not in the table of industries.",
    actor: "APP",
  },
  REGISTRATION_TYPE_UNKNOWN: {
    zh: "登记注册类型不在平台装入的表内",
    en: "The registration type is not in the table.",
    actor: "APP",
  },
});

const CONTROL = /\p{Cc}/u;

/** A name that may be registered. */
export const nameIsSound = (name: string): Problem | undefined => {
  const { length } = [...name];
  return length === 0 || length > 100 || name !== name.trim() || CONTROL.test(name)
    ? at(refuse.TAXPAYER_NAME, ["input", "name"])
    : undefined;
};

export interface NewRegistration {
  uscc: string;
  kind: string;
  name: string;
  legalRepIdType: string;
  legalRepIdNo: string;
}

/** What is wrong with a new registration by itself. A code whose check character does not fit is never created; looking one up is another matter. */
export function whyNotRegister({
  uscc,
  kind,
  name,
  legalRepIdType,
  legalRepIdNo,
}: NewRegistration): Problem[] {
  const code = checkUscc(uscc);
  const number = legalRepIdType === "201" ? checkResidentId(legalRepIdNo) : undefined;
  return [
    code && at(code, ["input", "uscc"]),
    kind === "NATURAL_PERSON" ? at(refuse.REGISTRATION_KIND, ["input", "kind"]) : undefined,
    nameIsSound(name),
    number && at(number, ["input", "legalRepIdNo"]),
  ].filter((problem) => problem !== undefined);
}

export interface RegistrationChange {
  name?: string | null | undefined;
  address?: string | null | undefined;
  industryCode?: string | null | undefined;
}

/** What is wrong with a change of the registration by itself. */
export function whyNotChangeRegistration(
  { name, address, industryCode }: RegistrationChange,
  { kind, status }: { kind: string; status: string },
): Problem[] {
  const found: Problem[] = [];
  if (status !== "NORMAL" && status !== "SUSPENDED") found.push(refuse.REGISTRATION_STATE);
  if (!name && !address && !industryCode) found.push(refuse.REGISTRATION_NOTHING);
  if (kind === "NATURAL_PERSON" && (name || industryCode)) found.push(refuse.REGISTRATION_KIND);
  const unsound = name ? nameIsSound(name) : undefined;
  if (unsound) found.push(unsound);
  return found;
}
