import { Arg, Args, Ctx, Resolver } from "type-graphql";
import { refuse as access } from "../platform/access.ts";
import { Connection, PageArgs, pages } from "../platform/connection.ts";
import type { Context } from "../platform/context.ts";
import { Derived } from "../platform/model.ts";
import { Parent } from "../platform/parent.ts";
import { loadOne } from "../platform/read.ts";
import { Reads, Writes } from "./operations.ts";
import { taxpayersByIds } from "./taxpayer.resolver.ts";
import { Taxpayer } from "./taxpayer.ts";
import { refuse } from "./work-item.rules.ts";
import { assignWorkItem, closeWorkItem, openWorkItem, takeOverWorkItem } from "./work-item.service.ts";
import { WorkItem, WorkItemStatus } from "./work-item.ts";
import {
  AssignWorkItemInput,
  CloseWorkItemInput,
  OpenWorkItemInput,
  TakeOverWorkItemInput,
} from "./work-item-inputs.ts";

const WorkItemConnection = Connection(WorkItem);

const casesWithin = pages<WorkItem>({
  model: WorkItem,
  name: "within",
  where: "t.closed_at is null",
  order: ["openedAt"],
  direction: "desc",
});
const byDueDate = pages<WorkItem>({
  model: WorkItem,
  name: "by-due-date",
  where: "true",
  filters: {
    handler: "t.handler_id = :handler",
    status: "t.status = :status",
    living: "t.closed_at is null",
    overdueAt: "t.due_at < :overdueAt::timestamptz",
  },
  order: ["dueAt"],
  direction: "asc",
});

/** What officers work on: opened by one, assigned to another, closed with a reason, or taken over by the authority above. */
@Resolver(() => WorkItem)
export class WorkItemResolver {
  @Reads(() => WorkItemConnection, {
    zh: "本辖区尚未办结的案件，最新的在前。",
    en: "The open cases of the own area, the newest first.",
    scope: "officer:office",
  })
  myWorkItems(@Ctx() context: Context, @Args(() => PageArgs) page: PageArgs) {
    return casesWithin(context, page, {});
  }

  @Reads(() => WorkItemConnection, {
    zh: "工作台：本辖区的工作事项，先到期的在前；可以只看分派给本人的、逾期的或某种状态的。未指定状态时只列未办结的。",
    en: "The workbench: the work items of the own area, the first due first; those assigned to oneself, overdue, or in one state alone. Without a state, those that are not closed.",
    scope: "officer:office",
  })
  workItems(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg("mine", () => Boolean, { nullable: true, description: "只列出分派给本人的。" }) mine?:
      | boolean
      | null,
    @Arg("overdue", () => Boolean, { nullable: true, description: "只列出已逾期的。" }) overdue?:
      | boolean
      | null,
    @Arg("status", () => WorkItemStatus, { nullable: true, description: "只列出这种状态的。" })
    status?: WorkItemStatus | null,
  ) {
    return byDueDate(context, page, {
      handler: mine ? (context.caller.personId ?? "") : null,
      overdueAt: overdue ? context.now : null,
      status: status ?? null,
      living: status ? null : true,
    });
  }

  @Writes(() => WorkItem, {
    zh: "立案。纳税人和办理机关都须在本辖区；涉及两个辖区的，由共同的上级立案。自己立的案须由他人分派后才能作为查询依据。",
    en: "Opens a work item. Taxpayer and authority lie in the own area; what crosses two areas is opened by the authority above both. One's own is no ground for a look until somebody else has assigned it.",
    scope: "officer:office",
    audit: "WORK_ITEM_OPENED",
    refuses: Object.values(refuse),
  })
  openWorkItem(
    @Ctx() context: Context,
    @Arg("input", () => OpenWorkItemInput) input: OpenWorkItemInput,
  ): Promise<WorkItem> {
    return openWorkItem(context, input);
  }

  @Writes(() => WorkItem, {
    zh: "分派给办理机关的一名税务人员。",
    en: "Assigns it to an officer of the authority that works on it.",
    scope: "officer:office",
    audit: "WORK_ITEM_ASSIGNED",
    refuses: Object.values(refuse),
  })
  assignWorkItem(
    @Ctx() context: Context,
    @Arg("input", () => AssignWorkItemInput) input: AssignWorkItemInput,
  ): Promise<WorkItem> {
    return assignWorkItem(context, input);
  }

  @Writes(() => WorkItem, {
    zh: "办结，须写明理由。",
    en: "Closes it, with a reason.",
    scope: "officer:office",
    audit: "WORK_ITEM_CLOSED",
    refuses: Object.values(refuse),
  })
  closeWorkItem(
    @Ctx() context: Context,
    @Arg("input", () => CloseWorkItemInput) input: CloseWorkItemInput,
  ): Promise<WorkItem> {
    return closeWorkItem(context, input);
  }

  @Writes(() => WorkItem, {
    zh: "提级办理：上级税务机关接手，须写明理由；下级不得改变。",
    en: "The authority above takes it over, with a reason; a lower one never overrides.",
    scope: "officer:office",
    audit: "WORK_ITEM_TAKEN_OVER",
    refuses: [...Object.values(refuse), access.CONFLICT_OF_INTEREST],
  })
  takeOverWorkItem(
    @Ctx() context: Context,
    @Arg("input", () => TakeOverWorkItemInput) input: TakeOverWorkItemInput,
  ): Promise<WorkItem> {
    return takeOverWorkItem(context, input);
  }

  @Derived(() => Taxpayer, "所涉纳税人。", "The taxpayer it is about.", {
    class: "C2",
    nullable: true,
    needs: ["taxpayerId"],
  })
  taxpayer(@Parent() { taxpayerId }: WorkItem, @Ctx() context: Context): Promise<Taxpayer | null> {
    return loadOne(context, taxpayersByIds, taxpayerId);
  }

  @Derived(() => Boolean, "是否由本人经办。", "Whether the caller handles it.", {
    class: "C2",
    needs: ["handlerId"],
  })
  isMine(@Parent() { handlerId }: WorkItem, @Ctx() { caller }: Context): boolean {
    return handlerId !== null && handlerId === caller.personId;
  }
}
