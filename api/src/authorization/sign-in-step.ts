import { isOffice, officeDay } from "./office.ts";
import type { Login } from "./session-store.ts";
import type { Desk } from "./sign-in-desk.ts";
import { demandedLevel } from "./sign-in-level.ts";
import { sandboxSignInPage } from "./sign-in-page.ts";
import type { PeopleParts } from "./sign-in-parts.ts";
import type { Steps } from "./steps.ts";
import type { Visit } from "./visit.ts";

const LISTED = 20;

/** The first step: who is it? */
export function signInStep(
  { options, provider, show, finish, appName }: Steps,
  { production, devices }: Pick<PeopleParts, "production" | "devices">,
) {
  const { environment, registry } = options;
  const { database } = environment;

  const deskOf = async (visit: Visit): Promise<Desk> => ({
    request: visit.request,
    response: visit.response,
    language: visit.language,
    action: visit.action,
    token: visit.token,
    binding: `interaction ${visit.interaction.uid}`,
    query: visit.query,
    appName: await appName(visit),
    session: await sessionOf(visit),
    demanded: demandedLevel(visit.interaction.params.acr_values),
    show: (page, status) => show(visit, page, status),
    done: (login) => signedIn(visit, login),
  });

  /** The session the interaction began with, which itself keeps no time of it. */
  async function sessionOf({ interaction: { session } }: Visit): Promise<Desk["session"]> {
    const found = session && (await provider.Session.findByUid(session.uid));
    return found?.accountId
      ? { accountId: found.accountId, acr: found.acr, loginTs: found.loginTs }
      : undefined;
  }

  /** The workbench is for officers: only they are shown. */
  async function officersPage(visit: Visit): Promise<void> {
    const { action, token, language } = visit;
    const found = await registry.officersForSignIn(database.reader, { first: LISTED, asOf: officeDay() });
    const people = found.map(({ post, ...person }) => ({ ...person, actsFor: [], about: post }));
    const view = { action, token, appName: await appName(visit), people, search: "", more: false };
    show(visit, sandboxSignInPage(view, language));
  }

  async function samplesPage(visit: Visit): Promise<void> {
    if (isOffice(visit)) return officersPage(visit);
    const { action, token, language } = visit;
    const search = (visit.query.get("search") ?? "").trim().slice(0, 30);
    const found = await registry.personsForSignIn(database.reader, {
      first: LISTED + 1,
      ...(search ? { search } : {}),
    });
    const people = await Promise.all(
      found
        .slice(0, LISTED)
        .map(async (person) => ({ ...person, actsFor: await registry.actsFor(database.reader, person.id) })),
    );
    const view = { action, token, appName: await appName(visit), people, search };
    show(visit, sandboxSignInPage({ ...view, more: found.length > LISTED }, language));
  }

  async function pickSample(visit: Visit, form: URLSearchParams): Promise<void> {
    const person = await registry.personById(database.reader, form.get("person") ?? "");
    if (!person) return samplesPage(visit);
    await devices.record({ personId: person.id }, "DONE", "SAMPLE", devices.originOf(visit.request));
    return signedIn(visit, { accountId: person.id, acr: "L3", amr: ["sample"] });
  }

  async function signedIn(visit: Visit, login: Login): Promise<void> {
    if (visit.interaction.session && visit.interaction.session.accountId !== login.accountId)
      await leaveSession(visit);
    await finish(visit, {
      login: { ts: Math.floor(Date.now() / 1000), ...login, remember: false },
    });
  }

  /** Ends the browser's session before another person signs in; consents and tokens stay. */
  async function leaveSession({ interaction }: Visit): Promise<void> {
    const session = interaction.session?.uid
      ? await provider.Session.findByUid(interaction.session.uid)
      : undefined;
    await session?.destroy();
    delete (interaction as { session?: unknown }).session;
    await interaction.persist();
  }

  const sandbox = environment.name === "sandbox";
  return {
    page: async (visit: Visit) => (sandbox ? samplesPage(visit) : production.page(await deskOf(visit))),
    signIn: async (visit: Visit, form: URLSearchParams) =>
      sandbox ? pickSample(visit, form) : production.take(await deskOf(visit), form),
    leaveSession,
  };
}
