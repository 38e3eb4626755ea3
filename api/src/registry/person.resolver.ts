import { Ctx, Resolver } from "type-graphql";
import type { Context } from "../platform/context.ts";
import { Derived } from "../platform/model.ts";
import { Parent } from "../platform/parent.ts";
import { loadOne, readAnyone } from "../platform/read.ts";
import { Person, PersonRole } from "./person.ts";

export const personsByIds = readAnyone<Person, { ids: readonly string[] }>(
  Person,
  "by-ids",
  "t.id = any(:ids)",
  "persons are reached only from a role in the consenting taxpayer, whose row is guarded, and leave masked",
);

const C4 = { class: "C4", scope: "taxpayer:read" } as const;

/** What is shown of a person: always masked. */
@Resolver(() => Person)
export class PersonResolver {
  @Derived(() => String, "姓名，只保留姓。", "The name, of which only the surname shows.", {
    ...C4,
    mask: "NAME",
  })
  nameMasked(@Parent() { name }: Person): string {
    return name;
  }

  @Derived(
    () => String,
    "证件号码，保留前 3 位和后 4 位。",
    "The document's number, of which the first 3 and the last 4 characters show.",
    { ...C4, mask: "ID_CARD" },
  )
  idNoMasked(@Parent() { idNo }: Person): string {
    return idNo;
  }

  @Derived(
    () => String,
    "手机号码，保留前 3 位和后 4 位。",
    "The telephone number, of which the first 3 and the last 4 digits show.",
    { ...C4, mask: "PHONE" },
  )
  phoneMasked(@Parent() { phone }: Person): string {
    return phone;
  }
}

@Resolver(() => PersonRole)
export class PersonRoleResolver {
  @Derived(() => Person, "担任者，已脱敏。", "Who holds it, masked.", { ...C4, nullable: true })
  person(@Parent() { personId }: PersonRole, @Ctx() context: Context): Promise<Person | null> {
    return loadOne(context, personsByIds, personId);
  }
}
