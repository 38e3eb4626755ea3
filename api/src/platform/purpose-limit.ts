import type { Caller } from "./caller.ts";
import type { Owner } from "./owner.ts";
import { problems, Refusal } from "./refusal.ts";

/*
 * A purpose may want less than its scope gives: an invoicing system only the sales among the invoices, a bank only
 * sums. Which is data of the owner (`Owner.purposes`); what it means for rows is said here, once.
 */

export const refuse = problems({
  PURPOSE_MISMATCH: {
    zh: "请求的范围、数据或所属期超出所声明用途的上限",
    en: "The scopes, data or periods asked for exceed what the stated purpose allows.",
    actor: "APP",
  },
});

/** Whether rows may be the caller's by this property: always, unless the purpose of the consent names others. */
export const reachedBy = ({ purposes }: Owner, property: string, { purpose }: Partial<Caller>): boolean =>
  purposes?.[purpose ?? ""]?.includes(property) ?? true;

/** The purposes under which no row is the caller's by this property. */
export const purposesWithout = ({ purposes = {} }: Owner, property: string): string[] =>
  Object.entries(purposes).flatMap(([purpose, properties]) =>
    properties.includes(property) ? [] : [purpose],
  );

/**
 * Refuses with PURPOSE_MISMATCH what the caller's purpose leaves nothing of: all the rows, or – given `by` – all that
 * are the caller's by one of these properties. It says nothing of any row.
 */
export function withinPurpose(
  owner: Owner | undefined,
  caller: Partial<Caller>,
  by?: readonly string[],
): void {
  const left = owner?.purposes?.[caller.purpose ?? ""];
  if (left && !(by ?? left).some((property) => left.includes(property)))
    throw new Refusal([{ ...refuse.PURPOSE_MISMATCH, details: { purpose: caller.purpose } }]);
}
