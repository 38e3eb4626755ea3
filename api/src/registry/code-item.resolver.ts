import { Args, ArgsType, Ctx, Field, Resolver } from "type-graphql";
import { Connection, PageArgs, pages } from "../platform/connection.ts";
import type { Context } from "../platform/context.ts";
import { Derived } from "../platform/model.ts";
import { Parent } from "../platform/parent.ts";
import { DateScalar } from "../platform/scalars.ts";
import { CODE_TABLES, CodeItem, CodeTable, CodeTableInfo } from "./code-item.ts";
import { Reads } from "./operations.ts";

const CodeItemConnection = Connection(CodeItem);
const codePages = pages<CodeItem>({
  model: CodeItem,
  name: "codes",
  where: "t.code_table = :codeTable",
  filters: {
    search:
      "(strpos(t.name, :search) > 0 or strpos(lower(t.name_en), lower(:search)) > 0 or t.code = upper(:search))",
    parent: "t.parent_code = :parent",
    asOf: "(t.valid_from is null or t.valid_from <= :asOf) and (t.valid_to is null or t.valid_to > :asOf)",
  },
  order: ["code"],
  direction: "asc",
  anyone: "code tables are public",
});

@ArgsType()
class CodeItemArgs extends PageArgs {
  @Field(() => CodeTable, { description: "代码表。" })
  codeTable!: CodeTable;

  @Field(() => String, { nullable: true, description: "名称的一部分（中文或英文），或完整的代码。" })
  search?: string | null;

  @Field(() => String, { nullable: true, description: "上级代码。" })
  parent?: string | null;

  @Field(() => DateScalar, { nullable: true, description: "只要该日在用的；未指定时包括已停用的。" })
  asOf?: string | null;
}

@Resolver(() => CodeItem)
export class CodeItemResolver {
  @Reads(() => CodeItemConnection, {
    zh: "一个代码表的代码，按代码排序。",
    en: "The codes of a table in their order.",
    scope: "public:read",
  })
  codeItems(
    @Ctx() context: Context,
    @Args(() => CodeItemArgs) { codeTable, search, parent, asOf, ...page }: CodeItemArgs,
  ) {
    return codePages(context, page as PageArgs, { codeTable, search: search?.trim() || null, parent, asOf });
  }

  @Reads(() => [CodeTableInfo], {
    zh: "代码表一览：依据的标准、来源、是否完整。",
    en: "The code tables: the standard each follows, where it comes from, and whether all of it is loaded.",
    scope: "public:read",
    max: 10,
  })
  codeTables(): readonly CodeTableInfo[] {
    return CODE_TABLES;
  }

  @Derived(() => String, "上级代码；没有的为空。", "The code above; empty where there is none.", {
    nullable: true,
    needs: ["parentCode"],
  })
  parent(@Parent() { parentCode }: CodeItem): string | null {
    return parentCode;
  }
}
