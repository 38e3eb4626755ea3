import { Arg, Args, Ctx, Resolver } from "type-graphql";
import { Connection, PageArgs, pages } from "../platform/connection.ts";
import type { Context } from "../platform/context.ts";
import { refuse as life } from "./life.rules.ts";
import { TaxTypeOnRecord } from "./on-record.ts";
import { Reads, Writes } from "./operations.ts";
import { refuse as rules } from "./rules/rule-set.ts";
import { refuse as standing } from "./standing.rules.ts";
import {
  ChooseVatCycleInput,
  EndTaxTypeInput,
  SetGeneralTaxpayerInput,
  SetTaxTypeInput,
} from "./tax-type-registration.inputs.ts";
import { refuse } from "./tax-type-registration.rules.ts";
import {
  chooseVatCycle,
  endTaxType,
  setGeneralTaxpayer,
  setTaxType,
} from "./tax-type-registration.service.ts";
import { TaxTypeRegistration } from "./tax-type-registration.ts";
import { VatStatusChange } from "./vat-status-change.ts";

const VatStatusChangeConnection = Connection(VatStatusChange);
const changesOfCaller = pages<VatStatusChange>({
  model: VatStatusChange,
  name: "mine",
  where: "true",
  order: ["effectiveOn"],
  direction: "desc",
});
const MAY = [
  ...Object.values(refuse),
  standing.TAXPAYER_NOT_FOUND,
  standing.TAX_TYPE_NOT_REGISTERED,
  life.STATUS_REASON_REQUIRED,
  rules.RULE_NOT_FOUND,
];

/** How taxpayers come to be registered for taxes, and for how long. */
@Resolver()
export class TaxTypeChangeResolver {
  @Reads(() => VatStatusChangeConnection, {
    zh: "本纳税人增值税纳税人身份的变更记录，最新的在前。",
    en: "The changes of the taxpayer's own standing for VAT, the newest first.",
    scope: "taxpayer:read",
    consent: true,
  })
  myVatStatusChanges(@Ctx() context: Context, @Args(() => PageArgs) page: PageArgs) {
    return changesOfCaller(context, page, {});
  }

  @Writes(() => TaxTypeOnRecord, {
    zh: "税务机关认定税费种：征收方式、纳税期限、有效期。同一税费种的有效期不得重叠。",
    en: "The authority registers a taxpayer for a tax: how it is levied, how often filed, how long. Two registrations for one tax share no day.",
    scope: "officer:taxpayer",
    audit: "TAX_TYPE_SET",
    refuses: MAY,
  })
  setTaxType(
    @Ctx() context: Context,
    @Arg("input", () => SetTaxTypeInput) input: SetTaxTypeInput,
  ): Promise<TaxTypeOnRecord> {
    return setTaxType(context, input);
  }

  @Writes(() => TaxTypeOnRecord, {
    zh: "税务机关终止一项税费种认定。",
    en: "The authority ends a registration for a tax.",
    scope: "officer:taxpayer",
    audit: "TAX_TYPE_ENDED",
    refuses: MAY,
  })
  endTaxType(
    @Ctx() context: Context,
    @Arg("input", () => EndTaxTypeInput) input: EndTaxTypeInput,
  ): Promise<TaxTypeOnRecord> {
    return endTaxType(context, input);
  }

  @Writes(() => VatStatusChange, {
    zh: "登记为增值税一般纳税人，自当月或次月 1 日起，此后按月申报。",
    en: "Makes a taxpayer a general one for VAT, from the first of this month or the next; VAT is filed by month from then on.",
    scope: "officer:taxpayer",
    audit: "GENERAL_TAXPAYER_SET",
    refuses: MAY,
  })
  setGeneralTaxpayer(
    @Ctx() context: Context,
    @Arg("input", () => SetGeneralTaxpayerInput) input: SetGeneralTaxpayerInput,
  ): Promise<VatStatusChange> {
    return setGeneralTaxpayer(context, input);
  }

  @Writes(() => TaxTypeRegistration, {
    zh: "小规模纳税人选择增值税按月或按季申报，自下一季度起，一个会计年度一次。",
    en: "A small-scale taxpayer chooses to file VAT by month or by quarter, from the next quarter on, once in an accounting year.",
    scope: "taxpayer:write",
    consent: true,
    audit: "VAT_CYCLE_CHOSEN",
    refuses: MAY,
  })
  chooseVatCycle(
    @Ctx() context: Context,
    @Arg("input", () => ChooseVatCycleInput) input: ChooseVatCycleInput,
  ): Promise<TaxTypeRegistration> {
    return chooseVatCycle(context, input);
  }
}
