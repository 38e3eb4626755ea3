import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { ACCOUNT, type AccountVisit, accountActions, SIGN_IN, type Signed } from "./account-actions.ts";
import { sandboxAccountPage } from "./account-page.ts";
import { FormFault, readForm } from "./form.ts";
import { cookieOf, type Language, languageOf, other } from "./language.ts";
import { send } from "./layout.ts";
import { PASSKEY_SCRIPT, passkeyScript } from "./passkey-script.ts";
import { cookiePrefix } from "./provider.ts";
import type { Secrets } from "./secrets.ts";
import { errorPage } from "./session-pages.ts";
import type { LibrarySession } from "./session-store.ts";
import type { AuthorizationOptions } from "./settings.ts";
import type { Desk, SignInView } from "./sign-in-desk.ts";
import type { PeopleParts } from "./sign-in-parts.ts";
import { UPSTREAM_CALLBACK } from "./upstream.ts";

/** What people see of their own account, the script of the passkeys, and the way back from an upstream provider. */
export function accountPages(options: AuthorizationOptions, secrets: Secrets, parts: PeopleParts) {
  const { environment, log } = options;
  const { passkeys, resets, devices, sessions, production, upstream } = parts;
  const { pathname: base, origin, protocol } = new URL(environment.issuer);
  const prefix = cookiePrefix(environment.name);
  const secure = protocol === "https:" ? "; Secure" : "";
  const sandbox = environment.name === "sandbox";

  const show = (
    { response, language, url }: AccountVisit,
    { passkeys: script, ...page }: SignInView,
    status = 200,
  ) =>
    send(
      response,
      {
        ...page,
        language,
        environment: environment.name,
        switchTo: `${base}${url.pathname}?lang=${other(language)}`,
        ...(script ? { script: `${environment.issuer}${PASSKEY_SCRIPT}` } : {}),
      },
      { status },
    );
  const go = ({ response }: AccountVisit, path: string) =>
    void response.writeHead(303, { location: `${base}${path}`, "cache-control": "no-store" }).end();

  const { page, take } = accountActions(options, secrets, parts, { show, go });

  /** The sign-in before the account page; who has a passkey confirms with it. */
  async function deskOf(visit: AccountVisit, session: LibrarySession | undefined): Promise<Desk> {
    const { request, response, language, url } = visit;
    const cookie = `${prefix}_desk`;
    let desk = cookieOf(request, cookie) ?? "";
    if (!/^[\w-]{32}$/.test(desk)) {
      desk = randomBytes(24).toString("base64url");
      response.appendHeader(
        "set-cookie",
        `${cookie}=${desk}; Path=${base}${SIGN_IN}; HttpOnly; SameSite=Lax${secure}`,
      );
    }
    const strong = session?.accountId && (await passkeys.of(session.accountId)).length > 0;
    return {
      request,
      response,
      language,
      action: base + SIGN_IN,
      token: secrets.seal("account sign-in", desk),
      binding: `account ${desk}`,
      query: url.searchParams,
      session: session?.accountId
        ? { accountId: session.accountId, acr: session.acr, loginTs: session.loginTs }
        : undefined,
      demanded: strong ? "L3" : undefined,
      show: (view, status) => show(visit, view, status),
      done: async (login) => {
        await sessions.begin(request, response, login, devices.originOf(request));
        go(visit, ACCOUNT);
      },
    };
  }

  async function answer(visit: AccountVisit): Promise<unknown> {
    const { request, response, url } = visit;
    const post = request.method === "POST";
    if (!post && request.method !== "GET" && request.method !== "HEAD")
      throw new FormFault(405, "only GET and POST");
    const form = post ? await readForm(request, origin) : undefined;
    if (form?.get("lang")) visit.language = languageOf(request, { chosen: form.get("lang") });
    const session = await sessions.current(request, response);
    if (url.pathname === SIGN_IN) {
      if (sandbox) return show(visit, sandboxAccountPage(visit.language));
      const desk = await deskOf(visit, session);
      if (!form) return production.page(desk);
      const cookie = cookieOf(request, `${prefix}_desk`) ?? "";
      if (!secrets.isSeal(form.get("token") ?? "", "account sign-in", cookie))
        throw new FormFault(403, "the form was made for another session");
      return production.take(desk, form);
    }
    if (!session?.accountId) return go(visit, SIGN_IN);
    if (passkeys.available && !sandbox && (await resets.mustRegister(session.accountId)))
      return go(visit, SIGN_IN);
    const signed = { ...visit, session } as Signed;
    if (!form) return page(signed);
    if (!secrets.isSeal(form.get("token") ?? "", "account", session.uid, session.accountId))
      throw new FormFault(403, "the form was made for another session");
    return take(signed, form);
  }

  function languageFor(request: IncomingMessage, response: ServerResponse, url: URL): Language {
    const chosen = url.searchParams.get("lang");
    const language = languageOf(request, { chosen, cookie: `${prefix}_lang` });
    if (chosen)
      response.appendHeader(
        "set-cookie",
        `${prefix}_lang=${language}; Path=${base}; HttpOnly; SameSite=Lax${secure}`,
      );
    return language;
  }

  function fail(visit: AccountVisit, error: unknown): void {
    const { response, language } = visit;
    const status = error instanceof FormFault ? error.status : 500;
    if (status === 500) log.error({ error }, "an account page failed");
    if (response.headersSent) return void response.end();
    const [code, detail] =
      error instanceof FormFault ? ["invalid_request", error.message] : ["server_error", undefined];
    send(
      response,
      { ...errorPage(code!, detail, language), language, environment: environment.name },
      { status },
    );
  }

  /** Answers a request to the account pages; false when the path is none of theirs. `url` is without the issuer's path. */
  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> => {
    if (url.pathname === PASSKEY_SCRIPT) {
      const headers = {
        "content-type": "text/javascript; charset=utf-8",
        "cache-control": "public, max-age=300",
        "x-content-type-options": "nosniff",
      };
      response.writeHead(200, headers).end(request.method === "HEAD" ? undefined : passkeyScript());
      return true;
    }
    const isCallback = url.pathname === UPSTREAM_CALLBACK && upstream !== undefined;
    if (!isCallback && url.pathname !== ACCOUNT && url.pathname !== SIGN_IN) return false;
    const visit: AccountVisit = { request, response, url, language: languageFor(request, response, url) };
    try {
      if (isCallback) {
        const back = await upstream.callback(request, url.searchParams);
        if (!back) throw new FormFault(400, "session not found");
        response.writeHead(303, { location: back, "cache-control": "no-store" }).end();
      } else await answer(visit);
    } catch (error) {
      fail(visit, error);
    }
    return true;
  };
}
