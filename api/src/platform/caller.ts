/** Which twin of the platform a request speaks to. They differ by configuration only; no resolver asks. */
export type EnvironmentName = "production" | "sandbox";

/** Who is calling, as proved by the access token. Plain data: it travels to subgraphs in other processes. */
export interface Caller {
  /** `PUBLIC` without a token, `APP` by client credentials, `APP_FOR_TAXPAYER` under a consent, `OFFICER` by a post in a tax authority. */
  kind: "PUBLIC" | "APP" | "APP_FOR_TAXPAYER" | "OFFICER";
  /** The network address, for limits on anonymous callers. */
  ip?: string;
  appId?: string;
  /** The release of the app whose documents the token may run. */
  releaseId?: string;
  /** What may be done. Everybody holds `public:read`. */
  scopes: readonly string[];
  /** The taxpayer who consented. */
  taxpayerId?: string;
  consentId?: string;
  /** The version of the consent under which the token was issued; each narrowing raises it. */
  consentVersion?: number;
  /** The person who granted the consent. */
  personId?: string;
  purpose?: string;
  /** The tax periods the consent covers, inclusive dates. */
  periodFrom?: string;
  periodTo?: string;
  /** The fields consented to (`Invoice.total`), where the consent names them; absent when it goes by scopes alone. */
  fields?: readonly string[];
  /** How surely the person behind the token was known, and when (seconds since 1970). */
  acr?: "L1" | "L2" | "L3";
  authenticatedAt?: number;
  /** The officer's post, and the tax authority it belongs to. */
  postId?: string;
  /** The officer's sign-in to the post: when it ends, the token does. */
  officeSessionId?: string;
  authorityCode?: string;
  /** The case an officer works on, where one was named. */
  caseNo?: string;
}

const PUBLIC_SCOPES: readonly string[] = Object.freeze(["public:read"]);

export const anonymous = (ip?: string): Caller => ({
  kind: "PUBLIC",
  scopes: PUBLIC_SCOPES,
  ...(ip ? { ip } : {}),
});

/** True when the caller holds one of the alternatives, each a set of scopes that belong together. */
export const holds = (
  caller: Pick<Caller, "scopes">,
  alternatives: readonly (readonly string[])[],
): boolean =>
  alternatives.some((all) => all.every((scope) => scope === "public:read" || caller.scopes.includes(scope)));
