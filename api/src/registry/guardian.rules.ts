import { birthDateOf, checkResidentId } from "../identifiers/resident-id.ts";
import { addYears } from "../platform/clock.ts";
import { at, type Problem, problems } from "../platform/refusal.ts";

export const refuse = problems({
  GUARDIAN_CHILD_UNKNOWN: {
    zh: "被监护人须是以居民身份证登记的自然人纳税人",
    en: "The child must be registered as a natural person by a resident identity number.",
    actor: "USER",
  },
  GUARDIAN_CHILD_ADULT: {
    zh: "本人已满十八周岁，不再有监护人",
    en: "The person has turned eighteen and has no guardian any more.",
    actor: "USER",
  },
  GUARDIAN_NOT_ADULT: {
    zh: "监护人须年满十八周岁",
    en: "A guardian is eighteen or older.",
    actor: "USER",
  },
  GUARDIAN_EXISTS: {
    zh: "此人已登记为监护人",
    en: "The person is registered as the guardian already.",
    actor: "USER",
  },
  GUARDIAN_GROUND_REQUIRED: {
    zh: "须写明监护关系的依据（5 至 200 字），例如出生医学证明编号",
    en: "Say on what the guardianship rests, in 5 to 200 characters, for example the birth certificate.",
    actor: "USER",
  },
  GUARDIAN_NOT_FOUND: { zh: "没有这项监护登记", en: "There is no such guardianship.", actor: "USER" },
});

/** Until which birthday the law protects a child's data by a guardian's consent (个人信息保护法 art. 31). */
const OWN_CONSENT_AT = 14;
const OF_AGE_AT = 18;

const birthday = (idNo: string, years: number): string | null =>
  checkResidentId(idNo) === undefined ? addYears(birthDateOf(idNo), years) : null;

/** The day on which the bearer of a resident identity number turns fourteen, and consents alone from then on; nothing for another number. */
export const turns14On = (idNo: string): string | null => birthday(idNo, OWN_CONSENT_AT);

/** The day on which the bearer turns eighteen. */
export const turns18On = (idNo: string): string | null => birthday(idNo, OF_AGE_AT);

export interface Guardianship {
  /** The identity number of the child; nothing when it is not registered by one. */
  childIdNo: string | null;
  guardianIdNo: string;
  ground: string;
  today: string;
}

/** Why somebody is not registered as a child's guardian. */
export function whyNotGuardian({ childIdNo, guardianIdNo, ground, today }: Guardianship): Problem[] {
  const found: Problem[] = [];
  const ofAge = childIdNo === null ? null : turns18On(childIdNo);
  if (ofAge === null) found.push(refuse.GUARDIAN_CHILD_UNKNOWN);
  else if (ofAge <= today) found.push(refuse.GUARDIAN_CHILD_ADULT);
  const adult = turns18On(guardianIdNo);
  if (adult !== null && adult > today) found.push(refuse.GUARDIAN_NOT_ADULT);
  const { length } = [...ground.trim()];
  if (length < 5 || length > 200) found.push(at(refuse.GUARDIAN_GROUND_REQUIRED, ["input", "ground"]));
  return found;
}
