import type { JWK } from "jose";
import type { AdapterPayload } from "oidc-provider";
import type { Pool } from "pg";
import { grantable } from "../consents/facts.ts";
import type { Queryable } from "../platform/transaction.ts";
import { isRevokedKey } from "./client-life.ts";
import { holdable, signingMetadata } from "./message-signing.ts";
import { OFFICE_APP } from "./office.ts";

/** An app as the consent page introduces it. */
export interface ClientFact {
  id: string;
  name: string;
  nameEn: string;
  vendor: string;
  vendorEn: string;
  /** The platform's own portal or tool: nobody else receives anything. */
  firstParty: boolean;
  simulated: boolean;
  /** The day its review was passed, `YYYY-MM-DD`; nothing while it is under review. */
  reviewedAt: string | null;
  /** Scopes without which the app cannot do what it is for. */
  requiredScopes: string[];
  /** The vendor as a taxpayer: its people see who consented to the app. */
  vendorTaxpayerId?: string | null;
  /** A suspended client gets nothing, also in an interaction that was open before; absent means active. */
  status?: "ACTIVE" | "SUSPENDED";
}

/** What the registration of a client holds. Keys are public; there is no secret. */
export interface Registration extends ClientFact {
  redirectUris: readonly string[];
  postLogoutRedirectUris?: readonly string[];
  scopes: readonly string[];
  /**
   * `app`: confidential, with its own key; `public`: PKCE and DPoP only; `device`: a public one without a browser, such as
   * a command line; `institution`: client credentials.
   */
  kind: "app" | "public" | "device" | "institution" | "office";
  jwks?: { keys: JWK[] };
  jwksUri?: string;
}

/** The registration as RFC 7591 metadata, which is what the library reads. */
export function metadataOf(client: Registration): Record<string, unknown> {
  const { kind, firstParty } = client;
  const flow = kind !== "institution" && kind !== "device";
  const keyed = kind === "app" || kind === "institution";
  return {
    client_id: client.id,
    client_name: client.name,
    "client_name#en": client.nameEn,
    application_type: "web",
    grant_types: [
      ...(flow ? ["authorization_code", "refresh_token"] : []),
      ...(kind === "device" ? [DEVICE_GRANT, "refresh_token"] : []),
      ...(keyed ? ["client_credentials"] : []),
    ],
    response_types: flow ? ["code"] : [],
    redirect_uris: flow ? [...client.redirectUris] : [],
    ...(client.postLogoutRedirectUris
      ? { post_logout_redirect_uris: [...client.postLogoutRedirectUris] }
      : {}),
    ...(kind === "office" ? { default_acr_values: ["L3"] } : {}),
    token_endpoint_auth_method: keyed ? "private_key_jwt" : "none",
    scope: client.scopes.join(" "),
    authorization_details_types: kind !== "institution" && !firstParty ? ["tax_data"] : [],
    ...(client.jwks && keyed ? { jwks: client.jwks } : {}),
    ...(client.jwksUri && keyed ? { jwks_uri: client.jwksUri } : {}),
  };
}

const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

/** Writes a client, or its new registration. Throws a sentence when one of its keys was once taken away from it. */
export async function saveClient(pool: Pool, client: Registration): Promise<void> {
  for (const key of client.jwks?.keys ?? [])
    if (await isRevokedKey(pool, client.id, key))
      throw new Error(`The key ${key.kid} was taken away from ${client.id}: register it with another.`);
  await pool.query(
    `insert into oauth_client (id, metadata, vendor, vendor_en, name_en, first_party, simulated, reviewed_at, required_scopes, vendor_taxpayer_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (id) do update set metadata = excluded.metadata, vendor = excluded.vendor, vendor_en = excluded.vendor_en, name_en = excluded.name_en,
       first_party = excluded.first_party, simulated = excluded.simulated, reviewed_at = excluded.reviewed_at, required_scopes = excluded.required_scopes,
       vendor_taxpayer_id = excluded.vendor_taxpayer_id`,
    [
      client.id,
      JSON.stringify(metadataOf(client)),
      client.vendor,
      client.vendorEn,
      client.nameEn,
      client.firstParty,
      client.simulated,
      client.reviewedAt,
      client.requiredScopes,
      client.vendorTaxpayerId ?? null,
    ],
  );
}

/**
 * The metadata of a client that may act; a suspended one does not exist. Scopes the platform no longer knows fall away,
 * officers' scopes of all but the workbench, and what has to be signed of vendors' clients without a key.
 */
export async function clientMetadata(
  pool: Pool,
  id: string,
  knownScopes: ReadonlySet<string>,
): Promise<AdapterPayload | undefined> {
  const { rows } = await pool.query<{
    metadata: AdapterPayload & { scope?: string };
    firstParty: boolean;
  }>({
    name: "oauth:client",
    text: `select metadata, first_party as "firstParty" from oauth_client where id = $1 and status = 'ACTIVE'`,
    values: [id],
  });
  const [row] = rows;
  if (!row) return undefined;
  const { metadata, firstParty } = row;
  const scopes = (metadata.scope ?? "")
    .split(" ")
    .filter(
      (known) =>
        knownScopes.has(known) && (id === OFFICE_APP || known === "offline_access" || grantable(known)),
    );
  const approved = { scopes, firstParty, keyed: metadata.token_endpoint_auth_method === "private_key_jwt" };
  return {
    ...metadata,
    scope: holdable(approved).join(" "),
    ...signingMetadata(approved),
    ...(metadata.jwks_uri ? { keys_of_minute: currentMinute() } : {}),
  };
}

/**
 * The library keeps a client, and the keys it has fetched, for as long as its metadata are the same, and fetches anew only
 * when a signature fits none of them: a key taken back would be believed for ever. Of another minute it is another client.
 */
const currentMinute = (): number => Math.floor(Date.now() / 60_000);

/** How the consent page introduces a client. */
export async function clientFact(pool: Pool, id: string): Promise<ClientFact | undefined> {
  const { rows } = await pool.query<ClientFact>({
    name: "oauth:client-fact",
    text: `select id, metadata->>'client_name' as name, name_en as "nameEn", vendor, vendor_en as "vendorEn", first_party as "firstParty", simulated,
             reviewed_at::text as "reviewedAt", required_scopes as "requiredScopes", vendor_taxpayer_id as "vendorTaxpayerId", status
           from oauth_client where id = $1`,
    values: [id],
  });
  return rows[0];
}

/** Holds a client that may act until the transaction ends; false when it may not. */
export async function holdClient(sql: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    "select 1 from oauth_client where id = $1 and status = 'ACTIVE' for share",
    [id],
  );
  return rowCount === 1;
}

/** Every client's id: each is loaded once at start, so that a faulty registration shows then and not at its first use. */
export async function clientIds(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    "select id from oauth_client where status = 'ACTIVE' order by id",
  );
  return rows.map(({ id }) => id);
}
