import { isIP } from "node:net";
import {
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
  Provider,
} from "oidc-provider";
import { appOwn, type Catalogue, type ConsentFact, consentById, ownUse } from "../consents/facts.ts";
import { isDatabaseAway } from "../platform/outage.ts";
import { PostgresAdapter } from "./adapter.ts";
import { clientFact } from "./clients.ts";
import { deviceFlow } from "./device-flow.ts";
import { DEVICE_SECONDS, pacePolling } from "./device-poll.ts";
import { demandSignedIntrospection } from "./message-signing.ts";
import { officeClaims } from "./office-claims.ts";
import { isOfficeSessionId } from "./office-session.ts";
import { openResets, RESET_WAIT_HOURS } from "./passkey-reset.ts";
import type { Secrets } from "./secrets.ts";
import { showError, showSignedOut, showSignOut } from "./session-pages.ts";
import { SESSION_SECONDS } from "./session-store.ts";
import type { AuthorizationOptions } from "./settings.ts";
import { askForLevels } from "./sign-in-level.ts";
import { checkDetails, checkTaxData, taxScopes } from "./tax-data.ts";

/** Seconds an access token lives. A withdrawn consent is refused at once all the same; this bounds what nobody heard of. */
export const ACCESS_TOKEN_SECONDS = 300;
const INTERACTION_SECONDS = 3600;

const ALGORITHMS = ["ES256", "Ed25519", "EdDSA", "PS256"];
const SIGNED_BY_US = ["ES256"];

/** The two environments' cookies never meet, on one origin or two. */
export const cookiePrefix = (environment: "production" | "sandbox") =>
  environment === "production" ? "ot_p" : "ot_s";

/** An oidc-provider that speaks FAPI 2.0 Security and nothing less: pushed requests, PKCE, DPoP with nonces, no secrets, no bearers. */
export function createProvider(
  options: AuthorizationOptions,
  catalogue: Catalogue,
  secrets: Secrets,
): Provider {
  const { environment, log } = options;
  const { database, issuer, keys, resource } = environment;
  const scopes = ["openid", "offline_access", ...Object.keys(catalogue)];
  const knownScopes = new Set(scopes);
  const { pathname, protocol } = new URL(issuer);
  const secure = protocol === "https:";
  const cookie = cookiePrefix(environment.name);
  const devices = deviceFlow(options);

  const policy = interactionPolicy.base();
  const resets = openResets(database.writer, options.passkeyWaitHours ?? RESET_WAIT_HOURS);
  const isName = isIP(new URL(issuer).hostname.replace(/^\[|\]$/g, "")) === 0;
  // Where browsers make no passkeys nobody can be made to register one.
  askForLevels(policy, async (person) =>
    environment.name === "production" && isName ? resets.mustRegister(person) : false,
  );
  policy
    .get("consent")!
    .checks.add(
      new interactionPolicy.Check(
        "always_asked",
        "the person is asked each time",
        (ctx) => !ctx.oidc.result?.consent,
      ),
    );

  const configuration = {
    adapter: (name: string) => new PostgresAdapter(database.writer, name, knownScopes),
    jwks: { keys: keys.of("oauth").map(({ privateJwk }) => privateJwk) },
    scopes,
    responseTypes: ["code"],
    acrValues: ["L1", "L2", "L3"],
    clientAuthMethods: ["private_key_jwt", "none"],
    clientDefaults: {
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "private_key_jwt",
      id_token_signed_response_alg: "ES256",
      authorization_signed_response_alg: "ES256",
      introspection_signed_response_alg: "ES256",
      dpop_bound_access_tokens: true,
      require_pushed_authorization_requests: true,
    },
    enabledJWA: {
      clientAuthSigningAlgValues: ALGORITHMS,
      requestObjectSigningAlgValues: ALGORITHMS,
      dPoPSigningAlgValues: ALGORITHMS,
      idTokenSigningAlgValues: SIGNED_BY_US,
      userinfoSigningAlgValues: SIGNED_BY_US,
      introspectionSigningAlgValues: SIGNED_BY_US,
      authorizationSigningAlgValues: SIGNED_BY_US,
    },
    clockTolerance: 10,
    allowOmittingSingleRegisteredRedirectUri: false,
    enableHttpPostMethods: false,
    pkce: { required: () => true },
    subjectTypes: ["public"],
    claims: { openid: ["sub", "acr", "amr", "auth_time"] },
    cookies: {
      keys: secrets.cookies,
      names: {
        session: `${cookie}_session`,
        interaction: `${cookie}_interaction`,
        resume: `${cookie}_resume`,
      },
      long: { httpOnly: true, sameSite: "lax", secure, signed: true, path: pathname },
      short: { httpOnly: true, sameSite: "lax", secure, signed: true },
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      fapi: { enabled: true, profile: () => "2.0" },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
      dPoP: { enabled: true, nonceSecret: secrets.nonce, requireNonce: () => true, allowReplay: false },
      clientCredentials: { enabled: true },
      deviceFlow: devices.feature,
      introspection: {
        enabled: true,
        allowedPolicy: (_: unknown, client: { clientId: string }, token: { clientId?: string }) =>
          token.clientId === client.clientId,
      },
      revocation: {
        enabled: true,
        allowedPolicy: (_: unknown, client: { clientId: string }, token: { clientId?: string }) =>
          token.clientId === client.clientId,
      },
      requestObjects: { enabled: true },
      jwtResponseModes: { enabled: true },
      jwtIntrospection: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: showSignOut(environment.name),
        postLogoutSuccessSource: showSignedOut(environment.name),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_: unknown, indicator: string) => {
          if (indicator !== resource) throw new errors.InvalidTarget();
          return {
            scope: Object.keys(catalogue).join(" "),
            audience: resource,
            accessTokenTTL: ACCESS_TOKEN_SECONDS,
            accessTokenFormat: "jwt",
            jwt: { sign: { alg: "ES256", kid: keys.current("oauth").kid } },
          };
        },
      },
      richAuthorizationRequests: {
        enabled: true,
        types: {
          tax_data: {
            validate: (ctx: KoaContextWithOIDC, detail: Record<string, unknown>) =>
              checkTaxData(ctx, detail, environment.clock.now()),
          },
        },
        authorizationDetailsForGrantSource: (ctx: KoaContextWithOIDC) => granted(ctx),
        authorizationDetailsForAccessToken: (ctx: KoaContextWithOIDC) => granted(ctx),
        authorizationDetailsForIntrospection: (_: unknown, token: { rar?: unknown }) => token.rar,
      },
    },
    extraParams: {
      authorization_details: async (_: unknown, value: unknown, client: { clientId: string }) =>
        checkDetails(value, (await clientFact(database.writer, client.clientId))?.firstParty ?? false),
    },
    extraTokenClaims: async (
      ctx: KoaContextWithOIDC,
      token: { kind: string; clientId: string; grantId?: string; scope?: string },
    ) => ({
      ...(await (token.kind === "ClientCredentials"
        ? institutionClaims(ctx, token.clientId)
        : signInClaims(
            ctx,
            isOfficeSessionId(token.grantId ?? "")
              ? officeClaims(database, options.registry, token.grantId ?? "", taxScopes(token.scope))
              : consentClaims(token.grantId ?? "", taxScopes(token.scope)),
          ))),
      ...(await releaseClaims(token)),
    }),
    issueRefreshToken: (_: unknown, client: { grantTypeAllowed(type: string): boolean }) =>
      client.grantTypeAllowed("refresh_token"),
    rotateRefreshToken: (ctx: KoaContextWithOIDC) => ctx.oidc.client?.clientAuthMethod === "none",
    expiresWithSession: () => false,
    revokeGrantPolicy: () => false,
    loadExistingGrant: (ctx: KoaContextWithOIDC) => {
      const id = ctx.oidc.result?.consent?.grantId;
      return id ? ctx.oidc.provider.Grant.find(id) : undefined;
    },
    findAccount: async (_: unknown, id: string) =>
      (await options.registry.personById(database.reader, id))
        ? { accountId: id, claims: async () => ({ sub: id }) }
        : undefined,
    interactions: {
      policy,
      url: (_: unknown, interaction: { uid: string }) => `${pathname}/interaction/${interaction.uid}`,
    },
    clientBasedCORS: (
      _: unknown,
      origin: string,
      client: { clientAuthMethod: string; redirectUris: string[] },
    ) =>
      client.clientAuthMethod === "none" && client.redirectUris.some((uri) => new URL(uri).origin === origin),
    renderError: showError(environment.name, log),
    fetch: keysFetcher(options.fetchKeys ?? fetch),
    fetchResponseBodyLimits: { jwks_uri: 64 * 1024 },
    ttl: {
      AccessToken: (ctx: KoaContextWithOIDC) => Math.max(1, Math.min(ACCESS_TOKEN_SECONDS, remaining(ctx))),
      AuthorizationCode: 60,
      ClientCredentials: ACCESS_TOKEN_SECONDS,
      DeviceCode: DEVICE_SECONDS,
      Grant: ACCESS_TOKEN_SECONDS,
      IdToken: ACCESS_TOKEN_SECONDS,
      Interaction: INTERACTION_SECONDS,
      RefreshToken: (
        ctx: KoaContextWithOIDC,
        { iiat }: { iiat?: number },
        client?: { clientAuthMethod: string },
      ) =>
        Math.max(1, Math.min(remaining(ctx), client?.clientAuthMethod === "none" ? ownLeft(iiat) : Infinity)),
      Session: SESSION_SECONDS,
    },
  };

  /** `scopes` are the token's: read before, they may be wider than a consent that was narrowed a moment ago. */
  async function consentClaims(consentId: string, scopes: readonly string[]) {
    const consent = await consentById(database.writer, consentId);
    if (consent?.status !== "ACTIVE" || consent.expiresAt <= new Date())
      throw new errors.InvalidGrant("the consent has ended");
    if (consent.purpose === ownUse()) await roleIsHeld(consent);
    const isNarrowed = scopes.some((scope) => !consent.scopes.includes(scope));
    return {
      app: consent.appId,
      gid: consent.id,
      tp: consent.taxpayerId,
      pur: consent.purpose,
      ...(consent.periodFrom ? { pf: consent.periodFrom, pt: consent.periodTo } : {}),
      ...(consent.fieldsHash ? { fh: consent.fieldsHash } : {}),
      // A token that is wider than its consent is refused like one from before the narrowing: the app renews it.
      cv: isNarrowed ? consent.version - 1 : consent.version,
      ce: Math.floor(consent.expiresAt.getTime() / 1000),
    };
  }

  /** Who no longer acts for a taxpayer no longer uses the portal for it. Consents to apps stay: they are the taxpayer's. */
  async function roleIsHeld({ personId, taxpayerId, role }: ConsentFact): Promise<void> {
    const acts = await options.registry.actsFor(database.reader, personId);
    if (!acts.some((act) => act.taxpayerId === taxpayerId && act.role === role))
      throw new errors.InvalidGrant("the person's role has ended");
  }

  /** How surely the person was known, and when: of the sign-in behind the code, for refreshed tokens of the first one. */
  async function signInClaims(ctx: KoaContextWithOIDC, claims: Promise<Record<string, unknown>>) {
    const { RefreshToken, AuthorizationCode, DeviceCode } = ctx.oidc.entities;
    const { acr, authTime } = RefreshToken ?? AuthorizationCode ?? DeviceCode ?? {};
    return { ...(await claims), ...(acr ? { acr } : {}), ...(authTime ? { auth_time: authTime } : {}) };
  }

  /** The release whose documents the token may run, as it stands at each issue and renewal. */
  async function releaseClaims({ clientId, grantId }: { clientId: string; grantId?: string }) {
    const id = await options.releases?.releaseForToken?.(database.writer, clientId, grantId);
    return id ? { rel: id } : {};
  }

  function institutionClaims(ctx: KoaContextWithOIDC, clientId: string) {
    const beyond = taxScopes(ctx.oidc.params?.scope).filter((scope) => !appOwn(scope));
    if (beyond.length > 0)
      throw new errors.InvalidScope("these scopes need a taxpayer's consent", beyond.join(" "));
    return { app: clientId };
  }

  const provider = new Provider(issuer, configuration as unknown as Configuration);
  provider.proxy = secure;
  provider.use(demandSignedIntrospection);
  provider.use(devices.guard as never);
  provider.use(pacePolling(database.writer));
  provider.on("server_error", (ctx, error) => {
    log.error({ error, path: ctx.path }, "the authorization server failed");
    if (ctx.status !== 500 || !isDatabaseAway(error)) return;
    const page = ctx.body;
    ctx.status = 503;
    ctx.set("retry-after", "2");
    ctx.body = typeof page === "string" ? page : { error: "temporarily_unavailable" };
  });
  return provider;
}

/** What was granted, never what was asked. */
const granted = (ctx: KoaContextWithOIDC) => (ctx.oidc.entities.Grant as { rar?: unknown } | undefined)?.rar;

/** Seconds that our own apps' refresh tokens live, counted from the first of a line: as long as a session at most. */
const ownLeft = (first?: number) => {
  const now = Math.floor(Date.now() / 1000);
  return (first ?? now) + SESSION_SECONDS - now;
};

/** Seconds until the consent ends. */
const remaining = (ctx: KoaContextWithOIDC) => {
  const exp = (ctx.oidc.entities.Grant as { exp?: number } | undefined)?.exp;
  return exp ? exp - Math.floor(Date.now() / 1000) : ACCESS_TOKEN_SECONDS;
};

/**
 * Keys of clients come by https, without redirects, within five seconds. They are kept for a minute, whatever the client
 * says of caching: a key that it has taken back is believed for no longer.
 */
const keysFetcher =
  (fetchFrom: typeof fetch) =>
  async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
    if (new URL(url).protocol !== "https:") throw new Error("a jwks_uri must be https");
    const { body, status, headers } = await fetchFrom(url, {
      ...init,
      redirect: "error",
      signal: AbortSignal.timeout(5_000),
    });
    const type = headers.get("content-type");
    return new Response(body, { status, headers: type ? { "content-type": type } : {} });
  };
