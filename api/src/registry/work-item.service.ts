import { randomBytes } from "node:crypto";
import { refuse as access } from "../platform/access.ts";
import { dayOf } from "../platform/clock.ts";
import type { Context } from "../platform/context.ts";
import { check } from "../platform/refusal.ts";
import { authorityOf, postsOf } from "./facts.ts";
import { isConflicted } from "./officer.queries.ts";
import { officerOf } from "./officer.service.ts";
import {
  DAYS_TO_CLOSE,
  daysLater,
  isCrossArea,
  mayStep,
  reasonIsGiven,
  refuse,
  whyNotClose,
  whyNotOpen,
  whyNotTakeOver,
} from "./work-item.rules.ts";
import { WorkItem, WorkItemStatus } from "./work-item.ts";
import type {
  AssignWorkItemInput,
  CloseWorkItemInput,
  OpenWorkItemInput,
  TakeOverWorkItemInput,
} from "./work-item-inputs.ts";

/** Opens a work item: from then on its number may be named, once somebody else than who opened it has assigned it. */
export async function openWorkItem(context: Context, input: OpenWorkItemInput): Promise<WorkItem> {
  const { em, now, environment } = context;
  const officer = await officerOf(context);
  const { taxpayerId, kind, subject } = input;
  const dueAt = input.dueAt ?? daysLater(now, DAYS_TO_CLOSE);
  const [authority, conflicted] = await Promise.all([
    authorityOf(environment.database.reader, taxpayerId),
    isConflicted(context, taxpayerId),
  ]);
  const named = input.fields ?? [];
  const works = input.authorityCode ?? officer.authorityCode;
  const asked = {
    officer,
    ofTaxpayer: authority?.code,
    authorityCode: works,
    fields: named,
    dueAt,
    conflicted,
    now,
  };
  check(...whyNotOpen(asked), reasonIsGiven(subject));
  const item = em.create(WorkItem, {
    number: `AJ-${dayOf(now).replaceAll("-", "")}-${randomBytes(4).toString("hex").toUpperCase()}`,
    kind,
    subject: subject.trim(),
    taxpayerId,
    authorityCode: works,
    handlerId: null,
    status: WorkItemStatus.OPEN,
    dueAt,
    openedById: officer.personId,
    assignedById: null,
    closedById: null,
    closeReason: null,
    takenFrom: null,
    takeReason: null,
    crossArea: isCrossArea(authority!.code, works),
    fields: [...named],
    openedAt: now,
    closedAt: null,
  } as never) as WorkItem;
  await em.flush();
  return item;
}

/** Gives it to somebody who holds a post in the authority that works on it. */
export async function assignWorkItem(context: Context, input: AssignWorkItemInput): Promise<WorkItem> {
  const officer = await officerOf(context);
  const item = await locked(context, input.workItemId);
  const posts = await postsOf(context.environment.database.reader, input.handlerId, context.today);
  const holds = posts.some(
    ({ authorityCode, scopes }) => authorityCode === item.authorityCode && scopes.includes("officer:office"),
  );
  check(mayStep(item.status, "assign"), !holds && refuse.WORK_ITEM_HANDLER);
  Object.assign(item, {
    handlerId: input.handlerId,
    assignedById: officer.personId,
    status: WorkItemStatus.ASSIGNED,
  });
  await context.em.flush();
  return item;
}

/** Closes it with a reason: its number is no ground any more. */
export async function closeWorkItem(context: Context, input: CloseWorkItemInput): Promise<WorkItem> {
  const officer = await officerOf(context);
  const item = await locked(context, input.workItemId);
  check(...whyNotClose(item, officer, input.reason));
  Object.assign(item, {
    status: WorkItemStatus.CLOSED,
    closedAt: context.now,
    closedById: officer.personId,
    closeReason: input.reason.trim(),
  });
  await context.em.flush();
  return item;
}

/** The authority above takes it over (提级办理), with a reason; whoever takes it handles it. */
export async function takeOverWorkItem(context: Context, input: TakeOverWorkItemInput): Promise<WorkItem> {
  const officer = await officerOf(context);
  const item = await locked(context, input.workItemId);
  check(
    ...whyNotTakeOver(item, officer, input.reason),
    (await isConflicted(context, item.taxpayerId)) && access.CONFLICT_OF_INTEREST,
  );
  Object.assign(item, {
    takenFrom: item.authorityCode,
    takeReason: input.reason.trim(),
    authorityCode: officer.authorityCode,
    handlerId: officer.personId,
    assignedById: officer.personId,
    status: WorkItemStatus.ASSIGNED,
  });
  await context.em.flush();
  return item;
}

/** The work item of the officer's area, kept from others until the write is over. Another area's is not found. */
async function locked({ em }: Context, id: string): Promise<WorkItem> {
  const item = await em.findOne(WorkItem, { id }, { lockMode: 4, refresh: true });
  return item ?? (check(refuse.WORK_ITEM_NOT_FOUND) as never);
}
