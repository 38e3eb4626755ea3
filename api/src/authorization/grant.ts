import type { Provider } from "oidc-provider";
import type { Pool, PoolClient } from "pg";
import { grantConsent } from "../consents/commands.ts";
import { type Catalogue, ownUse } from "../consents/facts.ts";
import type { Environment } from "../platform/context.ts";
import type { Offer, Subject } from "./offer.ts";
import { taxDataOf, taxScopes } from "./tax-data.ts";

export interface Grant {
  provider: Provider;
  environment: Environment;
  catalogue: Catalogue;
  offer: Offer;
  picked: { subject: Subject; scopes: string[]; months: number };
  text: { version: string; sha256: string };
  params: Record<string, unknown>;
}

/** Records the consent, then the library's Grant of the same id. Answers the id. */
export async function grant({
  provider,
  environment,
  catalogue,
  offer,
  picked,
  text,
  params,
}: Grant): Promise<string> {
  const { client, person, acr, periodFrom, periodTo, purpose } = offer;
  const { subject } = picked;
  const now = new Date();
  const given = await transaction(environment.database.writer, (sql) =>
    grantConsent(sql, {
      appId: client.id,
      taxpayerId: subject.taxpayerId,
      personId: person.id,
      role: subject.role,
      acr,
      purpose: purpose?.code ?? ownUse(),
      scopes: picked.scopes,
      ticked: picked.scopes,
      periodFrom,
      periodTo,
      months: picked.months,
      channel: "WEB",
      text,
      catalogue,
      now,
    }),
  );

  const asked = taxScopes(params.scope);
  const granted = given.scopes.filter((scope) => asked.includes(scope));
  const refused = asked.filter((scope) => !granted.includes(scope));
  const record = new provider.Grant({
    accountId: person.id,
    clientId: client.id,
    jti: given.id,
    expiresIn: Math.floor((given.expiresAt.getTime() - now.getTime()) / 1000),
  } as never);
  const protocol = String(params.scope ?? "")
    .split(" ")
    .filter((scope) => scope === "openid" || scope === "offline_access");
  record.addOIDCScope([...protocol, ...granted].join(" "));
  record.addResourceScope(environment.resource, granted.join(" "));
  if (refused.length > 0) {
    record.rejectOIDCScope(refused.join(" "));
    record.rejectResourceScope(environment.resource, refused.join(" "));
  }
  const details = taxDataOf(params);
  if (details) record.addRar({ ...details, taxpayer: subject.taxpayerId } as never);
  await record.save();
  return given.id;
}

async function transaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}
