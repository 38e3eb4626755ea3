import type { LedgerEntry } from "@open-tax/sdk/verify/ledger-format";

/** An entry as the database holds it, with its time as text, exact to the millisecond. */
export interface EntryRow {
  id: string;
  [column: string]: string | number | null;
}

/** What an export has of `audit_entry e`, each under its name there. */
const COLUMNS: Readonly<Record<keyof LedgerEntry, string>> = {
  id: "e.id",
  at: `to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  environment: "e.environment",
  kind: "e.kind",
  event: "e.event",
  operation: "e.operation",
  operationName: "e.operation_name",
  documentHash: "e.document_hash",
  outcome: "e.outcome",
  fieldsHash: "e.fields_hash",
  actorKind: "e.caller_kind",
  appId: "e.app_id",
  releaseId: "e.release_id",
  consentId: "e.consent_id",
  personId: "e.person_id",
  postId: "e.post_id",
  authorityCode: "e.authority_code",
  caseNo: "e.case_no",
  purpose: "e.purpose",
  taxpayerId: "e.taxpayer_id",
  address: "e.address",
  items: "e.items",
  repeats: "e.repeats",
  actingAs: "e.acting_as",
  agencyId: "e.agency_id",
  argsHash: "e.args_hash",
  requestId: "e.request_id",
};

/** In the order of `canonicalEntry`, so that nothing is sorted for each entry. */
const NAMES = (Object.keys(COLUMNS) as (keyof LedgerEntry)[]).sort((a, b) => (a < b ? -1 : 1));
const LABELS = NAMES.map((name) => `${JSON.stringify(name)}:`);

/** For a SELECT: of `audit_entry e`, each under the name it has in an export. */
export const ENTRY_COLUMNS = NAMES.map((name) => `${COLUMNS[name]} as "${name}"`).join(", ");

/** Where the id stands among the values of `ENTRY_COLUMNS`. */
export const ID_AT = NAMES.indexOf("id");

/** The values of `ENTRY_COLUMNS`, in their order. */
export type EntryValues = readonly (string | number | null)[];

/** The entry as it is chained and exported: without what is absent. */
export const chained = (row: EntryRow): LedgerEntry =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as LedgerEntry;

/** The text that is hashed: `canonicalEntry` of the entry, without making one first. */
export function canonicalValues(values: EntryValues): string {
  let text = "";
  for (let at = 0; at < LABELS.length; at += 1) {
    const value = values[at] ?? null;
    if (value !== null) text += `${text === "" ? "{" : ","}${LABELS[at]}${JSON.stringify(value)}`;
  }
  return `${text}}`;
}
