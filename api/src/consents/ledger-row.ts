import type { LedgerEntry } from "@open-tax/sdk/verify/ledger-format";

/** An entry as the database holds it, with its time as text, exact to the millisecond. */
export interface EntryRow {
  id: string;
  [column: string]: string | number | null;
}

/** Of `audit_entry e`, each under the name it has in an export. */
export const ENTRY_COLUMNS = `e.id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, e.environment, e.kind, e.event,
  e.operation, e.operation_name as "operationName", e.document_hash as "documentHash", e.outcome, e.fields_hash as "fieldsHash",
  e.caller_kind as "actorKind", e.app_id as "appId", e.release_id as "releaseId", e.consent_id as "consentId", e.person_id as "personId",
  e.post_id as "postId", e.authority_code as "authorityCode", e.case_no as "caseNo", e.purpose, e.taxpayer_id as "taxpayerId",
  e.address, e.items, e.args_hash as "argsHash", e.request_id as "requestId"`;

/** The entry as it is chained and exported: without what is absent. */
export const chained = (row: EntryRow): LedgerEntry =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as LedgerEntry;
