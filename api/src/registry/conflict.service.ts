import { ID } from "type-graphql";
import type { Context } from "../platform/context.ts";
import { IdempotencyKey, InputOf, Takes } from "../platform/model.ts";
import { ConflictKind, DeclaredConflict } from "./declared-conflict.ts";
import { officerOf } from "./officer.service.ts";

@InputOf({ zh: "申报利害关系。", en: "Declares a conflict of interest." })
export class DeclareConflictInput {
  @Takes(() => ID, "有利害关系的纳税人。", "The taxpayer concerned.")
  taxpayerId!: string;

  @Takes(() => ConflictKind, "种类。", "The kind.")
  kind!: ConflictKind;

  @IdempotencyKey()
  idempotencyKey!: string;
}

/** An officer declares an interest and is kept from the taxpayer's record from then on. There is no way to take it back alone. */
export async function declareConflict(
  context: Context,
  { taxpayerId, kind }: DeclareConflictInput,
): Promise<DeclaredConflict> {
  const { personId } = await officerOf(context);
  const { em, now } = context;
  const conflict = em.create(DeclaredConflict, { personId, taxpayerId, kind, declaredAt: now } as never);
  await em.flush();
  return conflict;
}
