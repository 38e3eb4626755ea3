import type { Subgraph } from "../platform/subgraph.ts";
import { ApprovalResolver } from "./approval.resolver.ts";
import { Approval } from "./approval.ts";
import { CalculatorResolver } from "./calculators/calculator.resolver.ts";
import { CalendarResolver } from "./calendar/calendar.resolver.ts";
import { DeadlineOverride } from "./calendar/deadline-override.ts";
import { HolidayArrangement } from "./calendar/holiday-arrangement.ts";
import { CodeItemResolver } from "./code-item.resolver.ts";
import { CodeItem } from "./code-item.ts";
import { CodeTableResolver, TaxTypeRegistrationResolver } from "./code-table.resolver.ts";
import { CreditResolver } from "./credit.resolver.ts";
import { CreditGrade } from "./credit-grade.ts";
import { CreditIndicator } from "./credit-indicator.ts";
import { DeclaredConflict } from "./declared-conflict.ts";
import { GuardianResolver } from "./guardian.resolver.ts";
import { LifeResolver } from "./life.resolver.ts";
import { OfficerPostResolver, OfficerResolver } from "./officer.resolver.ts";
import { OfficerPost } from "./officer-post.ts";
import { scopes } from "./operations.ts";
import { PasskeyResetResolver } from "./passkey-reset.resolver.ts";
import { PersonResolver, PersonRoleResolver } from "./person.resolver.ts";
import { Person, PersonRole } from "./person.ts";
import { RegionResolver } from "./region.resolver.ts";
import { Region } from "./region.ts";
import { RegistrationResolver } from "./registration.resolver.ts";
import { RevealResolver } from "./reveal.resolver.ts";
import { RoleResolver } from "./role.resolver.ts";
import { RuleProposalResolver, RuleResolver } from "./rules/rule.resolver.ts";
import { RuleProposal } from "./rules/rule-proposal.ts";
import { RuleVersion } from "./rules/rule-version.ts";
import { TaxAuthorityResolver } from "./tax-authority.resolver.ts";
import { TaxAuthority } from "./tax-authority.ts";
import { TaxType } from "./tax-type.ts";
import { TaxTypeChangeResolver } from "./tax-type-change.resolver.ts";
import { TaxTypeRegistration } from "./tax-type-registration.ts";
import { TaxpayerResolver } from "./taxpayer.resolver.ts";
import { Taxpayer } from "./taxpayer.ts";
import { TaxpayerStatusChange } from "./taxpayer-status-change.ts";
import { VatStatusChange } from "./vat-status-change.ts";
import { WorkItemResolver } from "./work-item.resolver.ts";
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
    RuleVersion,
    RuleProposal,
    HolidayArrangement,
    DeadlineOverride,
    TaxpayerStatusChange,
    VatStatusChange,
    CreditIndicator,
    CodeItem,
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
    PasskeyResetResolver,
    ApprovalResolver,
    OfficerPostResolver,
    RuleResolver,
    RuleProposalResolver,
    CalculatorResolver,
    CalendarResolver,
    WorkItemResolver,
    LifeResolver,
    RegistrationResolver,
    TaxTypeChangeResolver,
    CreditResolver,
    GuardianResolver,
    CodeItemResolver,
  ],
};
