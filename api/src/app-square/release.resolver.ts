import { Arg, Ctx, ID, Resolver } from "type-graphql";
import type { Context } from "../platform/context.ts";
import { Derived } from "../platform/model.ts";
import { Parent } from "../platform/parent.ts";
import { loadOne, read } from "../platform/read.ts";
import { Reads } from "./operations.ts";
import { Release } from "./release.ts";
import { AccessSheetShape } from "./sheet.ts";

const releasesByIds = read<Release, { ids: readonly string[] }>(Release, "by-ids", "t.id = any(:ids)");
const publishedOfApp = read<Release, { appId: string }>(
  Release,
  "published-of-app",
  "t.app_id = :appId and t.status = 'PUBLISHED'",
);

@Resolver(() => Release)
export class ReleaseResolver {
  @Reads(() => Release, {
    zh: "应用的一个版本；没有此编号时为空。",
    en: "One release of an app; null when there is none of this id.",
    scope: "public:read",
    nullable: true,
  })
  release(
    @Ctx() context: Context,
    @Arg("id", () => ID, { description: "版本编号。" }) id: string,
  ): Promise<Release | null> {
    return loadOne(context, releasesByIds, id);
  }

  @Reads(() => Release, {
    zh: "应用当前发布的版本；没有发布时为空。",
    en: "The release an app has published; null when it has none.",
    scope: "public:read",
    nullable: true,
  })
  async appRelease(
    @Ctx() context: Context,
    @Arg("appId", () => ID, { description: "应用编号。" }) appId: string,
  ): Promise<Release | null> {
    const [release] = await publishedOfApp(context, { appId });
    return release ?? null;
  }

  @Derived(
    () => AccessSheetShape,
    "访问清单：此版本在生产环境能做的一切。",
    "The access sheet: everything this release can do in production.",
    { needs: ["sheet"] },
  )
  accessSheet(@Parent() { sheet }: Release): AccessSheetShape {
    return sheet as unknown as AccessSheetShape;
  }
}
