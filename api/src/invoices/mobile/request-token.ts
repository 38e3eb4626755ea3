import { hash } from "node:crypto";
import type { Environment } from "../../platform/context.ts";

/** Sets the tokens of the sandbox apart, so that the page behind a code knows which graph to ask. `~` is in no token. */
const SANDBOX = "sandbox~";
/** In place of an app's id, which no app has: tokens are nobody's pseudonyms. */
const TOKENS = { kind: "APP", appId: "invoice-request-token", scopes: [] } as const;

/**
 * The token in the QR code of a request: 256 bits made of its id with the database's secret, so that it need not be stored,
 * and whoever reads the tables cannot make it.
 */
export const tokenOf = (
  { database, name }: Pick<Environment, "database" | "name">,
  requestId: string,
): string => (name === "sandbox" ? SANDBOX : "") + database.pseudonym(TOKENS, requestId);

/** What is stored of a token. */
export const hashOfToken = (token: string): string => hash("sha256", token, "hex");

/** Where the QR code leads: the portal's page at which the buyer fills in the header. */
export const urlOf = ({ portalOrigin }: Pick<Environment, "portalOrigin">, token: string): string =>
  `${portalOrigin}/i/${token}`;
