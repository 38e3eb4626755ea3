import type { Pool } from "pg";
import type { PersonRole } from "../consents/facts.ts";
import type { Environment } from "../platform/context.ts";
import type { Scope } from "../platform/operation.ts";

/** A person as the sandbox's sign-in page lists them. */
export interface SignInPerson {
  id: string;
  name: string;
}

/** For whom a person acts, and as what. */
export interface ActingFor {
  taxpayerId: string;
  taxpayerName: string;
  taxpayerTin: string;
  role: PersonRole;
}

/** What the authorization server reads of the registry; `registry/facts.ts` has it. */
export interface RegistryFacts {
  personsForSignIn(pool: Pool, which: { search?: string; first: number }): Promise<SignInPerson[]>;
  actsFor(pool: Pool, personId: string): Promise<ActingFor[]>;
  /** One person's name; nothing when there is no such person. */
  personById(pool: Pool, personId: string): Promise<SignInPerson | undefined>;
}

export interface Log {
  info(what: object, message: string): void;
  warn(what: object, message: string): void;
  error(what: object, message: string): void;
}

/** What one environment's authorization server is made from. */
export interface AuthorizationOptions {
  environment: Environment;
  /** Where the portal is reached, without a trailing slash: `http://127.0.0.1:4000`. */
  origin: string;
  registry: RegistryFacts;
  /** Every scope the subgraphs declare. */
  scopes: Readonly<Record<string, Scope>>;
  /** Where private keys and passwords of the samples are written. */
  dataDir: string;
  log: Log;
  /** Whether the sample apps and accounts are made at first start; true by default. */
  samples?: boolean;
}
