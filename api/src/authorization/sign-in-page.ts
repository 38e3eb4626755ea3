import { type Html, html } from "./html.ts";
import type { Language } from "./language.ts";
import type { ActingFor, SignInPerson } from "./settings.ts";
import { roleName, say } from "./words.ts";

export interface SandboxSignIn {
  action: string;
  token: string;
  appName: string;
  /** `about` says in the page's stead who an officer is. */
  people: (SignInPerson & { actsFor: ActingFor[]; about?: string })[];
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
    ({ id, name, actsFor, about }) => html`<li><button name="person" value="${id}">
<span class="ava" aria-hidden="true">${[...name][0]}</span>
<span><span class="name" lang="zh-CN">${name}</span><span class="sub">${about ? html`<span lang="zh-CN">${about}</span>` : companies(actsFor, language)}</span></span>
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
