import { Arg, Ctx, Resolver } from "type-graphql";
import { refuse as identifiers } from "../identifiers/problems.ts";
import type { Context } from "../platform/context.ts";
import { Writes } from "./operations.ts";
import { ChangeRegistrationInput, RegisterTaxpayerInput } from "./registration.inputs.ts";
import { refuse } from "./registration.rules.ts";
import { changeRegistration, registerTaxpayer } from "./registration.service.ts";
import { refuse as standing } from "./standing.rules.ts";
import { Taxpayer } from "./taxpayer.ts";

/** How taxpayers come into the registry, and what they change in it. */
@Resolver()
export class RegistrationResolver {
  @Writes(() => Taxpayer, {
    zh: "登记新的纳税人：市场监管等登记机关以共享权限推送，或办税服务厅办理。校验位不符的统一社会信用代码不予登记。",
    en: "Registers a new taxpayer: pushed by a registrar that shares with the platform, or done at a tax hall. A unified social credit code whose check character does not fit is not registered.",
    scopes: [["gov:share:registration"], ["officer:hall"]],
    audit: "TAXPAYER_REGISTERED",
    refuses: [
      ...Object.values(refuse),
      identifiers.USCC_FORMAT,
      identifiers.USCC_CHECK_DIGIT,
      identifiers.ID_CARD_FORMAT,
      identifiers.ID_CARD_LEGACY,
      identifiers.ID_CARD_BIRTHDATE,
      identifiers.ID_CARD_CHECK_DIGIT,
    ],
  })
  registerTaxpayer(
    @Ctx() context: Context,
    @Arg("input", () => RegisterTaxpayerInput) input: RegisterTaxpayerInput,
  ): Promise<Taxpayer> {
    return registerTaxpayer(context, input);
  }

  @Writes(() => Taxpayer, {
    zh: "纳税人变更自己的登记：名称、登记地址、行业。",
    en: "The taxpayer changes its own registration: name, address, industry.",
    scope: "taxpayer:write",
    consent: true,
    audit: "REGISTRATION_CHANGED",
    refuses: [...Object.values(refuse), standing.TAXPAYER_NOT_FOUND],
  })
  changeRegistration(
    @Ctx() context: Context,
    @Arg("input", () => ChangeRegistrationInput) input: ChangeRegistrationInput,
  ): Promise<Taxpayer> {
    return changeRegistration(context, input);
  }
}
