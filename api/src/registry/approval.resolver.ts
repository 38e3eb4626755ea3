import { Ctx, Resolver } from "type-graphql";
import type { Context } from "../platform/context.ts";
import { Derived } from "../platform/model.ts";
import { Parent } from "../platform/parent.ts";
import { loadOne } from "../platform/read.ts";
import { Approval } from "./approval.ts";
import { personsByIds } from "./person.resolver.ts";

const shown = { class: "C4", nullable: true, needs: ["concernsId"] } as const;

const concerned = (context: Context, { concernsId }: Approval) =>
  concernsId ? loadOne(context, personsByIds, concernsId) : null;

/** Whom an approval is about, so that nobody decides blindly: always masked. */
@Resolver(() => Approval)
export class ApprovalResolver {
  @Derived(
    () => String,
    "所涉人员的姓名，只保留姓；不针对某个人的为空。",
    "The name of the person it is about, of which only the surname shows; empty where it is about nobody in particular.",
    { ...shown, mask: "NAME" },
  )
  async personNameMasked(@Ctx() context: Context, @Parent() approval: Approval): Promise<string | null> {
    return (await concerned(context, approval))?.name ?? null;
  }

  @Derived(
    () => String,
    "所涉人员的证件号码，保留前 3 位和后 4 位。",
    "The number of that person's document, of which the first 3 and the last 4 characters show.",
    { ...shown, mask: "ID_CARD" },
  )
  async personIdNoMasked(@Ctx() context: Context, @Parent() approval: Approval): Promise<string | null> {
    return (await concerned(context, approval))?.idNo ?? null;
  }
}
