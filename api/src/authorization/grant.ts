import { randomUUID } from "node:crypto";
import { errors, type Provider } from "oidc-provider";
import type { Pool, PoolClient } from "pg";
import { type Agreement, grantConsent, requestConsent } from "../consents/commands.ts";
import { type Catalogue, type ConsentFact, consentById, ownUse } from "../consents/facts.ts";
import { record } from "../platform/audit.ts";
import type { Environment } from "../platform/context.ts";
import { putGrant } from "./adapter.ts";
import { holdClient } from "./clients.ts";
import type { Offer, Subject } from "./offer.ts";
import { taxDataOf, taxScopes } from "./tax-data.ts";

/** What a person decided on a consent page, with the request it answers. */
export interface Decision {
  provider: Provider;
  environment: Environment;
  catalogue: Catalogue;
  offer: Offer;
  picked: { subject: Subject; scopes: string[]; months: number };
  text: { version: string; sha256: string };
  params: Record<string, unknown>;
}

function agreementOf({ environment, catalogue, offer, picked, text, params }: Decision): Agreement {
  const { client, person, acr, periodFrom, periodTo, purpose, release } = offer;
  const { subject } = picked;
  return {
    appId: client.id,
    taxpayerId: subject.taxpayerId,
    personId: person.id,
    role: subject.role,
    turns14On: subject.turns14On ?? null,
    acr,
    purpose: purpose?.code ?? ownUse(),
    asked: taxScopes(params.scope),
    scopes: picked.scopes,
    ticked: picked.scopes,
    ...(release ? { fields: release.sheet.fields, releaseId: release.id } : {}),
    periodFrom,
    periodTo,
    months: picked.months,
    channel: "WEB",
    text,
    catalogue,
    parties: {
      app: { zh: client.name, en: client.nameEn },
      vendor: { zh: client.vendor, en: client.vendorEn },
      taxpayer: { name: subject.taxpayerName, tin: subject.taxpayerTin },
      person: { name: person.name },
    },
    ...(client.firstParty ? {} : { signer: environment }),
    now: new Date(),
  };
}

/** Records the consent and the library's Grant of the same id, both or neither. Answers the id. */
export function grant(decision: Decision): Promise<string> {
  const { provider, environment, offer, params } = decision;
  return transaction(environment.database.writer, async (sql) => {
    await hold(sql, offer.client.id);
    const agreement = agreementOf(decision);
    const given = await grantConsent(sql, agreement);
    await saveGrant(sql, provider, environment, params, { ...agreement, ...given });
    const { firstParty } = offer.client;
    await leaveEntry(sql, environment, firstParty ? "SIGNED_IN" : "CONSENT_GRANTED", given.id, agreement);
    return given.id;
  });
}

/** Records what a tax handler asks another to agree to. The app gets nothing yet. Answers the id. */
export function request(decision: Decision): Promise<string> {
  return transaction(decision.environment.database.writer, async (sql) => {
    await hold(sql, decision.offer.client.id);
    const agreement = agreementOf(decision);
    const { id } = await requestConsent(sql, agreement);
    await leaveEntry(sql, decision.environment, "CONSENT_REQUESTED", id, agreement);
    return id;
  });
}

/** What was decided on the page stands in the access ledger with the change, or neither does. */
const leaveEntry = (
  sql: PoolClient,
  { name }: Environment,
  event: string,
  consentId: string,
  { appId, personId, taxpayerId, purpose, releaseId, text }: Agreement,
) =>
  record(sql, {
    environment: name,
    kind: event === "SIGNED_IN" ? "SIGN_IN" : "WRITE",
    event,
    outcome: "DONE",
    callerKind: "PLATFORM",
    appId,
    releaseId,
    consentId,
    personId,
    taxpayerId,
    // A sign-in is shown to the taxpayer beside what others did; what the person then reads is own use.
    ...(event === "SIGNED_IN" ? {} : { purpose }),
    argsHash: text.sha256,
    requestId: randomUUID(),
  });

/** Makes the library's Grant under a consent that another person has approved meanwhile. */
export function useApproved(
  { provider, environment, params }: Pick<Decision, "provider" | "environment" | "params">,
  consent: ConsentFact,
): Promise<string> {
  return transaction(environment.database.writer, async (sql) => {
    await hold(sql, consent.appId);
    // As it is now: it may have been narrowed since it was looked up, and cannot be until this is done.
    await sql.query("select 1 from consent where id = $1 for share", [consent.id]);
    const now = await consentById(sql, consent.id);
    if (now?.status !== "ACTIVE") throw new errors.InvalidGrant("the consent has ended");
    await saveGrant(sql, provider, environment, params, now);
    return now.id;
  });
}

/** An app that was suspended while the page was open gets nothing. */
async function hold(sql: PoolClient, appId: string): Promise<void> {
  if (!(await holdClient(sql, appId))) throw new errors.InvalidClient("the client is suspended");
}

type Granted = Pick<
  ConsentFact,
  "id" | "appId" | "personId" | "taxpayerId" | "scopes" | "expiresAt" | "fieldsHash"
>;

/** What the library issues tokens from: what was granted of what is asked now, and not a scope more. */
async function saveGrant(
  sql: PoolClient,
  provider: Provider,
  { resource }: Environment,
  params: Record<string, unknown>,
  { id, appId, personId, taxpayerId, scopes, expiresAt, fieldsHash }: Granted,
): Promise<void> {
  const asked = taxScopes(params.scope);
  const granted = scopes.filter((scope) => asked.includes(scope));
  const refused = asked.filter((scope) => !granted.includes(scope));
  const record = new provider.Grant({
    accountId: personId,
    clientId: appId,
    jti: id,
    exp: Math.floor(expiresAt.getTime() / 1000),
  } as never);
  const protocol = String(params.scope ?? "")
    .split(" ")
    .filter((scope) => scope === "openid" || scope === "offline_access");
  record.addOIDCScope([...protocol, ...granted].join(" "));
  record.addResourceScope(resource, granted.join(" "));
  if (refused.length > 0) {
    record.rejectOIDCScope(refused.join(" "));
    record.rejectResourceScope(resource, refused.join(" "));
  }
  const details = taxDataOf(params);
  if (details)
    record.addRar({ ...details, taxpayer: taxpayerId, ...(fieldsHash ? { fieldsHash } : {}) } as never);
  const stored = record as unknown as {
    clean(): void;
    rejected?: object;
    getValueAndPayload(): Promise<{ payload: Record<string, unknown> }>;
  };
  stored.clean();
  await putGrant(sql, id, (await stored.getValueAndPayload()).payload);
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
