import { Arg, Ctx, Resolver } from "type-graphql";
import { ownUse, purposeMismatch } from "../consents/facts.ts";
import type { Context } from "../platform/context.ts";
import { Derived } from "../platform/model.ts";
import { Parent } from "../platform/parent.ts";
import { loadOne, read } from "../platform/read.ts";
import { check } from "../platform/refusal.ts";
import { refuse, reveal } from "../platform/reveal.ts";
import { inTransaction, type Queryable } from "../platform/transaction.ts";
import { Writes } from "./operations.ts";
import { personsByIds } from "./person.resolver.ts";
import { PersonRole } from "./person.ts";
import { REVEALABLE, RevealedField, RevealFieldInput, wholeValue } from "./reveal.ts";

const rolesOfPersons = read<PersonRole, { ids: readonly string[]; today: string }>(
  PersonRole,
  "of-persons",
  "t.person_id = any(:ids) and t.status = 'ACTIVE' and t.valid_from <= :today and (t.valid_to is null or t.valid_to > :today)",
);

/** A person who acts for the consenting taxpayer today; nothing for anybody else, as for one who does not exist. */
async function actingPerson(context: Context, id: string) {
  const [role] = await rolesOfPersons(context, { ids: [id], today: context.today });
  const person = await loadOne(context, personsByIds, id);
  return role ? person : null;
}

/** What this request was counted for already. */
const shown = (context: Context): Set<string> => context.once("revealed", () => new Set<string>());

async function count(context: Context, sql: Queryable, { id, field, purpose }: RevealedField): Promise<void> {
  const { coordinate } = REVEALABLE[field];
  await reveal(context, sql, { coordinate, purpose }, { mismatch: purposeMismatch, ownUse: ownUse() });
  shown(context).add(`${id} ${field}`);
}

/** The whole value behind a mask, one at a time, each time with an entry that the taxpayer sees. */
@Resolver(() => RevealedField)
export class RevealResolver {
  @Writes(() => RevealedField, {
    zh: "查看一个脱敏字段的完整内容：须授权列明该字段、用途一致、本人在五分钟内以通行密钥核验；计入当日次数并留下记录。",
    en: "Shows one masked field whole: the consent must name it and have that purpose, the person must have used a passkey within five minutes; it is counted and leaves an entry.",
    scope: "taxpayer:read",
    consent: true,
    stepUp: "L3",
    cost: 20,
    audit: "FIELD_REVEALED",
    refuses: [refuse.REVEAL_NOT_CONSENTED, refuse.REVEAL_NOT_FOUND, refuse.REVEAL_LIMIT, purposeMismatch],
  })
  async revealField(
    @Ctx() context: Context,
    @Arg("input", () => RevealFieldInput) { id, field, purpose }: RevealFieldInput,
  ): Promise<RevealedField> {
    await count(context, inTransaction(context), { id, field, purpose });
    check(!(await actingPerson(context, id)) && refuse.REVEAL_NOT_FOUND);
    return { id, field, purpose };
  }

  @Derived(() => String, "完整内容。", "The whole value.", {
    class: "C4",
    scope: "taxpayer:read",
    nullable: true,
    clear: "reached through revealField alone, which demands consent, purpose and L3, and is counted",
  })
  async value(@Parent() revealed: RevealedField, @Ctx() context: Context): Promise<string | null> {
    const { id, field } = revealed;
    // An answer given again for its key ran nothing: the value is shown once more, and counted once more.
    if (!shown(context).has(`${id} ${field}`))
      await count(context, context.environment.database.writer, revealed);
    const person = await actingPerson(context, id);
    return person ? wholeValue(person, field) : null;
  }
}
