import type { IncomingMessage, ServerResponse } from "node:http";
import type { InteractionResults, Provider } from "oidc-provider";
import type { Catalogue } from "../consents/facts.ts";
import { type Problem, Refusal } from "../platform/refusal.ts";
import { openAccounts } from "./accounts.ts";
import { clientFact } from "./clients.ts";
import { consentPage } from "./consent-page.ts";
import { FormFault, readForm } from "./form.ts";
import { grant } from "./grant.ts";
import type { Html } from "./html.ts";
import { languageOf, other } from "./language.ts";
import { send } from "./layout.ts";
import { type Choice, chosen, type Offer, offerOf, textOf } from "./offer.ts";
import { cookiePrefix } from "./provider.ts";
import type { Secrets } from "./secrets.ts";
import { errorPage } from "./session-pages.ts";
import type { AuthorizationOptions } from "./settings.ts";
import { passwordSignInPage, sandboxSignInPage } from "./sign-in-page.ts";
import { taxDataOf } from "./tax-data.ts";
import { addressOf, PATH, type Visit, visits } from "./visit.ts";

const LISTED = 20;

/** The pages between the app's request and its answer: who are you, and what do you allow. Plain forms, no scripts. */
export function interactions(
  options: AuthorizationOptions,
  provider: Provider,
  catalogue: Catalogue,
  secrets: Secrets,
) {
  const { environment, log, registry } = options;
  const { database } = environment;
  const issuer = new URL(environment.issuer);
  const accounts = openAccounts(database.writer);
  const languageCookie = `${cookiePrefix(environment.name)}_lang`;

  const open = visits(provider, issuer, languageCookie, secrets);

  const show = (
    { response, language, action, redirectOrigin }: Visit,
    page: { title: string; body: Html },
    status = 200,
  ) =>
    send(
      response,
      { ...page, language, environment: environment.name, switchTo: `${action}?lang=${other(language)}` },
      { status, redirectOrigin },
    );

  const finish = (visit: Visit, result: InteractionResults) =>
    provider.interactionFinished(visit.request, visit.response, result, { mergeWithLastSubmission: false });

  const appName = async ({ interaction, language }: Visit) => {
    const client = await clientFact(database.writer, String(interaction.params.client_id));
    return (language === "zh" ? client?.name : client?.nameEn) ?? "";
  };

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

  async function offerFor({ interaction }: Visit): Promise<Offer | undefined> {
    const { session, params } = interaction;
    if (!session) return undefined;
    const [client, person, actsFor] = await Promise.all([
      clientFact(database.writer, String(params.client_id)),
      registry.personById(database.reader, session.accountId),
      registry.actsFor(database.reader, session.accountId),
    ]);
    if (!client || !person) return undefined;
    return offerOf({
      client,
      person,
      acr: session.acr ?? "L1",
      params,
      details: taxDataOf(params),
      actsFor,
      catalogue,
    });
  }

  function decisionPage(
    visit: Visit,
    offer: Offer,
    more: { choice?: Choice; problems?: readonly Problem[] } = {},
  ): void {
    const { action, token, language } = visit;
    show(
      visit,
      consentPage(offer, language, { action, token, sha256: textOf(offer, language).sha256, ...more }),
      more.problems ? 422 : 200,
    );
  }

  async function decide(visit: Visit, form: URLSearchParams): Promise<void> {
    const decision = form.get("decision");
    if (decision === "switch") {
      await leaveSession(visit);
      return finish(visit, {});
    }
    const offer = await offerFor(visit);
    if (!offer) return finish(visit, {});
    if (decision !== "grant") {
      const able = offer.subjects.some(({ problem }) => !problem);
      return finish(visit, {
        error: "access_denied",
        error_description: able
          ? "the person declined"
          : "only a legal representative, a financial officer or the person concerned may consent",
      });
    }
    const shown = textOf(offer, visit.language);
    if (form.get("text") !== shown.sha256) return decisionPage(visit, offer);
    const choice: Choice = {
      taxpayerId: form.get("taxpayer") ?? undefined,
      scopes: form.getAll("scope"),
      months: Number(form.get("months")) || 0,
    };
    const picked = chosen(offer, choice);
    if ("problems" in picked) return decisionPage(visit, offer, { choice, problems: picked.problems });
    try {
      const consentId = await grant({
        provider,
        environment,
        catalogue,
        offer,
        picked,
        text: shown,
        params: visit.interaction.params,
      });
      log.info({ consentId, appId: offer.client.id }, "a consent was given");
      return await finish(visit, { consent: { grantId: consentId } });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return decisionPage(visit, offer, { choice, problems: error.problems });
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const visit = await open(request, response, url);
    const { interaction } = visit;
    const login = interaction.prompt.name === "login";
    if (request.method === "GET" || request.method === "HEAD") {
      if (login) return signInPage(visit);
      const offer = await offerFor(visit);
      return offer ? decisionPage(visit, offer) : finish(visit, {});
    }
    if (request.method !== "POST") throw new FormFault(405, "only GET and POST");
    const form = await readForm(request, issuer.origin);
    const language = form.get("lang");
    if (language) visit.language = languageOf(request, { chosen: language });
    if (
      !secrets.isSeal(
        form.get("token") ?? "",
        interaction.uid,
        interaction.prompt.name,
        interaction.session?.accountId ?? "",
      )
    )
      throw new FormFault(403, "the form was made for another session");
    return login ? signIn(visit, form) : decide(visit, form);
  }

  /** Answers a request to an interaction; false when the path is none of ours. `url` is without the issuer's path. */
  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> => {
    if (!PATH.test(url.pathname)) return false;
    try {
      await answer(request, response, url);
    } catch (error) {
      const {
        error: code,
        statusCode,
        error_description: detail,
      } = error as { error?: string; statusCode?: number; error_description?: string };
      const status = error instanceof FormFault ? error.status : (statusCode ?? 500);
      if (status >= 500) log.error({ error }, "a sign-in or consent page failed");
      const language = languageOf(request, { cookie: languageCookie });
      const name =
        status >= 500
          ? "server_error"
          : error instanceof FormFault
            ? "invalid_request"
            : (code ?? "session_not_found");
      if (response.headersSent) response.end();
      else
        send(
          response,
          {
            ...errorPage(name, error instanceof FormFault ? error.message : detail, language),
            language,
            environment: environment.name,
          },
          { status },
        );
    }
    return true;
  };
}
