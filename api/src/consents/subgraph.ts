import type { Subgraph } from "../platform/subgraph.ts";
import { AccessDisputeResolver } from "./access-dispute.resolver.ts";
import { AccessDispute } from "./access-dispute.ts";
import { AgencyResolver, AgencyStandingResolver } from "./agency/agency.resolver.ts";
import { Agency } from "./agency/agency.ts";
import { AgencyAgreement } from "./agency/agreement.ts";
import { DelegationResolver } from "./agency/delegation.resolver.ts";
import { AgentDelegation } from "./agency/delegation.ts";
import { Notice } from "./agency/notice.ts";
import { ConsentResolver } from "./consent.resolver.ts";
import { Consent } from "./consent.ts";
import { ConsentTermsResolver } from "./consent-terms.resolver.ts";
import { ConsentUseResolver } from "./consent-use.resolver.ts";
import { LedgerResolver } from "./ledger.resolver.ts";
import { AccessEntryResolver } from "./ledger-entry.resolver.ts";
import { AccessEntry, LedgerCheckpoint } from "./ledger-entry.ts";
import { MyAppsResolver } from "./my-apps.resolver.ts";
import { scopes } from "./operations.ts";

/** 授权: who may read and do what for a taxpayer, and how that ends. */
export const consents: Subgraph = {
  name: "consents",
  scopes,
  models: [
    Consent,
    Agency,
    AgencyAgreement,
    AgentDelegation,
    Notice,
    AccessEntry,
    LedgerCheckpoint,
    AccessDispute,
  ],
  resolvers: [
    ConsentResolver,
    ConsentTermsResolver,
    ConsentUseResolver,
    MyAppsResolver,
    AgencyResolver,
    AgencyStandingResolver,
    DelegationResolver,
    LedgerResolver,
    AccessEntryResolver,
    AccessDisputeResolver,
  ],
};
