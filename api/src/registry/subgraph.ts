import type { Subgraph } from "../platform/subgraph.ts";
import { CodeTableResolver, TaxTypeRegistrationResolver } from "./code-table.resolver.ts";
import { CreditGrade } from "./credit-grade.ts";
import { scopes } from "./operations.ts";
import { PersonResolver, PersonRoleResolver } from "./person.resolver.ts";
import { Person, PersonRole } from "./person.ts";
import { RegionResolver } from "./region.resolver.ts";
import { Region } from "./region.ts";
import { TaxAuthorityResolver } from "./tax-authority.resolver.ts";
import { TaxAuthority } from "./tax-authority.ts";
import { TaxType } from "./tax-type.ts";
import { TaxTypeRegistration } from "./tax-type-registration.ts";
import { TaxpayerResolver } from "./taxpayer.resolver.ts";
import { Taxpayer } from "./taxpayer.ts";

/** 登记: who pays tax, who acts for them, which authority is in charge, and the code tables everybody shares. */
export const registry: Subgraph = {
  name: "registry",
  scopes,
  models: [Taxpayer, Person, PersonRole, TaxAuthority, Region, TaxType, TaxTypeRegistration, CreditGrade],
  resolvers: [
    TaxpayerResolver,
    PersonResolver,
    PersonRoleResolver,
    TaxAuthorityResolver,
    RegionResolver,
    CodeTableResolver,
    TaxTypeRegistrationResolver,
  ],
};
