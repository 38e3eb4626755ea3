import type { PolicyDef } from "@mikro-orm/core";
import { jurisdictionSql } from "./jurisdiction.ts";
import type { AttributeMeta, ModelMeta } from "./model.ts";
import { alternatives, type Owner } from "./owner.ts";
import { purposesWithout } from "./purpose-limit.ts";
import { snake } from "./snake.ts";

/*
 * The row-level security of a model, read off its owner. The schema's comparison takes it with the columns, so a model
 * whose policies no migration has made fails the same test as one whose columns are missing.
 */

/** Does what a caller asks for in a write, and sees the caller's rows alone. */
export const APP_ROLE = "open_tax_app";
/** Does what the platform does in its own name: tokens, consents, the ledger, chores. Sees every row. */
export const SYSTEM_ROLE = "open_tax_system";
/** Runs prepared reads, which carry the ownership in their own text. Sees every row and changes none. */
export const READER_ROLE = "open_tax_reader";

/** What the seal of a transaction says of its caller; evaluated once for a statement, not for each row. */
const claim = (name: string) => `(select sealed.caller_claim('${name}'))`;

/** Who may see and change rows of a table: everybody who is not named here sees nothing. */
const policies = (table: string, mine: string): PolicyDef[] => [
  { name: `${table}_of_caller`, roles: [APP_ROLE], using: mine, check: mine },
  { name: `${table}_for_system`, roles: [SYSTEM_ROLE], using: "true", check: "true" },
  { name: `${table}_for_reads`, command: "select", roles: [READER_ROLE], using: "true" },
];

const owned = (owner: Owner) =>
  alternatives(owner)
    .map(({ property, callerKey, within }) =>
      within
        ? jurisdictionSql(snake(property), claim(callerKey))
        : reached(`${snake(property)} = ${claim(callerKey)}`, purposesWithout(owner, property)),
    )
    .join(" or ");

/** A row is the caller's by this alone where the purpose of the consent leaves it. */
const reached = (mine: string, without: readonly string[]) => {
  if (without.length === 0) return mine;
  const purpose = `coalesce(${claim("purpose")}, '')`;
  // The database words a list of one as a comparison.
  if (without.length === 1) return `(${mine} and ${purpose} <> '${without[0]}')`;
  return `(${mine} and not (${purpose} in (${without.map((each) => `'${each}'`).join(", ")})))`;
};

/** A record that is part of another follows it: `invoiceId` names a row of the table `invoice`, under that table's own policies. */
const follows = (table: string, partOf: string) =>
  `exists (select 1 from ${snake(partOf.replace(/Id$/, ""))} whole where whole.id = ${table}.${snake(partOf)})`;

/** The policies of a model's table; none for a model that belongs to nobody. */
export const rowPolicies = ({
  table,
  owner,
  partOf,
}: Pick<ModelMeta, "table" | "owner" | "partOf">): PolicyDef[] =>
  owner ? policies(table, owned(owner)) : partOf ? policies(table, follows(table, partOf)) : [];

/** What keeps a model from being stored: rows without an owner that hold more than anybody may know. */
export function unguarded({
  name,
  owner,
  partOf,
  attributes,
}: Pick<ModelMeta, "name" | "owner" | "partOf" | "attributes">): string[] {
  if (owner || partOf) return [];
  const confidential = (attribute: AttributeMeta) =>
    attribute.class !== undefined && attribute.class !== "C0";
  return [...attributes.values()]
    .filter(confidential)
    .map(({ property, class: level }) => `${name}.${property} is ${level}, and ${name} has no owner`);
}
