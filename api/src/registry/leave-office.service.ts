import type { Context } from "../platform/context.ts";
import { IdempotencyKey, InputOf } from "../platform/model.ts";
import { officerOf } from "./officer.service.ts";
import type { OfficerPost } from "./officer-post.ts";
import { endSession } from "./posts.ts";

@InputOf({ zh: "签退。", en: "Signs out of the post." })
export class LeaveOfficeInput {
  @IdempotencyKey()
  idempotencyKey!: string;
}

/** Ends the sign-in behind the token, in the platform's own name: what a sign-in holds is no row of the officer's. */
export async function leaveOffice(context: Context): Promise<OfficerPost> {
  const { post } = await officerOf(context);
  const client = await context.environment.database.writer.connect();
  try {
    await client.query("begin");
    await endSession(client, context.caller.officeSessionId ?? "");
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
  return post;
}
