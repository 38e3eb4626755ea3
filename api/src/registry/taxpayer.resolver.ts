import { Arg, Ctx, Int, Resolver } from "type-graphql";
import type { Context } from "../platform/context.ts";
import { Derived } from "../platform/model.ts";
import { Parent } from "../platform/parent.ts";
import { loadMany, loadOne, read } from "../platform/read.ts";
import { CreditGrade } from "./credit-grade.ts";
import { Reads } from "./operations.ts";
import { personsByIds } from "./person.resolver.ts";
import { EntityRole, Person, PersonRole } from "./person.ts";
import { regionsByCodes } from "./region.resolver.ts";
import { Region } from "./region.ts";
import { authoritiesByCodes } from "./tax-authority.resolver.ts";
import { TaxAuthority } from "./tax-authority.ts";
import { TaxTypeRegistration } from "./tax-type-registration.ts";
import { Taxpayer } from "./taxpayer.ts";
import { holdsOn } from "./validity.rules.ts";

export const taxpayersByIds = read<Taxpayer, { ids: readonly string[] }>(
  Taxpayer,
  "by-ids",
  "t.id = any(:ids)",
  {
    lean: true,
  },
);
const rolesOfTaxpayers = read<PersonRole, { ids: readonly string[] }>(
  PersonRole,
  "of-taxpayers",
  "t.taxpayer_id = any(:ids) and t.status = 'ACTIVE'",
  { order: "t.id" },
);
const taxTypesOfTaxpayers = read<TaxTypeRegistration, { ids: readonly string[] }>(
  TaxTypeRegistration,
  "of-taxpayers",
  "t.taxpayer_id = any(:ids)",
  { order: "t.tax_type_code, t.valid_from" },
);
const gradesOfTaxpayers = read<CreditGrade, { ids: readonly string[] }>(
  CreditGrade,
  "of-taxpayers",
  "t.taxpayer_id = any(:ids)",
  { order: "t.year desc" },
);

const C1 = { class: "C1", scope: "taxpayer:read", nullable: true } as const;

@Resolver(() => Taxpayer)
export class TaxpayerResolver {
  @Reads(() => Taxpayer, {
    zh: "授权给本应用的纳税人自己的登记信息。",
    en: "The registration of the taxpayer who gave the app its consent.",
    scope: "taxpayer:read",
    consent: true,
    nullable: true,
  })
  myTaxpayer(@Ctx() context: Context): Promise<Taxpayer | null> {
    return loadOne(context, taxpayersByIds, context.caller.taxpayerId!);
  }

  @Derived(() => TaxAuthority, "主管税务机关。", "The tax authority in charge.", {
    ...C1,
    needs: ["authorityCode"],
  })
  authority(@Parent() { authorityCode }: Taxpayer, @Ctx() context: Context): Promise<TaxAuthority | null> {
    return loadOne(context, authoritiesByCodes, authorityCode);
  }

  @Derived(() => Region, "登记地的行政区划。", "The region of registration.", {
    ...C1,
    needs: ["regionCode"],
  })
  registeredRegion(@Parent() { regionCode }: Taxpayer, @Ctx() context: Context): Promise<Region | null> {
    return loadOne(context, regionsByCodes, regionCode);
  }

  @Derived(
    () => Person,
    "法定代表人（负责人、经营者），已脱敏。",
    "The legal representative or operator, masked.",
    { ...C1, class: "C4" },
  )
  legalRep(@Parent() taxpayer: Taxpayer, @Ctx() context: Context): Promise<Person | null> {
    return holderOf(EntityRole.LEGAL_REP, taxpayer, context);
  }

  @Derived(() => Person, "财务负责人，已脱敏。", "The financial officer, masked.", { ...C1, class: "C4" })
  finOfficer(@Parent() taxpayer: Taxpayer, @Ctx() context: Context): Promise<Person | null> {
    return holderOf(EntityRole.FIN_OFFICER, taxpayer, context);
  }

  @Derived(() => [PersonRole], "现任办税人员及其身份。", "The people in office and their roles.", {
    ...C1,
    max: 20,
  })
  async roles(@Parent() { id }: Taxpayer, @Ctx() context: Context): Promise<PersonRole[]> {
    return (await loadMany(context, rolesOfTaxpayers, "taxpayerId", id))
      .filter((role) => holdsOn(role, context.today))
      .slice(0, 20);
  }

  @Derived(() => [TaxTypeRegistration], "有效的税费种认定。", "The taxes registered for, those in force.", {
    ...C1,
    max: 30,
  })
  async taxTypes(@Parent() { id }: Taxpayer, @Ctx() context: Context): Promise<TaxTypeRegistration[]> {
    return (await loadMany(context, taxTypesOfTaxpayers, "taxpayerId", id))
      .filter((tax) => holdsOn(tax, context.today))
      .slice(0, 30);
  }

  @Derived(
    () => CreditGrade,
    "纳税缴费信用：某年度的，未指定时为最近一次；未参加评价的为空。",
    "The credit grade of a year, or the latest one; null when not assessed.",
    {
      class: "C2",
      scope: "credit:read",
      nullable: true,
    },
  )
  async credit(
    @Parent() { id }: Taxpayer,
    @Ctx() context: Context,
    @Arg("year", () => Int, { nullable: true, description: "评价年度。" }) year?: number,
  ): Promise<CreditGrade | null> {
    const published = (await loadMany(context, gradesOfTaxpayers, "taxpayerId", id)).filter(
      ({ publishedOn }) => publishedOn <= context.today,
    );
    return published.find((grade) => year === undefined || year === null || grade.year === year) ?? null;
  }
}

async function holderOf(role: EntityRole, { id }: Taxpayer, context: Context): Promise<Person | null> {
  const held = (await loadMany(context, rolesOfTaxpayers, "taxpayerId", id)).find(
    (post) => post.role === role && holdsOn(post, context.today),
  );
  return held ? loadOne(context, personsByIds, held.personId) : null;
}
