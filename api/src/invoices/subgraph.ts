import type { Subgraph } from "../platform/subgraph.ts";
import { UsageResolver } from "./deduction/usage.resolver.ts";
import { UsageConfirmation } from "./deduction/usage-confirmation.ts";
import { InvoiceFilesResolver } from "./files/files.resolver.ts";
import { FlagResolver } from "./flags/flag.resolver.ts";
import { FlagProposal } from "./flags/flag-proposal.ts";
import { InvoiceResolver } from "./invoice.resolver.ts";
import { Invoice } from "./invoice.ts";
import { InvoiceLine } from "./invoice-line.ts";
import { InvoiceMonthsResolver } from "./invoice-months.resolver.ts";
import { CreditLine, InvoiceQuota } from "./issuing/credit-line.ts";
import { IssueResolver } from "./issuing/issue.resolver.ts";
import { IssueRequest, IssueRequestItem } from "./issuing/issue-request.ts";
import { OfficerIssuingResolver } from "./issuing/officer-issuing.resolver.ts";
import { TaxClassResolver } from "./issuing/tax-class.resolver.ts";
import { TaxClass } from "./issuing/tax-class.ts";
import { LotteryDrawFields, LotteryEntryFields, LotteryResolver } from "./lottery/lottery.resolver.ts";
import { LotteryCampaign, LotteryTier } from "./lottery/lottery-campaign.ts";
import { LotteryDraw } from "./lottery/lottery-draw.ts";
import { LotteryEntry } from "./lottery/lottery-entry.ts";
import { LotteryPrize } from "./lottery/lottery-prize.ts";
import { LotteryWrites } from "./lottery/lottery-writes.resolver.ts";
import { InvoiceBuyerResolver } from "./mobile/buyer.resolver.ts";
import { DeviceResolver } from "./mobile/device.resolver.ts";
import { Device } from "./mobile/device.ts";
import { InvoiceRequest } from "./mobile/invoice-request.ts";
import { InvoiceRequestResolver } from "./mobile/request.resolver.ts";
import { scopes } from "./operations.ts";
import { RedResolver } from "./red/red.resolver.ts";
import { RedConfirmation } from "./red/red-confirmation.ts";
import { SuspectReportResolver } from "./verification/suspect-report.resolver.ts";
import { VerificationResolver } from "./verification/verification.resolver.ts";

/** 发票: invoices with their lines, and their verification. */
export const invoices: Subgraph = {
  name: "invoices",
  models: [
    Invoice,
    InvoiceLine,
    TaxClass,
    CreditLine,
    InvoiceQuota,
    IssueRequest,
    IssueRequestItem,
    RedConfirmation,
    UsageConfirmation,
    FlagProposal,
    LotteryCampaign,
    LotteryTier,
    LotteryDraw,
    LotteryEntry,
    LotteryPrize,
    InvoiceRequest,
    Device,
  ],
  resolvers: [
    IssueResolver,
    TaxClassResolver,
    OfficerIssuingResolver,
    InvoiceResolver,
    InvoiceFilesResolver,
    InvoiceMonthsResolver,
    VerificationResolver,
    SuspectReportResolver,
    RedResolver,
    UsageResolver,
    FlagResolver,
    LotteryResolver,
    LotteryDrawFields,
    LotteryEntryFields,
    LotteryWrites,
    InvoiceRequestResolver,
    InvoiceBuyerResolver,
    DeviceResolver,
  ],
  scopes,
};
