/*
 * How a day of the access ledger is written down for others: JSON lines, first the head, then each link of the chain with
 * the entry it stands for – or without, where the entry is another's or was removed after its time – and the checkpoints,
 * each after the link it signs. `h_n = SHA-256(h_{n-1} ‖ SHA-256(canonical entry))`: a digest stands for an entry, so that a
 * taxpayer's own export is checked to the last byte without anybody else's entries in it.
 */

/** An entry as it is chained: names and digests. What is absent was not known or does not apply. */
export interface LedgerEntry {
  id: string;
  /** ISO 8601 with milliseconds, UTC. */
  at: string;
  environment: string;
  kind: "READ" | "WRITE" | "SIGN_IN" | "ADMIN";
  event?: string;
  operation?: string;
  operationName?: string;
  documentHash?: string;
  outcome: string;
  /** SHA-256 (hex) of the JSON of the names of the fields answered; a `fields` line says which. */
  fieldsHash?: string;
  actorKind: string;
  appId?: string;
  releaseId?: string;
  consentId?: string;
  personId?: string;
  postId?: string;
  authorityCode?: string;
  caseNo?: string;
  purpose?: string;
  taxpayerId?: string;
  address?: string;
  items?: number;
  /** How many more times the same was refused within the minute. */
  repeats?: number;
  /** As what the person acted: the role of whoever consented; `AGENT` for somebody of a tax agency, which `agencyId` names. */
  actingAs?: string;
  agencyId?: string;
  argsHash?: string;
  requestId: string;
}

/** The first line. */
export interface LedgerHead {
  type: "head";
  format: 1;
  environment: string;
  /** The issuer of the environment, which the checkpoints name too. */
  issuer: string;
  /** The day of the chain, China time: that on which its entries were sealed. */
  day: string;
  /** The chain's value before the first link: the last of the day before. */
  previous: string;
  /** Present when the entries of one taxpayer alone are shown. */
  taxpayerId?: string;
}

export interface LedgerLink {
  type: "link";
  /** From 1, without gaps. */
  seq: number;
  /** SHA-256 (hex) of the canonical entry. */
  digest: string;
  /** The chain's value here, hex. */
  hash: string;
  entry?: LedgerEntry;
}

/** A set of field names, before the first entry that has it. */
export interface LedgerFields {
  type: "fields";
  hash: string;
  fields: string[];
}

export interface LedgerCheckpointLine {
  type: "checkpoint";
  /** A compact JWS (ES256, typ `ledger-checkpoint+jwt`) over a `LedgerCheckpoint`. */
  jws: string;
}

/** What a checkpoint signs. */
export interface LedgerCheckpoint {
  iss: string;
  environment: string;
  day: string;
  seq: number;
  hash: string;
  /** ISO 8601. */
  at: string;
}

export type LedgerLine = LedgerHead | LedgerLink | LedgerFields | LedgerCheckpointLine;

export const CHECKPOINT_TYPE = "ledger-checkpoint+jwt";

/** The text that is hashed: JSON without spaces, names in alphabetical order, nothing that is absent or null. */
export function canonicalEntry(entry: LedgerEntry): string {
  const known = Object.entries(entry).filter(([, value]) => value !== undefined && value !== null);
  return JSON.stringify(Object.fromEntries(known.sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** The chain's value before the very first day of an environment: SHA-256 of this text. */
export const genesisText = (environment: string): string => `open-tax access ledger ${environment}`;
