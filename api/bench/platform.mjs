import { compose } from "../dist/gateway/composition.js";
import { Context } from "../dist/platform/context.js";
import { buildSubgraphs } from "../dist/subgraphs.js";
import { TAXPAYER } from "./scenarios.mjs";

/** An app that reads invoices under T1's consent. */
export const caller = Object.freeze({
  kind: "APP_FOR_TAXPAYER",
  appId: "app_018f0000-0000-7000-8000-000000000001",
  scopes: Object.freeze(["public:read", "invoice:read"]),
  taxpayerId: TAXPAYER,
  consentId: "cns_018f0000-0000-7000-8000-0000000000ff",
  personId: "pn_018f0000-0000-7000-8000-000000000001",
  purpose: "BOOKKEEPING",
  periodFrom: "2020-01-01",
  periodTo: "2039-12-31",
});

/** The platform's subgraphs and the graph they make. The peers insist on addresses, which nobody calls. */
export function graphOf() {
  const subgraphs = buildSubgraphs();
  const services = subgraphs.map(({ name, sdl }) => ({ name, sdl, url: `http://${name}.invalid` }));
  return { subgraphs, supergraphSdl: compose(services) };
}

let requests = 0;
/** What every resolver of the platform is given. */
export const contextFor = (environment) => new Context(environment, caller, `bench-${++requests}`);
