import * as oauth from "oauth4webapi";

/** A key as oauth4webapi signs with it. */
export interface SigningKey {
  key: CryptoKey;
  kid?: string;
}

/** How requests are signed and signed responses are checked. */
export interface MessageSigning {
  /** What is pushed in place of the parameters. */
  request(
    as: oauth.AuthorizationServer,
    client: oauth.Client,
    parameters: URLSearchParams,
    key: SigningKey,
  ): Promise<URLSearchParams>;
  /** The parameters of a response, once its signature, issuer, audience, time and state are right. */
  response(
    as: oauth.AuthorizationServer,
    client: oauth.Client,
    callback: URL,
    state: string,
    http: object,
  ): Promise<URLSearchParams>;
}

/**
 * FAPI 2.0 Message Signing. An app that may file, pay or issue invoices has to sign its requests (RFC 9101) and gets
 * signed responses (JARM): give this as `signing` to `authorizationCode`. Other apps may; whoever does not has none of it
 * in the bundle.
 *
 * @example authorizationCode({ …, scope: ["filing:submit"], signing: messageSigning })
 */
export const messageSigning: MessageSigning = {
  async request(as, client, parameters, key) {
    const asked = new URLSearchParams(parameters);
    asked.set("response_mode", "jwt");
    const request = await oauth.issueRequestObject(as, client, asked, key);
    return new URLSearchParams({ request });
  },
  response: (as, client, callback, state, http) =>
    oauth.validateJwtAuthResponse(as, client, callback, state, http),
};
