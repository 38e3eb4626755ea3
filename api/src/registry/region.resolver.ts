import { Arg, Args, ArgsType, Ctx, Field, Resolver } from "type-graphql";
import { RegionCodeScalar } from "../identifiers/region-code.ts";
import { Connection, PageArgs, pages } from "../platform/connection.ts";
import type { Context } from "../platform/context.ts";
import { Derived } from "../platform/model.ts";
import { Parent } from "../platform/parent.ts";
import { loadOne, read } from "../platform/read.ts";
import { DateScalar } from "../platform/scalars.ts";
import { Reads } from "./operations.ts";
import { Region, RegionLevel } from "./region.ts";

export const regionsByCodes = read<Region, { ids: readonly string[] }>(
  Region,
  "by-codes",
  "t.code = any(:ids)",
);

const RegionConnection = Connection(Region);
const regionPages = pages({
  model: Region,
  name: "regions",
  where: "true",
  filters: {
    parent: "t.parent_code = :parent",
    level: "t.level = :level",
    search: "(strpos(t.name, :search) > 0 or t.code = :search)",
    inUseOn:
      "(t.valid_from is null or t.valid_from <= :inUseOn) and (t.valid_to is null or t.valid_to > :inUseOn)",
  },
  order: [],
  direction: "asc",
  anyone: "administrative divisions are public",
});

@ArgsType()
class RegionArgs extends PageArgs {
  @Field(() => RegionCodeScalar, { nullable: true, description: "上级行政区划代码。" })
  parent?: string | null;

  @Field(() => RegionLevel, { nullable: true, description: "级别。" })
  level?: RegionLevel | null;

  @Field(() => String, { nullable: true, description: "名称的一部分，或完整的代码。" })
  search?: string | null;

  @Field(() => DateScalar, { nullable: true, description: "只要该日在用的；未指定时包括已撤销的。" })
  inUseOn?: string | null;
}

@Resolver(() => Region)
export class RegionResolver {
  @Reads(() => RegionConnection, {
    zh: "行政区划，按代码排序。",
    en: "Administrative divisions in the order of their codes.",
    scope: "public:read",
  })
  regions(
    @Ctx() context: Context,
    @Args(() => RegionArgs) { parent, level, search, inUseOn, ...page }: RegionArgs,
  ) {
    return regionPages(context, page as PageArgs, { parent, level, search: search?.trim() || null, inUseOn });
  }

  @Reads(() => Region, {
    zh: "一个行政区划；没有此代码时为空。",
    en: "One administrative division; null when there is no such code.",
    scope: "public:read",
    nullable: true,
  })
  region(
    @Ctx() context: Context,
    @Arg("code", () => RegionCodeScalar, { description: "行政区划代码。" }) code: string,
  ): Promise<Region | null> {
    return loadOne(context, regionsByCodes, code);
  }

  @Derived(() => Region, "上级；省级没有。", "The division above; provinces have none.", { nullable: true })
  async parent(@Parent() { parentCode }: Region, @Ctx() context: Context): Promise<Region | null> {
    return parentCode ? loadOne(context, regionsByCodes, parentCode) : null;
  }
}
