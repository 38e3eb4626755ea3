/** Where one environment of the platform is reached: its authorization server, its graph, its public keys. */
export interface Environment {
  name: "production" | "sandbox";
  /** The issuer of tokens; its metadata say everything else (RFC 8414). */
  issuer: string;
  /** The GraphQL endpoint. Access tokens are issued for exactly this address. */
  graph: string;
  /** The public keys of the platform's signed answers, as a JWK set. Keep a copy, and proofs can be checked offline. */
  resultKeys: string;
}

const addresses = (name: Environment["name"], origin: string, prefix: string): Environment => {
  const base = new URL(prefix, origin).href;
  return { name, issuer: `${base}oauth`, graph: `${base}graphql`, resultKeys: `${base}results-jwks.json` };
};

/**
 * The sandbox: sample taxpayers, a sign-in page without passwords, any GraphQL document, no legal effect.
 *
 * @example sandbox("http://localhost:4000")
 */
export const sandbox = (origin: string): Environment => addresses("sandbox", origin, "/sandbox/");

/** Production: real taxpayers; an app runs the documents of its published release and no others. */
export const production = (origin: string): Environment => addresses("production", origin, "/");
