import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type ClientMetadata, type Configuration, type KoaContextWithOIDC, Provider } from "oidc-provider";
import type { PrivateKey } from "../authorization-server.ts";

export const PREFIX = "/sandbox/oauth";

/** A key pair as private JWK, as an app holds it. */
export function newKey(kid: string): PrivateKey {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...(privateKey.export({ format: "jwk" }) as JsonWebKey), kid, alg: "ES256" };
}

export const publicHalf = ({ d: _secret, ...half }: PrivateKey): PrivateKey => half;

export interface Registered {
  vendor: { clientId: string; privateKey: PrivateKey; redirectUri: string };
  bank: { clientId: string; privateKey: PrivateKey };
  /** Must sign what it asks. */
  filing: { clientId: string; privateKey: PrivateKey; redirectUri: string };
  publicClient: { clientId: string; redirectUri: string };
}

/** A real authorization server, kept in memory: pushed requests, PKCE, DPoP with nonces, rotation for public clients. Everybody consents. */
export function authorizationServer(origin: string, resource: string, accessTokenSeconds: number) {
  const registered: Registered = {
    vendor: {
      clientId: "app_vendor",
      privateKey: newKey("vendor"),
      redirectUri: "http://127.0.0.1:4199/callback",
    },
    bank: { clientId: "app_bank", privateKey: newKey("bank") },
    filing: {
      clientId: "app_filing",
      privateKey: newKey("filing"),
      redirectUri: "http://127.0.0.1:4198/callback",
    },
    publicClient: { clientId: "app_public", redirectUri: `${origin}/signed-in` },
  };
  const { vendor, bank, filing, publicClient } = registered;
  const signing = newKey("as");
  const scopes = ["openid", "offline_access", "invoice:read", "invoice:verify"];
  const common = {
    dpop_bound_access_tokens: true,
    id_token_signed_response_alg: "ES256",
    authorization_signed_response_alg: "ES256",
  } satisfies Partial<ClientMetadata>;
  const flow = {
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code" as const],
    scope: scopes.join(" "),
    authorization_details_types: ["tax_data"],
  };
  const configuration: Configuration = {
    clients: [
      {
        ...common,
        ...flow,
        client_id: vendor.clientId,
        redirect_uris: [vendor.redirectUri],
        token_endpoint_auth_method: "private_key_jwt",
        jwks: { keys: [publicHalf(vendor.privateKey)] } as never,
      },
      {
        ...common,
        ...flow,
        client_id: filing.clientId,
        redirect_uris: [filing.redirectUri],
        token_endpoint_auth_method: "private_key_jwt",
        jwks: { keys: [publicHalf(filing.privateKey)] } as never,
        require_signed_request_object: true,
        response_modes: ["jwt"],
      },
      {
        ...common,
        ...flow,
        client_id: publicClient.clientId,
        redirect_uris: [publicClient.redirectUri],
        token_endpoint_auth_method: "none",
      },
      {
        ...common,
        client_id: bank.clientId,
        grant_types: ["client_credentials"],
        response_types: [],
        redirect_uris: [],
        token_endpoint_auth_method: "private_key_jwt",
        scope: "invoice:verify",
        jwks: { keys: [publicHalf(bank.privateKey)] } as never,
      },
    ],
    jwks: { keys: [signing as never] },
    scopes,
    responseTypes: ["code"],
    clientAuthMethods: ["private_key_jwt", "none"],
    pkce: { required: () => true },
    cookies: { keys: ["test"], short: { path: "/" }, long: { path: "/" } },
    features: {
      devInteractions: { enabled: false },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
      dPoP: {
        enabled: true,
        nonceSecret: randomBytes(32),
        requireNonce: () => true,
        allowReplay: false,
      } as never,
      clientCredentials: { enabled: true },
      requestObjects: { enabled: true },
      jwtResponseModes: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: "invoice:read invoice:verify",
          audience: resource,
          accessTokenTTL: accessTokenSeconds,
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: "ES256" } },
        }),
      },
      richAuthorizationRequests: {
        enabled: true,
        types: { tax_data: { validate: () => undefined } },
        authorizationDetailsForGrantSource: (ctx: KoaContextWithOIDC) =>
          JSON.parse(String(ctx.oidc.params?.authorization_details ?? "[]")),
        authorizationDetailsForAccessToken: (_: KoaContextWithOIDC, source: { rar?: unknown }) => source.rar,
      } as never,
    },
    issueRefreshToken: () => true,
    rotateRefreshToken: (ctx) => ctx.oidc.client?.clientAuthMethod === "none",
    expiresWithSession: () => false,
    findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    interactions: { url: (_, { uid }) => `${PREFIX}/interaction/${uid}` },
    enabledJWA: {
      idTokenSigningAlgValues: ["ES256"],
      requestObjectSigningAlgValues: ["ES256"],
      authorizationSigningAlgValues: ["ES256"],
      clientAuthSigningAlgValues: ["ES256"],
      dPoPSigningAlgValues: ["ES256"],
    } as never,
    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      RefreshToken: 3600,
      Grant: 3600,
      Session: 3600,
      Interaction: 600,
      AuthorizationCode: 60,
    },
  };
  const provider = new Provider(`${origin}${PREFIX}`, configuration);
  const callback = provider.callback();
  let tokenRequests = 0;

  async function interaction(request: IncomingMessage, response: ServerResponse) {
    const { params, prompt, session } = await provider.interactionDetails(request, response);
    const accountId = session?.accountId ?? "pn_test";
    if (params.ui_locales === "en")
      return provider.interactionFinished(request, response, {
        error: "access_denied",
        error_description: "the person refused",
      });
    if (prompt.name === "login")
      return provider.interactionFinished(request, response, { login: { accountId } });
    const grant = new provider.Grant({ accountId, clientId: String(params.client_id) });
    grant.addOIDCScope(String(params.scope));
    grant.addResourceScope(resource, String(params.scope));
    const details = params.authorization_details;
    if (details)
      for (const detail of JSON.parse(String(details)))
        (grant as unknown as { addRar(detail: unknown): void }).addRar(detail);
    return provider.interactionFinished(
      request,
      response,
      { consent: { grantId: await grant.save() } },
      { mergeWithLastSubmission: true },
    );
  }

  return {
    registered,
    signing,
    /** How often the token endpoint was asked, the demands for a nonce included. */
    tokenRequests: () => tokenRequests,
    handle(request: IncomingMessage & { originalUrl?: string }, response: ServerResponse) {
      const path = request.url!;
      if (path.startsWith(`${PREFIX}/interaction/`)) return interaction(request, response);
      if (path.startsWith(`${PREFIX}/token`)) tokenRequests += 1;
      request.url = path.replace(PREFIX, "");
      request.originalUrl = PREFIX + request.url;
      return callback(request, response);
    },
  };
}
