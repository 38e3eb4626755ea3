import { generateKeyPairSync } from "node:crypto";
import { calculateJwkThumbprint, exportJWK, SignJWT } from "jose";
import { Authentication } from "../../dist/gateway/authentication.js";
import { createExecutor } from "../../dist/gateway/execution.js";
import { createGateway } from "../../dist/gateway/gateway.js";
import { localSubgraph } from "../../dist/gateway/local-subgraph.js";
import { publicSchema } from "../../dist/gateway/public-schema.js";
import { watchRevocations } from "../../dist/gateway/revocations.js";
import { revocationSource } from "../../dist/revocation-source.js";
import { dispatcher, listen } from "../../dist/server.js";
import { caller, graphOf } from "../platform.mjs";

/** More points than a benchmark can spend. They are counted as ever. */
const PLENTY = { perOperation: 1e9, capacity: 1e15, restoreRate: 1e12 };
const TOKEN_SECONDS = 24 * 3600;

/** The platform as it serves its graph, but for who calls: that is given. */
export async function ours({ environment }) {
  Authentication.prototype.authenticate = () => ({ caller });
  const { subgraphs, supergraphSdl } = graphOf();
  return serve(environment, supergraphSdl, federated(subgraphs, supergraphSdl));
}

/** The platform as it serves its graph. Says the token and the key that its callers need. */
export async function oursSecured({ environment }) {
  const { subgraphs, supergraphSdl } = graphOf();
  const port = await serve(environment, supergraphSdl, federated(subgraphs, supergraphSdl));
  return { port, credentials: await credentialsFor(environment) };
}

export const federated = (subgraphs, supergraphSdl) =>
  createExecutor({
    supergraphSdl,
    subgraphs: new Map(subgraphs.map((subgraph) => [subgraph.name, localSubgraph(subgraph)])),
  });

/** The platform's door before an executor, whichever that is. */
export async function serve(environment, supergraphSdl, executor, more = {}) {
  const failed = (details, message) => console.error(message, details);
  const gateway = await createGateway({
    environment,
    executor,
    publicSdl: publicSchema(supergraphSdl).sdl,
    revocations: await watchRevocations(revocationSource(environment), { clock: environment.clock, failed }),
    log: { error: failed },
    ...more,
    limits: { app: PLENTY, appForTaxpayer: PLENTY, anonymous: PLENTY },
  });
  const mount = { path: "/graphql", exact: true, handle: gateway.handle, upgrade: gateway.upgrade };
  return listen(
    dispatcher(
      [mount],
      (_, res) => res.writeHead(404).end(),
      (error) => failed(error, "a request failed"),
    ),
    "127.0.0.1",
    0,
  );
}

/** An access token as the authorization server makes them, bound to a new key. */
export async function credentialsFor(environment, claims = {}) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = await exportJWK(publicKey);
  const { kid, privateKey: signingKey } = environment.keys.current("oauth");
  const iat = Math.floor(environment.clock.now().getTime() / 1000);
  const token = await new SignJWT({
    iss: environment.issuer,
    aud: environment.resource,
    sub: caller.personId,
    client_id: caller.appId,
    app: caller.appId,
    iat,
    exp: iat + TOKEN_SECONDS,
    jti: crypto.randomUUID(),
    scope: caller.scopes.filter((scope) => scope !== "public:read").join(" "),
    gid: caller.consentId,
    tp: caller.taxpayerId,
    pur: caller.purpose,
    pf: caller.periodFrom,
    pt: caller.periodTo,
    cnf: { jkt: await calculateJwkThumbprint(jwk) },
    ...claims,
  })
    .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid })
    .sign(signingKey);
  return { token, jwk, key: privateKey.export({ format: "jwk" }), resource: environment.resource };
}
