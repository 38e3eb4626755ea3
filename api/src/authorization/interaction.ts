import type { IncomingMessage, ServerResponse } from "node:http";
import type { InteractionResults, Provider } from "oidc-provider";
import type { Catalogue } from "../consents/facts.ts";
import { clientFact } from "./clients.ts";
import { consentStep } from "./consent-step.ts";
import { FormFault, readForm } from "./form.ts";
import { languageOf, other } from "./language.ts";
import { send } from "./layout.ts";
import { isOffice } from "./office.ts";
import { officeStep } from "./office-step.ts";
import { PASSKEY_SCRIPT } from "./passkey-script.ts";
import { cookiePrefix } from "./provider.ts";
import type { Secrets } from "./secrets.ts";
import { errorPage } from "./session-pages.ts";
import type { AuthorizationOptions } from "./settings.ts";
import type { SignInView } from "./sign-in-desk.ts";
import type { PeopleParts } from "./sign-in-parts.ts";
import { signInStep } from "./sign-in-step.ts";
import { PATH, type Visit, visits } from "./visit.ts";

/** The pages between the app's request and its answer: who are you, and what do you allow. Plain forms, no scripts. */
export function interactions(
  options: AuthorizationOptions,
  provider: Provider,
  catalogue: Catalogue,
  secrets: Secrets,
  parts: PeopleParts,
) {
  const { environment, log } = options;
  const { database } = environment;
  const issuer = new URL(environment.issuer);
  const languageCookie = `${cookiePrefix(environment.name)}_lang`;

  const open = visits(provider, issuer, languageCookie, secrets);

  const show = (
    { response, language, action, redirectOrigin }: Visit,
    { passkeys, ...page }: SignInView,
    status = 200,
  ) =>
    send(
      response,
      {
        ...page,
        language,
        environment: environment.name,
        switchTo: `${action}?lang=${other(language)}`,
        ...(passkeys ? { script: `${environment.issuer}${PASSKEY_SCRIPT}` } : {}),
      },
      { status, redirectOrigin },
    );

  // A consent keeps the sign-in before it, with its time: else `prompt=login` and a short `max_age` would never end.
  const finish = (visit: Visit, result: InteractionResults) => {
    const login = visit.interaction.lastSubmission?.login;
    return provider.interactionFinished(
      visit.request,
      visit.response,
      result.consent && login ? { login, ...result } : result,
      { mergeWithLastSubmission: false },
    );
  };

  const appName = async ({ interaction, language }: Visit) => {
    const client = await clientFact(database.writer, String(interaction.params.client_id));
    return (language === "zh" ? client?.name : client?.nameEn) ?? "";
  };

  const steps = { options, provider, catalogue, show, finish, appName };
  const signIn = signInStep(steps, parts);
  const consent = consentStep(steps, signIn.leaveSession);
  const office = officeStep(steps, signIn.leaveSession);

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const visit = await open(request, response, url);
    const { interaction } = visit;
    const login = interaction.prompt.name === "login";
    if (request.method === "GET" || request.method === "HEAD") {
      if (login) return signIn.page(visit);
      if (isOffice(visit)) return office.page(visit);
      return consent.open(visit);
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
    if (login) return signIn.signIn(visit, form);
    return isOffice(visit) ? office.decide(visit, form) : consent.decide(visit, form);
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
