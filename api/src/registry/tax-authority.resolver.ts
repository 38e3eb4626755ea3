import { Arg, Args, ArgsType, Ctx, Field, Resolver } from "type-graphql";
import { AuthorityCodeScalar } from "../identifiers/authority-code.ts";
import { refuse } from "../identifiers/problems.ts";
import { Connection, PageArgs, pages } from "../platform/connection.ts";
import type { Context } from "../platform/context.ts";
import { Derived } from "../platform/model.ts";
import { Parent } from "../platform/parent.ts";
import { loadOne, read } from "../platform/read.ts";
import { at, check } from "../platform/refusal.ts";
import { Reads } from "./operations.ts";
import { regionsByCodes } from "./region.resolver.ts";
import { Region } from "./region.ts";
import { AuthorityLevel, TaxAuthority } from "./tax-authority.ts";

export const authoritiesByCodes = read<TaxAuthority, { ids: readonly string[] }>(
  TaxAuthority,
  "by-codes",
  "t.code = any(:ids)",
);

const TaxAuthorityConnection = Connection(TaxAuthority);
const authorityPages = pages({
  model: TaxAuthority,
  name: "authorities",
  where: "true",
  filters: {
    parent: "t.parent_code = :parent",
    level: "t.level = :level",
    search: "(strpos(t.name, :search) > 0 or t.code = rpad(:search, 11, '0'))",
  },
  order: [],
  direction: "asc",
  anyone: "tax authorities are public",
});

@ArgsType()
class TaxAuthorityArgs extends PageArgs {
  @Field(() => AuthorityCodeScalar, { nullable: true, description: "上级税务机关代码。" })
  parent?: string | null;

  @Field(() => AuthorityLevel, { nullable: true, description: "级别。" })
  level?: AuthorityLevel | null;

  @Field(() => String, { nullable: true, description: "名称的一部分，或代码（右侧的 0 可以省略）。" })
  search?: string | null;
}

@Resolver(() => TaxAuthority)
export class TaxAuthorityResolver {
  @Reads(() => TaxAuthority, {
    zh: "一个税务机关。",
    en: "One tax authority.",
    scope: "public:read",
    nullable: true,
    refuses: [refuse.AUTHORITY_UNKNOWN],
  })
  async taxAuthority(
    @Ctx() context: Context,
    @Arg("code", () => AuthorityCodeScalar, { description: "税务机关代码；右侧的 0 可以省略。" })
    code: string,
  ): Promise<TaxAuthority | null> {
    const authority = await loadOne(context, authoritiesByCodes, code);
    check(!authority && at(refuse.AUTHORITY_UNKNOWN, ["code"]));
    return authority;
  }

  @Reads(() => TaxAuthorityConnection, {
    zh: "税务机关，按代码排序。",
    en: "Tax authorities in the order of their codes.",
    scope: "public:read",
  })
  taxAuthorities(
    @Ctx() context: Context,
    @Args(() => TaxAuthorityArgs) { parent, level, search, ...page }: TaxAuthorityArgs,
  ) {
    return authorityPages(context, page as PageArgs, { parent, level, search: search?.trim() || null });
  }

  @Derived(
    () => TaxAuthority,
    "上级税务机关；总局没有。",
    "The authority above; the State Taxation Administration has none.",
    { nullable: true },
  )
  async parent(
    @Parent() { parentCode }: TaxAuthority,
    @Ctx() context: Context,
  ): Promise<TaxAuthority | null> {
    return parentCode ? loadOne(context, authoritiesByCodes, parentCode) : null;
  }

  @Derived(
    () => Region,
    "所辖行政区划；总局为空，税务所为其所在县（区）。",
    "The region it serves; null for the State Taxation Administration, the county for a station.",
    { nullable: true },
  )
  async region(@Parent() { regionCode }: TaxAuthority, @Ctx() context: Context): Promise<Region | null> {
    return regionCode ? loadOne(context, regionsByCodes, regionCode) : null;
  }
}
