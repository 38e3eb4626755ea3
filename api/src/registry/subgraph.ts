import type { Subgraph } from "../platform/subgraph.ts";
import { Approval } from "./approval.ts";
import { CodeTableResolver, TaxTypeRegistrationResolver } from "./code-table.resolver.ts";
import { CreditGrade } from "./credit-grade.ts";
import { DeclaredConflict } from "./declared-conflict.ts";
import { OfficerPostResolver, OfficerResolver } from "./officer.resolver.ts";
import { OfficerPost } from "./officer-post.ts";
import { scopes } from "./operations.ts";
import { PersonResolver, PersonRoleResolver } from "./person.resolver.ts";
import { Person, PersonRole } from "./person.ts";
import { RegionResolver } from "./region.resolver.ts";
import { Region } from "./region.ts";
import { RevealResolver } from "./reveal.resolver.ts";
import { RoleResolver } from "./role.resolver.ts";
import { TaxAuthorityResolver } from "./tax-authority.resolver.ts";
import { TaxAuthority } from "./tax-authority.ts";
import { TaxType } from "./tax-type.ts";
import { TaxTypeRegistration } from "./tax-type-registration.ts";
import { TaxpayerResolver } from "./taxpayer.resolver.ts";
import { Taxpayer } from "./taxpayer.ts";
import { WorkItem } from "./work-item.ts";

/** 登记: who pays tax, who acts for them, which authority is in charge, and the code tables everybody shares. */
export const registry: Subgraph = {
  name: "registry",
  scopes,
  models: [
    Taxpayer,
    Person,
    PersonRole,
    TaxAuthority,
    Region,
    TaxType,
    TaxTypeRegistration,
    CreditGrade,
    OfficerPost,
    WorkItem,
    DeclaredConflict,
    Approval,
  ],
  resolvers: [
    TaxpayerResolver,
    PersonResolver,
    PersonRoleResolver,
    TaxAuthorityResolver,
    RegionResolver,
    CodeTableResolver,
    TaxTypeRegistrationResolver,
    RoleResolver,
    OfficerResolver,
    RevealResolver,
    OfficerPostResolver,
  ],
};
