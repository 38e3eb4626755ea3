import { openAccounts } from "./accounts.ts";
import { passwordSignInPage, sandboxSignInPage } from "./sign-in-page.ts";
import type { Steps } from "./steps.ts";
import { addressOf, type Visit } from "./visit.ts";

const LISTED = 20;

/** The first step: who is it? */
export function signInStep({ options, provider, show, finish, appName }: Steps) {
  const { environment, registry } = options;
  const { database } = environment;
  const issuer = new URL(environment.issuer);
  const accounts = openAccounts(database.writer);

  async function signInPage(visit: Visit, problem?: "wrong" | "slow", login = ""): Promise<void> {
    const { action, token, language } = visit;
    const view = { action, token, appName: await appName(visit) };
    if (environment.name === "production")
      return show(
        visit,
        passwordSignInPage({ ...view, login, ...(problem ? { problem } : {}) }, language),
        problem === "slow" ? 429 : problem ? 401 : 200,
      );
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
    show(visit, sandboxSignInPage({ ...view, people, search, more: found.length > LISTED }, language));
  }

  async function signIn(visit: Visit, form: URLSearchParams): Promise<void> {
    if (environment.name === "sandbox") {
      const person = await registry.personById(database.reader, form.get("person") ?? "");
      if (!person) return signInPage(visit);
      return signedIn(visit, person.id, "L3", "sample");
    }
    const login = (form.get("login") ?? "").slice(0, 64);
    const outcome = await accounts.signIn(
      login,
      (form.get("password") ?? "").slice(0, 200),
      addressOf(visit.request, issuer),
    );
    if (typeof outcome === "string") return signInPage(visit, outcome, login);
    return signedIn(visit, outcome.personId, "L1", "pwd");
  }

  async function signedIn(visit: Visit, accountId: string, acr: string, method: string): Promise<void> {
    if (visit.interaction.session && visit.interaction.session.accountId !== accountId)
      await leaveSession(visit);
    await finish(visit, { login: { accountId, acr, amr: [method], remember: false } });
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

  return { page: signInPage, signIn, leaveSession };
}
