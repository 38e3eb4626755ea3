import { dateTime } from "../platform/clock.ts";
import { ACCOUNT_STYLE } from "./account-style.ts";
import { accountWords, type Done } from "./account-words.ts";
import { type Html, html } from "./html.ts";
import type { Language } from "./language.ts";
import type { Reset } from "./passkey-reset.ts";
import type { Passkey } from "./passkeys.ts";
import type { SessionFact } from "./session-store.ts";
import type { SignInView } from "./sign-in-desk.ts";
import type { Attempt } from "./sign-in-device.ts";
import { passkeyForm } from "./sign-in-form.ts";
import type { Level } from "./sign-in-level.ts";

/** Everything the account page shows. */
export interface AccountView {
  action: string;
  token: string;
  name: string;
  /** Absent for people without an account of their own: those of the sandbox. */
  login?: string | undefined;
  level: Level;
  passkeys: Passkey[];
  /** Whether the sign-in is recent and strong enough to change passkeys. */
  mayChange: boolean;
  /** Options for a new passkey, where one may be added now. */
  registerOptions?: object | undefined;
  /** Browsers offer passkeys at this address. */
  passkeysPossible: boolean;
  sessions: SessionFact[];
  thisSession: string;
  attempts: Attempt[];
  /** The last time officers took the passkeys away, for a month. */
  reset?: Reset | undefined;
  done?: Done | undefined;
  problems: readonly string[];
}

const when = (at: Date) => dateTime(at).slice(0, 16).replace("T", " ");

/** Who am I, how do I sign in, where am I signed in, what happened lately. */
export function accountPage(view: AccountView, language: Language): SignInView {
  const words = accountWords[language];
  const form = (content: Html, extra = "") =>
    html`<form method="post" action="${view.action}${extra}"><input type="hidden" name="token" value="${view.token}"><input type="hidden" name="lang" value="${language}">${content}</form>`;

  const body = html`<div class="narrow"><h1>${words.title}</h1>
${view.problems.length > 0 && html`<div class="alert" role="alert"><ul>${view.problems.map((problem) => html`<li>${problem}</li>`)}</ul></div>`}${view.done && html`<div class="done" role="status">${words.done[view.done]}</div>`}
${view.reset && html`<div class="alert" role="status">${words.reset(view.reset.caseNo, when(view.reset.at), when(view.reset.l3From))}</div>`}<section class="card" aria-labelledby="you"><h2 id="you">${words.you(view.name)}</h2>
<p class="hint">${view.login && html`${words.login}${language === "zh" ? "：" : ": "}${view.login} · `}${words.level}${language === "zh" ? "：" : ": "}${words.levels[view.level]}</p>
${form(html`<button class="no full" name="do" value="leave">${words.signOut}</button>`)}</section>
${view.login && passkeySection(view, form, language)}
${sessionSection(view, form, language)}
${
  view.login &&
  html`<section class="card" aria-labelledby="pw"><h2 id="pw">${words.password}</h2><p class="hint">${words.passwordHint}</p>
${form(html`<input type="hidden" name="do" value="password"><input type="text" name="username" value="${view.login}" autocomplete="username" hidden>
<label class="field">${words.old}<input type="password" name="old" autocomplete="current-password" required maxlength="200"></label>
<label class="field">${words.fresh}<input type="password" name="fresh" autocomplete="new-password" required minlength="12" maxlength="200"></label>
<label class="field">${words.repeat}<input type="password" name="again" autocomplete="new-password" required minlength="12" maxlength="200"></label>
<button class="go full">${words.change}</button>`)}</section>`
}
<section class="card" aria-labelledby="log"><h2 id="log">${words.attempts}</h2><p class="hint">${words.attemptsHint}</p>${attemptTable(view.attempts, language)}</section>
</div>`;
  return { title: words.title, body, passkeys: Boolean(view.registerOptions), style: ACCOUNT_STYLE };
}

type Form = (content: Html) => Html;

function passkeySection(view: AccountView, form: Form, language: Language): Html {
  const words = accountWords[language];
  const { passkeys, mayChange } = view;
  const item = ({ id, name, synced, createdAt, lastUsedAt }: Passkey) => html`<li>
<div><span class="name">${name}</span><span class="sub">${synced ? words.synced : words.oneDevice} · ${words.created(when(createdAt))} · ${lastUsedAt ? words.used(when(lastUsedAt)) : words.neverUsed}</span></div>
<details><summary aria-label="${words.manage}: ${name}">${words.manage}</summary>
${form(html`<input type="hidden" name="passkey" value="${id}"><div class="inline"><label class="field">${words.name}<input type="text" name="name" value="${name}" maxlength="40" required></label><button class="small no" name="do" value="rename">${words.save}</button>
${mayChange && passkeys.length > 1 && html`<button class="small risk" name="do" value="remove" formnovalidate aria-label="${words.remove}: ${name}">${words.remove}</button>`}</div>`)}
${passkeys.length === 1 && html`<p class="hint">${words.lastStays}</p>`}</details></li>`;
  return html`<section class="card" aria-labelledby="keys"><h2 id="keys">${words.passkeys}</h2><p class="hint">${words.passkeysHint}</p>
${passkeys.length === 0 ? html`<p class="hint">${words.noPasskeys}</p>` : html`<ul class="things">${passkeys.map(item)}</ul>`}
${
  !view.passkeysPossible
    ? html`<p class="hint">${words.noHost}</p>`
    : view.registerOptions
      ? passkeyForm(
          view,
          {
            use: "register",
            options: view.registerOptions,
            label: words.add,
            fields: html`<label class="field">${words.name}<input type="text" name="name" maxlength="40" autocomplete="off"></label>`,
          },
          language,
        )
      : html`<p class="hint">${words.againHint}</p><p><a class="button" href="${view.action}/sign-in?lang=${language}">${words.again}</a></p>`
}</section>`;
}

function sessionSection(view: AccountView, form: Form, language: Language): Html {
  const words = accountWords[language];
  const item = ({ uid, agent, address, signedInAt, lastUsedAt }: SessionFact) => {
    const name = agent || words.unknownAgent;
    return html`<li>
<div><span class="name">${name} ${uid === view.thisSession && html`<span class="tag ok">${words.thisOne}</span>`}</span><span class="sub">${address} · ${words.since(when(signedInAt))} · ${words.lastUsed(when(lastUsedAt))}</span></div>
${form(html`<input type="hidden" name="session" value="${uid}"><button class="small no" name="do" value="end" aria-label="${words.end}: ${name}, ${words.since(when(signedInAt))}">${words.end}</button>`)}</li>`;
  };
  return html`<section class="card" aria-labelledby="sessions"><h2 id="sessions">${words.sessions}</h2><p class="hint">${words.sessionsHint}</p>
<ul class="things">${view.sessions.map(item)}</ul>
${form(html`<div class="acts"><button class="no" name="do" value="others"${view.sessions.length < 2 && html` disabled`}>${words.others}</button><button class="no risk" name="do" value="everywhere">${words.everywhere}</button></div>`)}</section>`;
}

function attemptTable(attempts: readonly Attempt[], language: Language): Html {
  const words = accountWords[language];
  if (attempts.length === 0) return html`<p class="hint">${words.noAttempts}</p>`;
  return html`<table class="log"><thead><tr><th scope="col">${words.at}</th><th scope="col">${words.how}</th><th scope="col">${words.where}</th><th scope="col">${words.outcome}</th></tr></thead>
<tbody>${attempts.map(
    ({
      at,
      method,
      outcome,
      address,
      agent,
      knownDevice,
    }) => html`<tr><td>${when(at)}</td><td>${words.methods[method]}</td>
<td>${agent || words.unknownAgent} · ${address}${!knownDevice && html` <span class="tag">${words.newDevice}</span>`}</td>
<td><span class="tag${outcome === "DONE" ? " ok" : " sens"}">${words.outcomes[outcome]}</span></td></tr>`,
  )}</tbody></table>`;
}

/** For whoever has no session in the sandbox, where nobody signs in by themselves. */
export const sandboxAccountPage = (language: Language): SignInView => ({
  title: accountWords[language].title,
  body: html`<div class="narrow"><h1>${accountWords[language].title}</h1><div class="card"><p class="hint">${accountWords[language].sandbox}</p></div></div>`,
  style: ACCOUNT_STYLE,
});
