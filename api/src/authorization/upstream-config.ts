import { isIP } from "node:net";

/** The OpenID provider people may sign in with besides, as the operator describes it (`UPSTREAM_OIDC_…`). */
export interface UpstreamConfig {
  issuer: string;
  clientId: string;
  /** What the button calls it. */
  name: string;
  /** Our private key, for `private_key_jwt`. */
  keyFile?: string | undefined;
  /** A file that holds the client secret, for providers that know nothing better. */
  secretFile?: string | undefined;
  /** Its `acr` values that count as our levels; all others are L1. */
  acrL2: readonly string[];
  acrL3: readonly string[];
  /** The claim in its ID token that is our person's id, where both sides agreed on one. */
  personClaim?: string | undefined;
}

const DEFAULT_NAME = "统一身份认证";
const words = (value: string | undefined) => (value ?? "").split(/\s+/).filter(Boolean);

/** Reads `UPSTREAM_OIDC_…`; nothing when no issuer is named. What is wrong is added to `problems`. */
export function readUpstream(
  text: (name: string) => string | undefined,
  problems: string[],
): UpstreamConfig | undefined {
  const issuer = text("UPSTREAM_OIDC_ISSUER");
  if (issuer === undefined) return undefined;
  const clientId = text("UPSTREAM_OIDC_CLIENT_ID");
  const keyFile = text("UPSTREAM_OIDC_KEY_FILE");
  const secretFile = text("UPSTREAM_OIDC_SECRET_FILE");
  if (!isIssuer(issuer))
    problems.push(
      `UPSTREAM_OIDC_ISSUER must be an https address (http on this machine alone), not "${issuer}"`,
    );
  if (!clientId) problems.push("UPSTREAM_OIDC_CLIENT_ID must say who we are at the upstream provider");
  if (!keyFile && !secretFile)
    problems.push("UPSTREAM_OIDC_KEY_FILE (or UPSTREAM_OIDC_SECRET_FILE) must name the file of our key");
  return {
    issuer,
    clientId: clientId ?? "",
    name: text("UPSTREAM_OIDC_NAME") ?? DEFAULT_NAME,
    keyFile,
    secretFile,
    acrL2: words(text("UPSTREAM_OIDC_ACR_L2")),
    acrL3: words(text("UPSTREAM_OIDC_ACR_L3")),
    personClaim: text("UPSTREAM_OIDC_PERSON_CLAIM"),
  };
}

function isIssuer(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, search, hash } = new URL(value);
  if (search || hash) return false;
  const loopback =
    hostname === "localhost" || hostname === "[::1]" || (isIP(hostname) === 4 && hostname.startsWith("127."));
  return protocol === "https:" || (protocol === "http:" && loopback);
}
