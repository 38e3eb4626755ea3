import { Arg, Ctx, Resolver } from "type-graphql";
import { ownUse } from "../consents/facts.ts";
import { refuse as access } from "../platform/access.ts";
import type { Context } from "../platform/context.ts";
import { Derived } from "../platform/model.ts";
import { Parent } from "../platform/parent.ts";
import { loadOne, read, readAnyone } from "../platform/read.ts";
import { check } from "../platform/refusal.ts";
import { Reads, Writes } from "./operations.ts";
import { PersonRole } from "./person.ts";
import { refuse } from "./role.rules.ts";
import {
  AppointmentInput,
  AppointPersonInput,
  appointPerson,
  confirmAppointment,
  endAppointment,
} from "./role.service.ts";
import { taxpayersByIds } from "./taxpayer.resolver.ts";
import { Taxpayer } from "./taxpayer.ts";

const rolesInTaxpayer = read<PersonRole, Record<string, never>>(
  PersonRole,
  "in-taxpayer",
  "t.status <> 'ENDED'",
  { order: "t.id" },
);
const rolesOfPerson = readAnyone<PersonRole, Record<string, never>>(
  PersonRole,
  "of-person",
  "t.person_id = :caller.personId and t.status <> 'ENDED'",
  "the statement itself goes by the person who signed in",
  { order: "t.id" },
);

/** Who acts for a taxpayer, and how that begins and ends. */
@Resolver(() => PersonRole)
export class RoleResolver {
  @Reads(() => [PersonRole], {
    zh: "本人在各纳税人处的身份，含待本人确认的；仅限平台门户。",
    en: "The roles of the person who signed in, those to be confirmed included; in the platform's portal only.",
    scope: "taxpayer:read",
    consent: true,
    max: 100,
  })
  async myRoles(@Ctx() context: Context): Promise<PersonRole[]> {
    check(context.caller.purpose !== ownUse() && access.ROLE_DENIED);
    return (await rolesOfPerson(context, {})).slice(0, 100);
  }

  @Reads(() => [PersonRole], {
    zh: "本纳税人的办税人员，含待其确认的。",
    en: "The people who act for the taxpayer, those who have yet to confirm included.",
    scope: "taxpayer:read",
    consent: true,
    max: 100,
  })
  async rolesIn(@Ctx() context: Context): Promise<PersonRole[]> {
    return (await rolesInTaxpayer(context, {})).slice(0, 100);
  }

  @Writes(() => PersonRole, {
    zh: "任命办税人员：法定代表人任命财务负责人、办税员、开票员；财务负责人任命办税员、开票员。财务负责人须本人确认。",
    en: "Appoints a person: the legal representative a financial officer, tax handler or invoicer; the financial officer a tax handler or invoicer. A financial officer confirms the own appointment.",
    scope: "taxpayer:write",
    consent: true,
    audit: "PERSON_APPOINTED",
    refuses: Object.values(refuse),
  })
  appointPerson(
    @Ctx() context: Context,
    @Arg("input", () => AppointPersonInput) input: AppointPersonInput,
  ): Promise<PersonRole> {
    return appointPerson(context, input);
  }

  @Writes(() => PersonRole, {
    zh: "被任命人确认自己的任职。",
    en: "The appointed person confirms the appointment.",
    scope: "taxpayer:read",
    consent: true,
    audit: "APPOINTMENT_CONFIRMED",
    refuses: Object.values(refuse),
  })
  confirmAppointment(
    @Ctx() context: Context,
    @Arg("input", () => AppointmentInput) input: AppointmentInput,
  ): Promise<PersonRole> {
    return confirmAppointment(context, input);
  }

  @Writes(() => PersonRole, {
    zh: "解除一项任职，或辞去自己的；此人给出的授权保留。",
    en: "Ends an appointment, or gives up an own one; the consents that person gave stay.",
    scope: "taxpayer:read",
    consent: true,
    audit: "APPOINTMENT_ENDED",
    refuses: Object.values(refuse),
  })
  endAppointment(
    @Ctx() context: Context,
    @Arg("input", () => AppointmentInput) input: AppointmentInput,
  ): Promise<PersonRole> {
    return endAppointment(context, input);
  }

  @Derived(() => Taxpayer, "所在的纳税人。", "The taxpayer it is in.", { nullable: true, class: "C1" })
  taxpayer(@Parent() { taxpayerId }: PersonRole, @Ctx() context: Context): Promise<Taxpayer | null> {
    return loadOne(context, taxpayersByIds, taxpayerId);
  }
}
