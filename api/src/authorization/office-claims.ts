import { errors } from "oidc-provider";
import type { Pool } from "pg";
import { OFFICE_APP, officeDay } from "./office.ts";
import { livingOfficeSession } from "./office-session.ts";
import type { RegistryFacts } from "./settings.ts";

/**
 * What an officer's token says: the post and its authority, and never a taxpayer or a consent. Asked anew for each
 * token: one is issued only while the sign-in lives, the post is held, and the post still has every scope in it.
 */
export async function officeClaims(
  { reader, writer }: { reader: Pool; writer: Pool },
  registry: Pick<RegistryFacts, "postById">,
  sessionId: string,
  scopes: readonly string[],
): Promise<Record<string, string>> {
  const session = await livingOfficeSession(writer, sessionId);
  const post = session && (await registry.postById(reader, session.postId, officeDay()));
  if (!session || !post || post.personId !== session.personId)
    throw new errors.InvalidGrant("the post, or this sign-in to it, has ended");
  if (!scopes.every((scope) => post.scopes.includes(scope)))
    throw new errors.InvalidGrant("the post has changed");
  return { app: OFFICE_APP, ofs: session.id, post: post.id, auth: post.authorityCode };
}
