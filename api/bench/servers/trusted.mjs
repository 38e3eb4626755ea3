import { createHash } from "node:crypto";
import { manifestOf } from "@open-tax/sdk/manifest";
import { pino } from "pino";
import { currentRelease, documentsOf } from "../../dist/app-square/facts.js";
import { listReleases } from "../../dist/app-square/release.commands.js";
import { compareVersions, nextVersion } from "../../dist/app-square/release.rules.js";
import { saveClient } from "../../dist/authorization/clients.js";
import { openLedger } from "../../dist/consents/ledger.js";
import { startSealer } from "../../dist/consents/ledger-sealer.js";
import { publicSchema } from "../../dist/gateway/public-schema.js";
import { gatewayGuards } from "../../dist/gateway-guards.js";
import { ReleaseRegistry } from "../../dist/release-registry.js";
import { releaseSource } from "../../dist/release-source.js";
import { scopeCatalogue } from "../../dist/subgraphs.js";
import { caller, graphOf } from "../platform.mjs";
import { credentialsFor, federated, serve } from "./ours.mjs";

/** The platform as production serves its graph: with the app's release, the consented fields and the sealed ledger. */
export async function oursTrusted({ environment, config, document }) {
  const { subgraphs, supergraphSdl } = graphOf();
  const log = pino({ level: "error" });
  const { guards } = await gatewayGuards(config, environment, log);
  const release = await releaseOf(environment, supergraphSdl, document);
  startSealer(environment, log);
  const port = await serve(environment, supergraphSdl, federated(subgraphs, supergraphSdl), {
    ...guards,
    ledger: openLedger(environment, log),
    releases: releaseSource(environment, log),
  });
  const fh = await consentTo(environment, release.fields);
  const credentials = await credentialsFor(environment, { rel: release.id, fh });
  return { port, credentials: { ...credentials, hash: release.hash } };
}

/** The app's published release with this document; registered by the platform's own hands where there is none. */
async function releaseOf({ database }, supergraphSdl, document) {
  const { writer } = database;
  const [{ hash }] = manifestOf([{ text: document }]).documents;
  const current = await currentRelease(writer, caller.appId);
  const documents = current ? await documentsOf(writer, current.id) : [];
  if (documents.length !== 1 || documents[0].hash !== hash) {
    await saveClient(writer, appRegistration());
    const registry = new ReleaseRegistry(
      writer,
      publicSchema(supergraphSdl).sdl,
      Object.keys(scopeCatalogue()),
    );
    const versions = (await listReleases(writer, caller.appId)).map(({ version }) => version);
    const version = nextVersion(versions.toSorted(compareVersions).at(-1) ?? "1.0.0");
    await registry.register({ appId: caller.appId, version, documents: [{ text: document }], publish: true });
  }
  const { id, sheet } = await currentRelease(writer, caller.appId);
  return { id, hash, fields: sheet.fields.map(({ coordinate }) => coordinate).sort() };
}

const appRegistration = () => ({
  id: caller.appId,
  kind: "app",
  name: "账易记账",
  nameEn: "ZhangYi Bookkeeping",
  vendor: "样例",
  vendorEn: "Sample",
  redirectUris: ["http://127.0.0.1:4100/callback"],
  scopes: ["invoice:read"],
  requiredScopes: [],
  firstParty: false,
  simulated: true,
  reviewedAt: null,
  jwks: { keys: [] },
});

/** Stores the fields consented to; answers the hash that names them in the token. */
async function consentTo({ database }, fields) {
  const hash = createHash("sha256").update(JSON.stringify(fields)).digest("hex");
  await database.writer.query(
    "insert into consent_fields (hash, fields, words) values ($1, $2, '[]') on conflict do nothing",
    [hash, fields],
  );
  return hash;
}
