import type { KoaContextWithOIDC } from "oidc-provider";

/*
 * FAPI 2.0 Message Signing: apps that file, pay or issue invoices sign what they ask for and get signed answers, so that
 * either side can later prove what was said. Which apps these are follows from their approved scopes alone.
 */

/** Scopes whose holders sign their requests. */
export const SIGNED_SCOPES: ReadonlySet<string> = new Set([
  "filing:submit",
  "payment:initiate",
  "agreement:write",
  "invoice:issue",
  "invoice:red",
  "refund:apply",
]);

/** The media type of a signed answer to an introspection (RFC 9701). */
const SIGNED_INTROSPECTION = "application/token-introspection+jwt";

export interface Approved {
  scopes: readonly string[];
  /** Has a key of its own (`private_key_jwt`). */
  keyed: boolean;
  firstParty: boolean;
}

/**
 * Whoever has no key cannot sign, and so cannot hold these scopes: a public client of a vendor goes without them. The
 * platform's own portal, where the taxpayer acts in person and with a passkey, keeps them.
 */
export const holdable = ({ scopes, keyed, firstParty }: Approved): string[] =>
  scopes.filter((scope) => keyed || firstParty || !SIGNED_SCOPES.has(scope));

/** What the library has to demand of such a client: a signed request (RFC 9101), and a signed response (JARM). */
export function signingMetadata({ scopes, keyed }: Approved): Record<string, unknown> {
  if (!keyed || !scopes.some((scope) => SIGNED_SCOPES.has(scope))) return {};
  return { require_signed_request_object: true, response_modes: ["jwt", "query.jwt"] };
}

/** Refuses plain introspection to clients that sign: what they are told must be provable too. */
export async function demandSignedIntrospection(
  ctx: KoaContextWithOIDC,
  next: () => Promise<void>,
): Promise<void> {
  await next();
  if (ctx.oidc?.route !== "introspection" || ctx.status !== 200) return;
  const client = ctx.oidc.client as unknown as { requireSignedRequestObject?: boolean } | undefined;
  if (!client?.requireSignedRequestObject || ctx.type === SIGNED_INTROSPECTION) return;
  ctx.status = 400;
  ctx.body = {
    error: "invalid_request",
    error_description: `this client asks with Accept: ${SIGNED_INTROSPECTION}`,
  };
}
