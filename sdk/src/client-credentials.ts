import * as oauth from "oauth4webapi";
import { type AccessToken, type Auth, isFresh, SingleFlight } from "./auth.ts";
import { type AppOptions, AuthorizationServer, type PrivateKey } from "./authorization-server.ts";
import { DpopKey } from "./dpop.ts";

export interface ClientCredentialsOptions extends AppOptions {
  privateKey: PrivateKey;
  /** What the institution itself may do, such as `invoice:verify`. Nothing that needs a taxpayer's consent. */
  scope: readonly string[];
}

/**
 * An institution that acts for itself, such as a bank that verifies invoices: no person, no consent page. It proves who it
 * is with its own key (`private_key_jwt`); the token is bound to a fresh key that never leaves this object.
 */
export function clientCredentials({ scope, ...app }: ClientCredentialsOptions): Auth {
  const server = new AuthorizationServer(app);
  const flight = new SingleFlight<AccessToken>();
  const key = DpopKey.generate();
  let current: AccessToken | undefined;

  const request = async (): Promise<AccessToken> => {
    const [as, authentication, bound] = [await server.metadata(), await server.authentication(), await key];
    const parameters = { scope: scope.join(" "), resource: app.environment.graph };
    const answer = await server.talk(
      () =>
        oauth.clientCredentialsGrantRequest(as, server.client, authentication, parameters, {
          DPoP: server.dpop(bound),
          ...server.http(),
        }),
      (response) => oauth.processClientCredentialsResponse(as, server.client, response),
    );
    current = {
      value: answer.access_token,
      key: bound,
      expiresAt: Date.now() + (answer.expires_in ?? 60) * 1000,
    };
    return current;
  };

  return {
    token: async () => (current && isFresh(current) ? current : flight.run(request)),
    renew: async (refused) => (current && current.value !== refused.value ? current : flight.run(request)),
  };
}
