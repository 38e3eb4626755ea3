import { Ctx, Int, Resolver } from "type-graphql";
import type { Context } from "../platform/context.ts";
import { Derived } from "../platform/model.ts";
import { Parent } from "../platform/parent.ts";
import { DateTimeScalar } from "../platform/scalars.ts";
import { Consent } from "./consent.ts";
import { useOf } from "./consent-use.ts";

/** How an app used a consent: what its card shows without a look into the ledger. */
@Resolver(() => Consent)
export class ConsentUseResolver {
  @Derived(
    () => DateTimeScalar,
    "应用最近一次据此访问的时间；从未使用的为空。",
    "When the app last used it; absent if never.",
    {
      class: "C1",
      nullable: true,
      needs: ["id"],
    },
  )
  async lastUsedAt(@Parent() { id }: Consent, @Ctx() context: Context): Promise<Date | null> {
    return (await useOf(context, id)).lastUsedAt;
  }

  @Derived(
    () => Int,
    "应用近 30 日据此读取的次数（访问记录条数），最多数到 10000。",
    "How often the app read under it in the last 30 days, in entries of the ledger, counted up to 10,000.",
    { class: "C1", needs: ["id"] },
  )
  async readsIn30Days(@Parent() { id }: Consent, @Ctx() context: Context): Promise<number> {
    return (await useOf(context, id)).reads;
  }
}
