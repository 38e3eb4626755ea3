import { Ctx, ID, Resolver } from "type-graphql";
import type { Context } from "../platform/context.ts";
import { Shape, Show } from "../platform/model.ts";
import { Reads } from "./operations.ts";

/** The most apps that are listed. */
const MOST = 100;

/** An app of the vendor for whom a person acts. */
@Shape({ zh: "本纳税人作为开发者的一个应用。", en: "An app whose vendor is the taxpayer." })
export class MyApp {
  @Show(() => ID, "应用编号。", "The app's id.", { class: "C1" })
  id!: string;

  @Show(() => String, "应用名称。", "The app's name in Chinese.", { class: "C1", nullable: true })
  name!: string | null;

  @Show(() => String, "应用英文名称。", "The app's name in English.", { class: "C1", nullable: true })
  nameEn!: string | null;
}

@Resolver()
export class MyAppsResolver {
  @Reads(() => [MyApp], {
    zh: "本纳税人作为开发者的应用，按编号，最多 100 个。",
    en: "The apps whose vendor is the taxpayer, by id, 100 at most.",
    scope: "consent:manage",
    consent: true,
    max: MOST,
  })
  async myApps(@Ctx() { caller, environment }: Context): Promise<MyApp[]> {
    const { rows } = await environment.database.reader.query<MyApp>({
      name: "consent:apps-of-vendor",
      text: `select id, metadata ->> 'client_name' as name, name_en as "nameEn" from oauth_client
             where vendor_taxpayer_id = $1 order by id limit ${MOST}`,
      values: [caller.taxpayerId],
    });
    return rows;
  }
}
