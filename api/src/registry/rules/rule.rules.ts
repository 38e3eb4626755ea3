import { refuse as period } from "../../platform/period.ts";
import { at, type Problem, problems } from "../../platform/refusal.ts";
import { keyInfo } from "./rule-keys.ts";
import { faultOf } from "./rule-values.ts";

export const refuse = {
  ...period,
  ...problems({
    RULE_KEY_UNKNOWN: { zh: "没有这个规则代码", en: "There is no such rule.", actor: "USER" },
    RULE_VALUE_INVALID: {
      zh: "规则的值不符合该规则的格式",
      en: "The value is not of the form this rule has.",
      actor: "USER",
    },
    RULE_PERIOD_INVALID: {
      zh: "有效期不符合此项规定：本省规定须有终止日，终止日须在该版本的有效期内",
      en: "The days do not fit: a province's rule has an end, and an end lies within the version that ends.",
      actor: "USER",
    },
    RULE_IN_PAST: {
      zh: "不得改变过去：有效期起早于今天的，须作为更正并写明理由",
      en: "The past is not changed: what begins before today is a correction, and says why.",
      actor: "USER",
    },
    RULE_REASON_REQUIRED: {
      zh: "须写明理由（10 至 200 字）",
      en: "Say why, in 10 to 200 characters.",
      actor: "USER",
    },
    RULE_BASIS_REQUIRED: {
      zh: "须写明法律依据（文件和条款）",
      en: "Name the legal basis: the document and the article.",
      actor: "USER",
    },
    RULE_OVERLAP: {
      zh: "与已有版本的有效期冲突",
      en: "It collides with a version that is there already.",
      actor: "USER",
    },
    RULE_LEVEL_DENIED: {
      zh: "全国规则由税务总局发布；本省规定由省级税务机关提出",
      en: "National rules are published by the State Taxation Administration; a province asks for its own.",
      actor: "USER",
    },
    RULE_PROPOSAL_NOT_FOUND: { zh: "没有这项提议", en: "There is no such proposal.", actor: "USER" },
    RULE_VERSION_NOT_FOUND: {
      zh: "没有这个规则版本，或已被取代",
      en: "There is no such version, or another took its place.",
      actor: "USER",
    },
    RULE_STATE: {
      zh: "该规则版本已经结束，不能再次终止",
      en: "The version has ended already.",
      actor: "USER",
    },
  }),
};

/** A rule that shall hold. */
export interface Planned {
  key: string;
  value: unknown;
  validFrom: string;
  validTo: string | null;
  sourceDoc: string;
  sourceArticle: string | null;
  correction: boolean;
  reason: string | null;
}

const lengthOf = (text: string | null) => [...(text ?? "").trim()].length;

/** Why a rule may not be published on a day, whoever publishes it: every reason at once. */
export function whyNotPublish(planned: Planned, today: string): Problem[] {
  const { key, value, validFrom, validTo, sourceDoc, correction, reason } = planned;
  const found: Problem[] = [];
  const info = keyInfo(key);
  const fault = info && faultOf(info.kind, value);
  if (!info) found.push(at(refuse.RULE_KEY_UNKNOWN, ["input", "key"]));
  if (fault) found.push(at(refuse.RULE_VALUE_INVALID, ["input", "value"], { kind: info.kind, fault }));
  if (validTo !== null && validTo < validFrom) found.push(at(refuse.PERIOD_INVALID, ["input", "validTo"]));
  if (lengthOf(sourceDoc) === 0) found.push(at(refuse.RULE_BASIS_REQUIRED, ["input", "sourceDoc"]));
  if (validFrom < today && !correction) found.push(at(refuse.RULE_IN_PAST, ["input", "validFrom"]));
  if (correction && lengthOf(reason) < 10) found.push(at(refuse.RULE_REASON_REQUIRED, ["input", "reason"]));
  return found;
}

/** Why a province may not have a rule of its own: it names its legal basis and its end besides. */
export function whyNotOverride(planned: Planned, today: string): Problem[] {
  const found = whyNotPublish(planned, today);
  if (planned.validTo === null) found.push(at(refuse.RULE_PERIOD_INVALID, ["input", "validTo"]));
  if (lengthOf(planned.sourceArticle) === 0)
    found.push(at(refuse.RULE_BASIS_REQUIRED, ["input", "sourceArticle"]));
  return found;
}

/** A version that is there and whose days meet those of a new one. */
export interface Existing {
  id: string;
  validFrom: string;
  validTo: string | null;
}

/** What becomes of the versions a new one meets: those before it end the day before, those it covers are withdrawn. */
export interface Displaced {
  ended: Existing[];
  withdrawn: Existing[];
  /** Those that would reach beyond the new one's end; nobody decided what holds then. */
  beyond: Existing[];
}

export function displaced(
  planned: Pick<Planned, "validFrom" | "validTo">,
  existing: readonly Existing[],
): Displaced {
  const reachesBeyond = ({ validTo }: Existing) =>
    planned.validTo !== null && (validTo === null || validTo > planned.validTo);
  const beyond = existing.filter(reachesBeyond);
  const within = existing.filter((version) => !reachesBeyond(version));
  return {
    beyond,
    ended: within.filter(({ validFrom }) => validFrom < planned.validFrom),
    withdrawn: within.filter(({ validFrom }) => validFrom >= planned.validFrom),
  };
}

/** Why a version may not end on a day: the past stays as it was. */
export function whyNotEnd(version: Existing, lastDay: string, reason: string, today: string): Problem[] {
  const found: Problem[] = [];
  if (version.validTo !== null && version.validTo < today) found.push(refuse.RULE_STATE);
  if (lastDay < today) found.push(at(refuse.RULE_IN_PAST, ["input", "validTo"]));
  if (lastDay < version.validFrom || (version.validTo !== null && lastDay > version.validTo))
    found.push(at(refuse.RULE_PERIOD_INVALID, ["input", "validTo"]));
  if (lengthOf(reason) < 10) found.push(at(refuse.RULE_REASON_REQUIRED, ["input", "reason"]));
  return found;
}
