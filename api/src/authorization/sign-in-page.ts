import { type Html, html } from "./html.ts";
import type { Language } from "./language.ts";
import type { ActingFor, SignInPerson } from "./settings.ts";
import { roleName, say } from "./words.ts";

export interface SandboxSignIn {
  action: string;
  token: string;
  appName: string;
  people: (SignInPerson & { actsFor: ActingFor[] })[];
  search: string;
  /** There are more people than the page shows. */
  more: boolean;
}

/** The sandbox: sample people, one click each. */
export function sandboxSignInPage(view: SandboxSignIn, language: Language): { title: string; body: Html } {
  const words = say[language];
  const { people, search, more } = view;
  const body = html`<div class="narrow"><h1>${words.signIn}</h1>
<p class="hint">${words.signInHint} ${words.signInFor(view.appName)}</p>
${
  (more || search) &&
  html`<form class="search" method="get" action="${view.action}" role="search">
<input type="hidden" name="lang" value="${language}"><input type="search" name="search" value="${search}" placeholder="${words.search}" aria-label="${words.search}" maxlength="30"><button>${words.find}</button></form>`
}
${people.length === 0 && html`<p class="card">${words.noneFound} <a href="${view.action}?lang=${language}">${words.all}</a></p>`}
<form method="post" action="${view.action}"><input type="hidden" name="token" value="${view.token}"><input type="hidden" name="lang" value="${language}">
<ul class="people">${people.map(
    ({ id, name, actsFor }) => html`<li><button name="person" value="${id}">
<span class="ava" aria-hidden="true">${[...name][0]}</span>
<span><span class="name" lang="zh-CN">${name}</span><span class="sub">${companies(actsFor, language)}</span></span>
<span class="go-in" aria-hidden="true">${words.enter} →</span></button></li>`,
  )}</ul></form>
${more && html`<p class="hint fine">${words.many}</p>`}</div>`;
  return { title: words.signIn, body };
}

function companies(actsFor: readonly ActingFor[], language: Language): Html {
  const words = say[language];
  const [first, second] = actsFor;
  if (!first) return html`${words.nobodyYet}`;
  const one = ({ taxpayerName, role }: ActingFor) =>
    role === "SELF"
      ? html`${words.self}`
      : html`<span lang="zh-CN">${taxpayerName}</span> · ${roleName(role, language)}`;
  return html`${one(first)}${second && (actsFor.length === 2 ? html`${words.and}${one(second)}` : html`${words.more(actsFor.length)}`)}`;
}

export interface PasswordSignIn {
  action: string;
  token: string;
  appName: string;
  login: string;
  problem?: "wrong" | "slow";
}

/** Production: an account and its password. */
export function passwordSignInPage(
  { action, token, appName, login, problem }: PasswordSignIn,
  language: Language,
): { title: string; body: Html } {
  const words = say[language];
  const body = html`<div class="narrow"><h1>${words.passwordSignIn}</h1>
<p class="hint">${words.passwordHint} ${words.signInFor(appName)}</p>
<div class="card">${problem && html`<div class="alert" role="alert">${words[problem]}</div>`}
<form method="post" action="${action}"><input type="hidden" name="token" value="${token}"><input type="hidden" name="lang" value="${language}">
<label class="field">${words.account}<input type="text" name="login" value="${login}" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="64"></label>
<label class="field">${words.password}<input type="password" name="password" autocomplete="current-password" required maxlength="200"></label>
<button class="go full">${words.passwordSignIn}</button></form></div></div>`;
  return { title: words.passwordSignIn, body };
}
