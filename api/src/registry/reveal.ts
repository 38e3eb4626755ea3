import { ID } from "type-graphql";
import { choice, IdempotencyKey, InputOf, Shape, Show, Takes } from "../platform/model.ts";
import type { Person } from "./person.ts";

/** The masked fields of a person that may be shown whole. */
export enum RevealableField {
  PERSON_NAME = "PERSON_NAME",
  PERSON_ID_NO = "PERSON_ID_NO",
  PERSON_PHONE = "PERSON_PHONE",
}
choice(RevealableField, {
  name: "RevealableField",
  zh: "可以查看完整内容的脱敏字段。",
  en: "The masked fields that may be shown whole.",
  values: {
    PERSON_NAME: ["自然人的姓名", "The name of a person."],
    PERSON_ID_NO: ["自然人的证件号码", "The number of a person's identity document."],
    PERSON_PHONE: ["自然人的手机号码", "The telephone number of a person."],
  },
});

/** Each with the masked field a consent names, and where the whole value is. */
export const REVEALABLE: Record<
  RevealableField,
  { coordinate: string; property: "name" | "idNo" | "phone" }
> = {
  PERSON_NAME: { coordinate: "Person.nameMasked", property: "name" },
  PERSON_ID_NO: { coordinate: "Person.idNoMasked", property: "idNo" },
  PERSON_PHONE: { coordinate: "Person.phoneMasked", property: "phone" },
};

@InputOf({ zh: "查看一个脱敏字段的完整内容。", en: "Asks to see one masked field whole." })
export class RevealFieldInput {
  @Takes(
    () => ID,
    "该自然人的编号，须为授权纳税人的在任办税人员。",
    "The id of the person, who must act for the consenting taxpayer.",
  )
  id!: string;

  @Takes(() => RevealableField, "字段。", "The field.")
  field!: RevealableField;

  @Takes(() => String, "用途代码，须与授权的用途一致。", "The purpose, which must be the consent's.", {
    max: 40,
  })
  purpose!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

/** What was asked for. The value is read when it is answered and stored with no answer. */
@Shape({ zh: "一个脱敏字段的完整内容。", en: "One masked field, whole.", scope: "taxpayer:read" })
export class RevealedField {
  @Show(() => ID, "该自然人的编号。", "The id of the person.")
  id!: string;

  @Show(() => RevealableField, "字段。", "The field.")
  field!: RevealableField;

  /** What it was for; kept with the answer, in no schema. */
  purpose!: string;
}

export const wholeValue = (person: Person, field: RevealableField): string =>
  person[REVEALABLE[field].property];
