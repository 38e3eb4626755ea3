import type { KoaContextWithOIDC } from "oidc-provider";
import type { EnvironmentName } from "../platform/caller.ts";
import { type Html, html, Html as Markup } from "./html.ts";
import { type Language, languageOf, other } from "./language.ts";
import { document, headersFor, newNonce } from "./layout.ts";
import type { Log } from "./settings.ts";

const languageCookie = (environment: EnvironmentName) =>
  environment === "production" ? "ot_p_lang" : "ot_s_lang";

type Sentences = Record<Language, { title: string; text: string }>;

const expired: Sentences = {
  zh: {
    title: "这个请求已经失效",
    text: "授权请求已过期、已被使用，或是在另一个浏览器中打开的。您的授权与数据不受影响。",
  },
  en: {
    title: "This request is no longer valid",
    text: "The request has expired, was used before, or was opened in another browser. Your consents and data are not affected.",
  },
};
const redirect: Sentences = {
  zh: {
    title: "应用的回调地址不正确",
    text: "应用请求返回的地址与登记的不一致，为了您的安全，平台没有继续。",
  },
  en: {
    title: "The app's return address is wrong",
    text: "The address the app wants you sent back to is not the registered one. For your safety the platform went no further.",
  },
};
const client: Sentences = {
  zh: { title: "平台不认识这个应用", text: "应用未登记，或已被暂停。" },
  en: { title: "The platform does not know this app", text: "The app is not registered, or is suspended." },
};
const server: Sentences = {
  zh: { title: "平台出了问题", text: "这不是您的操作造成的，请稍后再试。您的授权与数据不受影响。" },
  en: {
    title: "Something went wrong on our side",
    text: "It is not due to anything you did; please try again later. Your consents and data are not affected.",
  },
};
const faulty: Sentences = {
  zh: { title: "应用发来的请求不正确", text: "请求缺少必要内容或格式不对，须由应用的开发者处理。" },
  en: {
    title: "The app sent a faulty request",
    text: "Something is missing or malformed; the app's developer has to mend it.",
  },
};

const SENTENCES: Readonly<Record<string, Sentences>> = {
  session_not_found: expired,
  invalid_request_uri: expired,
  invalid_redirect_uri: redirect,
  redirect_uri_mismatch: redirect,
  invalid_client: client,
  unauthorized_client: client,
  server_error: server,
  temporarily_unavailable: server,
};

const steps = {
  zh: {
    next: "现在可以做什么",
    back: "回到应用，重新发起登录或授权。",
    report: "如果仍然出现，请把下面的错误码告诉应用的开发者。",
    code: "错误码",
  },
  en: {
    next: "What you can do now",
    back: "Go back to the app and start again.",
    report: "If it happens again, tell the app's developer this error code.",
    code: "Error code",
  },
};

/** What went wrong, for people: never a stack trace. */
export function errorPage(
  error: string,
  detail: string | undefined,
  language: Language,
): { title: string; body: Html } {
  const { title, text } = (SENTENCES[error] ?? (/session/i.test(detail ?? "") ? expired : faulty))[language];
  const say = steps[language];
  return {
    title,
    body: html`<div class="narrow"><div class="card"><h1>${title}</h1><p class="hint">${text}</p>
<h2 class="fine">${say.next}</h2><ol class="steps"><li>${say.back}</li><li>${say.report}</li></ol>
<p class="fine">${say.code} <code>${error}</code>${detail && error !== "server_error" && html` <span lang="en">${detail}</span>`}</p></div></div>`,
  };
}

interface Shown {
  redirectOrigin?: string | undefined;
  /** The page's own path, where it can be asked for again in the other language. */
  switchTo?: string;
}

/** Sends a page in the library's stead, in the person's language. */
export function showPage(
  ctx: KoaContextWithOIDC,
  environment: EnvironmentName,
  make: (language: Language) => { title: string; body: Html; style?: string },
  { redirectOrigin, switchTo }: Shown = {},
): void {
  const { lang } = ctx.query;
  const language = languageOf(ctx.req, {
    chosen: typeof lang === "string" ? lang : null,
    cookie: languageCookie(environment),
    uiLocales: ctx.oidc?.params?.ui_locales,
  });
  const nonce = newNonce();
  for (const [name, value] of Object.entries(headersFor(nonce, redirectOrigin))) ctx.set(name, value);
  const page = { language, environment, ...make(language) };
  ctx.body = document({ ...page, switchTo: switchTo && `${switchTo}?lang=${other(language)}` }, nonce);
}

/** The library's errors that cannot be sent back to the app. */
export const showError =
  (environment: EnvironmentName, log: Log) =>
  (ctx: KoaContextWithOIDC, out: { error: string; error_description?: string }, error: Error) => {
    log.info(
      { error: out.error, description: out.error_description, name: error.name },
      "an authorization request was refused",
    );
    showPage(ctx, environment, (language) => errorPage(out.error, out.error_description, language));
  };

const signOut = {
  zh: {
    title: "退出登录？",
    text: "退出后，您给出的授权继续有效，可随时撤回。",
    yes: "退出",
    no: "留在登录状态",
    done: "已退出",
    doneText: "您可以关闭这个页面了。",
  },
  en: {
    title: "Sign out?",
    text: "Your consents stay in force; you can withdraw them at any time.",
    yes: "Sign out",
    no: "Stay signed in",
    done: "Signed out",
    doneText: "You can close this page.",
  },
};

export const showSignOut = (environment: EnvironmentName) => (ctx: KoaContextWithOIDC, form: string) => {
  const target = (ctx.oidc.session as unknown as { state?: { postLogoutRedirectUri?: string } }).state
    ?.postLogoutRedirectUri;
  showPage(
    ctx,
    environment,
    (language) => ({
      title: signOut[language].title,
      body: html`<div class="narrow"><div class="card"><h1>${signOut[language].title}</h1><p class="hint">${signOut[language].text}</p>${new Markup(form)}
<div class="acts"><button class="no" form="op.logoutForm">${signOut[language].no}</button><button class="go" form="op.logoutForm" name="logout" value="yes">${signOut[language].yes}</button></div></div></div>`,
    }),
    { redirectOrigin: target ? new URL(target).origin : undefined },
  );
};

export const showSignedOut = (environment: EnvironmentName) => (ctx: KoaContextWithOIDC) =>
  showPage(ctx, environment, (language) => ({
    title: signOut[language].done,
    body: html`<div class="narrow"><div class="card"><h1>${signOut[language].done}</h1><p class="hint">${signOut[language].doneText}</p></div></div>`,
  }));
