import { Arg, Ctx, Resolver } from "type-graphql";
import type { Context } from "../platform/context.ts";
import { refuse } from "./guardian.rules.ts";
import {
  EndGuardianInput,
  endGuardian,
  RegisterGuardianInput,
  registerGuardian,
} from "./guardian.service.ts";
import { Guardianship } from "./on-record.ts";
import { Writes } from "./operations.ts";
import { refuse as roles } from "./role.rules.ts";

/** Guardians of minors, registered by the authority on the papers it has seen. */
@Resolver()
export class GuardianResolver {
  @Writes(() => Guardianship, {
    zh: "登记未成年人的监护人，至其满十八周岁为止。",
    en: "Registers the guardian of a minor, until the minor turns eighteen.",
    scope: "officer:hall",
    audit: "GUARDIAN_REGISTERED",
    refuses: [...Object.values(refuse), roles.APPOINTMENT_PERSON_UNKNOWN, roles.REAL_NAME_REQUIRED],
  })
  registerGuardian(
    @Ctx() context: Context,
    @Arg("input", () => RegisterGuardianInput) input: RegisterGuardianInput,
  ): Promise<Guardianship> {
    return registerGuardian(context, input);
  }

  @Writes(() => Guardianship, {
    zh: "终止监护登记。",
    en: "Ends a guardianship.",
    scope: "officer:hall",
    audit: "GUARDIAN_ENDED",
    refuses: Object.values(refuse),
  })
  endGuardian(
    @Ctx() context: Context,
    @Arg("input", () => EndGuardianInput) input: EndGuardianInput,
  ): Promise<Guardianship> {
    return endGuardian(context, input);
  }
}
