import { Ctx, Resolver } from "type-graphql";
import type { Context } from "../platform/context.ts";
import { Derived } from "../platform/model.ts";
import { Parent } from "../platform/parent.ts";
import { loadOne, read } from "../platform/read.ts";
import { INVOICE_KINDS, InvoiceKindInfo } from "./invoice-kind-info.ts";
import { Reads } from "./operations.ts";
import { TaxType } from "./tax-type.ts";
import { TaxTypeRegistration } from "./tax-type-registration.ts";

const allTaxTypes = read<TaxType, Record<string, never>>(TaxType, "all", "true", { order: "t.code" });
const taxTypesByCodes = read<TaxType, { ids: readonly string[] }>(TaxType, "by-codes", "t.code = any(:ids)");

@Resolver()
export class CodeTableResolver {
  @Reads(() => [InvoiceKindInfo], {
    zh: "发票种类及其票面要素。",
    en: "The kinds of invoices and what they carry.",
    scope: "public:read",
    max: 20,
  })
  invoiceKinds(): readonly InvoiceKindInfo[] {
    return INVOICE_KINDS;
  }

  @Reads(() => [TaxType], { zh: "税费种。", en: "The taxes and fees.", scope: "public:read", max: 50 })
  taxTypes(@Ctx() context: Context): Promise<TaxType[]> {
    return allTaxTypes(context, {});
  }
}

@Resolver(() => TaxTypeRegistration)
export class TaxTypeRegistrationResolver {
  @Derived(() => TaxType, "税费种。", "The tax or fee.", { class: "C1", nullable: true })
  taxType(@Parent() { taxTypeCode }: TaxTypeRegistration, @Ctx() context: Context): Promise<TaxType | null> {
    return loadOne(context, taxTypesByCodes, taxTypeCode);
  }
}
