import { newId } from "../platform/id.ts";
import { check } from "../platform/refusal.ts";
import type { Queryable } from "../platform/transaction.ts";
import { refuse, scopesFitLevel } from "./officer.rules.ts";
import type { AuthorityLevel } from "./tax-authority.ts";

/*
 * The only writer of posts. Each function runs on the client it is given and belongs inside one transaction.
 */

/** A post to be filled. */
export interface NewPost {
  id?: string;
  personId: string;
  authorityCode: string;
  level: `${AuthorityLevel}`;
  title: string;
  scopes: readonly string[];
  validFrom: string;
  validTo?: string | null;
  certified: boolean;
}

/** Fills a post. Throws a Refusal for every scope the level may not hold, and for an authority that is not of that level. */
export async function savePost(client: Queryable, post: NewPost): Promise<string> {
  const { rows } = await client.query<{ level: string }>("select level from tax_authority where code = $1", [
    post.authorityCode,
  ]);
  check(
    rows[0]?.level !== post.level && refuse.POST_AUTHORITY_UNKNOWN,
    ...scopesFitLevel(post.level, post.scopes),
  );
  const id = post.id ?? newId("pst");
  await client.query(
    `insert into officer_post (id, person_id, authority_code, level, title, scopes, valid_from, valid_to, certified)
     values ($1, $2, $3, $4, $5, $6::text[], $7::date, $8::date, $9)`,
    [
      id,
      post.personId,
      post.authorityCode,
      post.level,
      post.title,
      post.scopes,
      post.validFrom,
      post.validTo ?? null,
      post.certified,
    ],
  );
  return id;
}

/** Ends a post: every sign-in to it ends with the commit, and the next call is refused. Answers whether it was held. */
export async function endPost(client: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await client.query(
    "update officer_post set ended_at = now() where id = $1 and ended_at is null",
    [id],
  );
  if (!rowCount) return false;
  await endSessions(client, "post_id", id);
  return true;
}

/** Ends one sign-in to a post: its tokens are gone with the commit, and the next call is refused. */
export const endSession = (client: Queryable, id: string): Promise<void> => endSessions(client, "id", id);

async function endSessions(client: Queryable, by: "id" | "post_id", value: string): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `update office_session set ended_at = now() where ${by} = $1 and ended_at is null returning id`,
    [value],
  );
  for (const session of rows) {
    await client.query("delete from oauth_row where grant_id = $1 or (model = 'Grant' and id = $1)", [
      session.id,
    ]);
    await client.query(
      `select pg_notify('consent_revoked', json_build_object('id', $1::text, 'status', 'REVOKED', 'version', 1,
         'at', extract(epoch from now())::float8)::text)`,
      [session.id],
    );
  }
}
