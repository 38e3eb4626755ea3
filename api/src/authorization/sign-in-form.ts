import { ACCOUNT_STYLE } from "./account-style.ts";
import { type Html, html } from "./html.ts";
import type { Language } from "./language.ts";
import type { SignInView } from "./sign-in-desk.ts";
import { signInWords } from "./sign-in-words.ts";

/** What production's sign-in offers at this moment. */
export interface SignInForm {
  action: string;
  token: string;
  appName?: string | undefined;
  /** What was typed before, when the page comes back. */
  login: string;
  problem?: string | undefined;
  notice?: string | undefined;
  /** The name of the person who is signed in, where they have to confirm it. */
  who?: string | undefined;
  /** Where the account pages are. */
  account: string;
  /** A passkey has to be used. */
  stepUp: boolean;
  /** Whether a password helps. */
  password: boolean;
  /** Options of the browser's passkey dialogues; nothing where there can be no passkeys. */
  signInOptions?: object | undefined;
  registerOptions?: object | undefined;
  /** The name of the upstream identity provider. */
  upstream?: string | undefined;
  /** An identity of the upstream provider that this sign-in links, sealed. */
  link?: string | undefined;
}

/** A form that the script answers with the browser's passkey dialogue. */
export function passkeyForm(
  { action, token }: { action: string; token: string },
  {
    use,
    options,
    label,
    fields,
    quiet = false,
  }: { use: "sign-in" | "register"; options: object; label: string; fields?: Html; quiet?: boolean },
  language: Language,
): Html {
  const words = signInWords[language];
  return html`<form method="post" action="${action}" data-passkey="${use}" data-options="${JSON.stringify(options)}"><input type="hidden" name="token" value="${token}"><input type="hidden" name="lang" value="${language}"><input type="hidden" name="do" value="${use === "register" ? "register" : "passkey"}"><input type="hidden" name="answer" value="">${fields}
<button class="${quiet ? "no" : "go"} full" disabled>${label}</button>
<p class="hint" role="status" data-reason data-unsupported="${words.unsupported}" data-failed="${words.failed}">${words.needsScript}</p></form>`;
}

/** Production's sign-in: password, passkey, upstream provider. The password works without scripts. */
export function productionSignInPage(form: SignInForm, language: Language): SignInView {
  const words = signInWords[language];
  const title = form.stepUp ? words.stepUp : words.signIn;
  const hidden = html`<input type="hidden" name="token" value="${form.token}"><input type="hidden" name="lang" value="${language}">`;
  const hint = form.stepUp
    ? form.appName
      ? words.stepUpFor(form.appName)
      : words.stepUpHint
    : html`${words.hint} ${form.appName && words.hintFor(form.appName)}`;

  const link = form.link ? html`<input type="hidden" name="link" value="${form.link}">` : html``;

  const password =
    form.password &&
    html`<form method="post" action="${form.action}">${hidden}${link}
<label class="field">${words.account}<input type="text" name="login" value="${form.login}" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="64"></label>
<label class="field">${words.password}<input type="password" name="password" autocomplete="current-password" required maxlength="200"></label>
<button class="${form.stepUp ? "no" : "go"} full">${words.signIn}</button></form>`;

  const register =
    form.registerOptions &&
    html`<h2>${words.registerFirst}</h2><p class="hint">${words.registerFirstHint}</p>
${passkeyForm(form, { use: "register", options: form.registerOptions, label: words.register }, language)}`;

  const passkey =
    !form.registerOptions &&
    (form.signInOptions
      ? html`${!form.stepUp && html`<p class="hint">${words.passkeyHint}</p>`}${passkeyForm(form, { use: "sign-in", options: form.signInOptions, label: words.passkey, fields: link, quiet: !form.stepUp }, language)}`
      : html`<button class="no full" disabled>${words.passkey}</button><p class="hint">${words.noHost}</p>`);

  const upstream =
    form.upstream &&
    html`<p><a class="button" href="${form.action}?with=upstream&lang=${language}">${words.upstream(form.upstream)}</a></p>`;

  const parts = (
    form.stepUp
      ? [
          register || passkey,
          upstream,
          password && html`<p class="hint">${words.noPasskeyYet}</p>${password}`,
        ]
      : [password, passkey, upstream]
  ).filter((part) => part !== false && part !== undefined && part !== "");

  const body = html`<div class="narrow"><h1>${title}</h1>
<p class="hint">${form.who && html`${words.signedInAs(form.who)}${language === "zh" ? "。" : ". "}`}${hint}</p>
<div class="card">${form.problem && html`<div class="alert" role="alert">${form.problem}</div>`}${form.notice && html`<div class="done" role="status">${form.notice}</div>`}
${parts.map((part, i) => html`${i > 0 && html`<p class="or">${words.or}</p>`}${part}`)}</div>
${form.who && html`<p class="fine"><a href="${form.account}?lang=${language}">${words.accountPage}</a></p>`}</div>`;
  return {
    title,
    body,
    passkeys: Boolean(form.signInOptions ?? form.registerOptions),
    style: ACCOUNT_STYLE,
  };
}
