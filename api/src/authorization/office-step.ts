import { OFFICE_APP, officeDay } from "./office.ts";
import { officePage } from "./office-page.ts";
import { startOfficeSession } from "./office-session.ts";
import { levelOf } from "./sign-in-level.ts";
import type { Steps } from "./steps.ts";
import { taxScopes } from "./tax-data.ts";
import type { Visit } from "./visit.ts";

/** A working day: the longest an officer's sign-in lasts. */
const SESSION_HOURS = 8;

/** The officers' second step: the post. What is asked for beyond the post's scopes is not given. */
export function officeStep(
  { options, provider, show, finish }: Steps,
  leaveSession: (visit: Visit) => Promise<void>,
) {
  const { environment, registry, log } = options;
  const { reader, writer } = environment.database;

  async function viewOf({ interaction, action, token }: Visit) {
    const personId = interaction.session?.accountId ?? "";
    const uid = interaction.session?.uid;
    const [session, person, posts] = await Promise.all([
      uid ? provider.Session.findByUid(uid) : undefined,
      registry.personById(reader, personId),
      registry.postsOf(reader, personId, officeDay()),
    ]);
    return {
      action,
      token,
      name: person?.name ?? "",
      posts,
      tooWeak: levelOf(session) !== "L3",
    };
  }

  async function page(visit: Visit, status = 200): Promise<void> {
    show(visit, officePage(await viewOf(visit), visit.language), status);
  }

  async function decide(visit: Visit, form: URLSearchParams): Promise<void> {
    const decision = form.get("decision");
    if (decision === "switch") {
      await leaveSession(visit);
      return finish(visit, {});
    }
    if (decision === "back")
      return finish(visit, { error: "access_denied", error_description: "no post was chosen" });
    const { posts, tooWeak } = await viewOf(visit);
    const post = posts.find(({ id }) => id === form.get("post"));
    if (!post || tooWeak) return page(visit, 422);
    const until = post.validTo ? Date.parse(`${post.validTo}T00:00:00+08:00`) : Number.POSITIVE_INFINITY;
    const expires = Math.min(Date.now() + SESSION_HOURS * 3_600_000, until);
    const id = await startOfficeSession(
      writer,
      { personId: post.personId, postId: post.id, expiresAt: new Date(expires) },
      { environment: environment.name, appId: OFFICE_APP, authorityCode: post.authorityCode },
    );
    await grantPost(id, visit, post, Math.floor((expires - Date.now()) / 1000));
    log.info({ officeSessionId: id, postId: post.id }, "an officer signed in to a post");
    await finish(visit, { consent: { grantId: id } });
  }

  /** The library's Grant of the same id, with the scopes of the post that were asked for. */
  async function grantPost(
    id: string,
    { interaction }: Visit,
    { personId, scopes }: { personId: string; scopes: readonly string[] },
    expiresIn: number,
  ): Promise<void> {
    const asked = taxScopes(interaction.params.scope);
    const granted = asked.filter((scope) => scopes.includes(scope)).join(" ");
    const refused = asked.filter((scope) => !scopes.includes(scope)).join(" ");
    const protocol = String(interaction.params.scope ?? "")
      .split(" ")
      .filter((scope) => scope === "openid" || scope === "offline_access");
    const record = new provider.Grant({
      accountId: personId,
      clientId: OFFICE_APP,
      jti: id,
      expiresIn,
    } as never);
    record.addOIDCScope([...protocol, granted].filter(Boolean).join(" "));
    record.addResourceScope(environment.resource, granted);
    if (refused) {
      record.rejectOIDCScope(refused);
      record.rejectResourceScope(environment.resource, refused);
    }
    await record.save();
  }

  return { page, decide };
}
