import type { IncomingMessage, ServerResponse } from "node:http";
import type { Provider } from "oidc-provider";
import { FormFault } from "./form.ts";
import { type Language, languageOf } from "./language.ts";
import type { Secrets } from "./secrets.ts";

type Interaction = Awaited<ReturnType<Provider["interactionDetails"]>>;

/** One request to an interaction's page. */
export interface Visit {
  request: IncomingMessage;
  response: ServerResponse;
  interaction: Interaction;
  /** The page's own path. */
  action: string;
  query: URLSearchParams;
  language: Language;
  token: string;
  redirectOrigin: string | undefined;
}

/** The path of an interaction below the issuer's. */
export const PATH = /^\/interaction\/([\w-]{20,64})$/;

/** Finds the interaction a request belongs to, by its cookie; throws when the browser is not the one it was started in. */
export function visits(provider: Provider, issuer: URL, languageCookie: string, secrets: Secrets) {
  return async function open(request: IncomingMessage, response: ServerResponse, url: URL): Promise<Visit> {
    const interaction = await provider.interactionDetails(request, response);
    if (PATH.exec(url.pathname)?.[1] !== interaction.uid) throw new FormFault(400, "session not found");
    const chosenLanguage = url.searchParams.get("lang");
    const language = languageOf(request, {
      chosen: chosenLanguage,
      cookie: languageCookie,
      uiLocales: interaction.params.ui_locales,
    });
    if (chosenLanguage)
      response.setHeader(
        "set-cookie",
        `${languageCookie}=${language}; Path=${issuer.pathname}; HttpOnly; SameSite=Lax${issuer.protocol === "https:" ? "; Secure" : ""}`,
      );
    const redirect = interaction.params.redirect_uri;
    return {
      request,
      response,
      interaction,
      action: `${issuer.pathname}${url.pathname}`,
      query: url.searchParams,
      language,
      token: secrets.seal(interaction.uid, interaction.prompt.name, interaction.session?.accountId ?? ""),
      redirectOrigin: typeof redirect === "string" ? new URL(redirect).origin : undefined,
    };
  };
}
