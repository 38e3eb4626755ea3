import type { Pool } from "pg";
import type { ConsentedField, PersonRole } from "../consents/facts.ts";
import type { TrustedProxies } from "../platform/client-address.ts";
import type { Environment } from "../platform/context.ts";
import type { Scope } from "../platform/operation.ts";
import type { PostFact } from "../registry/facts.ts";
import type { UpstreamConfig } from "./upstream-config.ts";

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
  /** Of a natural person identified by a resident identity number: the fourteenth birthday. */
  turns14On?: string;
}

/** What the authorization server reads of the registry; `registry/facts.ts` has it. */
export interface RegistryFacts {
  personsForSignIn(pool: Pool, which: { search?: string; first: number }): Promise<SignInPerson[]>;
  actsFor(pool: Pool, personId: string): Promise<ActingFor[]>;
  /** The posts a person holds on a day. */
  postsOf(pool: Pool, personId: string, day: string): Promise<PostFact[]>;
  /** One post, when it is held on a day. */
  postById(pool: Pool, id: string, day: string): Promise<PostFact | undefined>;
  /** The officers, for the sandbox's sign-in page of the workbench. */
  officersForSignIn(
    pool: Pool,
    which: { first: number; asOf: string },
  ): Promise<(SignInPerson & { post: string })[]>;
  /** One person's name; nothing when there is no such person. */
  personById(pool: Pool, personId: string): Promise<SignInPerson | undefined>;
}

/** What a consent page takes from an app's published release: what it will really run. `app-square/facts.ts` has it. */
export interface ReleaseFacts {
  currentRelease(pool: Pool, appId: string): Promise<PublishedRelease | undefined>;
  /** The release a new token carries: the pilot for some consents, else the published one. */
  releaseForToken?(pool: Pool, appId: string, consentId: string | undefined): Promise<string | undefined>;
}

export interface PublishedRelease {
  id: string;
  sheet: {
    operations: readonly { name: string; kind: string; scopes: readonly string[] }[];
    fields: readonly ConsentedField[];
    scopes: readonly { scope: string }[];
  };
}

export interface Log {
  info(what: object, message: string): void;
  warn(what: object, message: string): void;
  error(what: object, message: string): void;
}

/** What one environment's authorization server is made from. */
export interface AuthorizationOptions {
  environment: Environment;
  /** Where the portal is reached, without a trailing slash: `http://localhost:4000`. */
  origin: string;
  registry: RegistryFacts;
  /** Every scope the subgraphs declare. */
  scopes: Readonly<Record<string, Scope>>;
  /** Where private keys and passwords of the samples are written. */
  dataDir: string;
  log: Log;
  /** The proxies whose word about a caller's address is taken; none by default. */
  trustedProxies?: TrustedProxies;
  /** How the keys of clients that publish them are fetched, by https; `fetch` by default. */
  fetchKeys?: typeof fetch;
  /** The apps' published releases; without it consent pages are compiled from scopes. */
  releases?: ReleaseFacts;
  /** Another OpenID provider that production's people may sign in with; none by default. */
  upstream?: UpstreamConfig | undefined;
  /** How long level L3 is out of reach of a person whose passkeys were reset, in hours; 24 by default. */
  passkeyWaitHours?: number;
  /** Whether the sample apps and accounts are made at first start; true by default. */
  samples?: boolean;
}
