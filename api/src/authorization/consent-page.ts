import type { Problem } from "../platform/refusal.ts";
import { itemRow, plainRow, type Sent, sentence } from "./consent-items.ts";
import { Html, html } from "./html.ts";
import type { Language } from "./language.ts";
import { type Item, type Offer, type Subject, TEXT_VERSION } from "./offer.ts";
import { roleName, say } from "./words.ts";

export interface ConsentForm extends Sent {
  action: string;
  token: string;
  sha256: string;
  /** Where the person looks after their account, where they have one. */
  account?: string;
}

const CROSS = new Html(
  '<svg viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6"><circle cx="10" cy="10" r="7.2"/><path d="M5 15 15 5"/></svg>',
);
const TICK = new Html(
  '<svg class="yes" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"><circle cx="10" cy="10" r="7.6"/><path d="m6.5 10.3 2.4 2.4 4.6-5"/></svg>',
);
const checked = new Html(" checked");
const disabled = new Html(" disabled");

/** A problem of one item goes with the item's name. */
const named = (problem: Problem, { items }: Offer, language: Language) => {
  const item = items.find(({ scope }) => problem.path?.[0] === "scopes" && scope === problem.path[1]);
  return `${item ? `${item.terms[language]}${language === "zh" ? "：" : ": "}` : ""}${sentence(problem, language)}`;
};

/** The page on which a person decides what an app may read and do. */
export function consentPage(
  offer: Offer,
  language: Language,
  form: ConsentForm,
): { title: string; body: Html } {
  const words = say[language];
  const { client } = offer;
  const own = client.firstParty;
  const title = own ? words.ownTitle : words.title(language === "zh" ? client.name : client.nameEn);
  const able = offer.subjects.filter(({ problem }) => !problem);
  const asks = able.length > 0 && able.every((subject) => subject.asks);
  const hidden = html`<input type="hidden" name="token" value="${form.token}"><input type="hidden" name="lang" value="${language}">`;

  const body = html`${introduction(title, offer, language)}
<form class="split" method="post" action="${form.action}">
${hidden}<input type="hidden" name="text" value="${form.sha256}">
<div class="main">
${(form.problems ?? []).length > 0 && html`<div class="alert" role="alert"><b>${words.mend}</b><ul>${(form.problems ?? []).map((problem) => html`<li>${named(problem, offer, language)}</li>`)}</ul></div>`}
<div class="card"><fieldset><legend>${own ? words.asWhom : words.forWhom}</legend>
<p class="hint">${own ? words.asWhomHint : words.forWhomHint}</p>
<div class="rows">${offer.subjects.map((subject) => subjectRow(subject, offer, form, language))}</div>
${offer.subjects.length === 0 && html`<p class="hint">${words.nobody}</p>`}
</fieldset></div>
${itemCards(offer, form, able.length > 0, language)}
${!own && able.length > 0 && durations(offer, form, language)}
</div>
${rail(offer, language, form.account)}
<div class="end"><div class="acts">
<button class="no" name="decision" value="refuse" formnovalidate>${able.length > 0 ? words.refuse : words.back}</button>
${able.length > 0 && html`<button class="go" name="decision" value="grant">${own ? words.go : asks ? words.send : words.grant}</button>`}
</div>
<p class="fine">${!own && html`${offer.release ? words.fromRelease : words.compiled} `}${words.text(TEXT_VERSION)} <code>${form.sha256.slice(0, 16)}</code></p></div>
</form>
<form id="switch" method="post" action="${form.action}">${hidden}</form>
<form id="passkey" method="post" action="${form.action}">${hidden}</form>`;
  return { title, body };
}

/** Who asks, why, over which periods, and how long they may keep it. */
function introduction(
  title: string,
  { client, purpose, periodFrom, periodTo }: Offer,
  language: Language,
): Html {
  const words = say[language];
  const own = client.firstParty;
  return html`<div class="ask">
<span class="glyph" aria-hidden="true">${own ? "税" : [...client.name][0]}</span>
<div><h1>${title}</h1>
<p class="vendor"><span>${own ? words.ownVendor : words.by(language === "zh" ? client.vendor : client.vendorEn)}</span>
${client.reviewedAt ? html`<span class="tag ok">${words.reviewed(client.reviewedAt)}</span>` : !own && !client.simulated && html`<span class="tag">${words.notReviewed}</span>`}
${client.simulated && html`<span class="tag">${words.simulated}</span>`}</p></div>
</div>
${
  !own &&
  html`<dl class="facts">
<div><dt>${words.purpose}</dt><dd>${purpose?.[language]}</dd></div>
<div><dt>${words.periods}</dt><dd>${periodFrom ? words.range(periodFrom, periodTo ?? "") : words.noPeriods}</dd></div>
<div><dt>${words.retention}</dt><dd>${purpose && (language === "zh" ? purpose.retentionZh : purpose.retentionEn)}</dd></div>
</dl>`
}`;
}

/** What it reads and does; sensitive items stand apart, and so does what needs a passkey first. */
function itemCards(offer: Offer, form: ConsentForm, able: boolean, language: Language): Html {
  const words = say[language];
  const own = offer.client.firstParty;
  const sensitive = own || !able ? [] : offer.items.filter(({ terms }) => terms.class === "C4");
  const ordinary = offer.items.filter((item) => !sensitive.includes(item));
  const row = (item: Item) => (own || !able ? plainRow(item, language) : itemRow(item, form, language));
  return html`${
    ordinary.length > 0 &&
    html`<div class="card"><fieldset><legend>${own ? words.ownItems : words.items}</legend>
${able && html`<p class="hint">${own ? words.ownItemsHint : words.itemsHint}</p>`}
<div class="rows">${ordinary.map(row)}</div></fieldset></div>`
  }${
    sensitive.length > 0 &&
    html`<div class="card apart"><fieldset><legend>${words.sensitiveItems}</legend>
<p class="hint">${words.sensitiveHint}</p>
<div class="rows">${sensitive.map(row)}</div></fieldset></div>`
  }${
    able &&
    offer.items.some(({ needsPasskey }) => needsPasskey) &&
    html`<div class="card passkey"><h2>${words.passkeyItems}</h2><p class="hint">${words.passkeyHint}</p>
<button class="no" form="passkey" name="decision" value="passkey">${words.passkey}</button></div>`
  }`;
}

function durations({ months, suggested }: Offer, { choice }: ConsentForm, language: Language): Html {
  const words = say[language];
  const chosen = choice?.months ?? suggested;
  return html`<div class="card"><fieldset><legend>${words.howLong}</legend>
<p class="hint">${words.howLongHint}</p>
<div class="pills">${months.map((count) => html`<label class="pill"><input type="radio" name="months" value="${count}"${count === chosen && checked}><span>${words.months(count)}</span></label>`)}</div>
</fieldset></div>`;
}

function rail({ client, person, unseen }: Offer, language: Language, account: string | undefined): Html {
  const words = say[language];
  const points = (icon: Html, texts: readonly string[]) =>
    texts.map((text) => html`<li>${icon}<span>${text}</span></li>`);
  return html`<aside class="rail" aria-label="${words.aside}">
<div class="card who"><h2>${words.signedInAs(person.name)}</h2><button class="link" form="switch" name="decision" value="switch">${words.notYou}</button>
${account && html`<p><a href="${account}?lang=${language}" target="_blank" rel="noopener">${words.accountPage}</a></p>`}</div>
${
  !client.firstParty &&
  html`<div class="card"><h2>${words.withdraw}</h2><ul class="list">${points(TICK, words.withdrawPoints)}</ul></div>
<div class="card"><h2>${words.cannotSee}</h2><p class="hint">${words.cannotSeeHint}</p>
<ul class="list long">${points(CROSS, [...unseen.map((terms) => terms[language]), words.otherTaxpayers, words.passwords])}</ul></div>`
}
</aside>`;
}

function subjectRow(
  { taxpayerId, taxpayerName, taxpayerTin, role, problem, asks }: Subject,
  offer: Offer,
  form: ConsentForm,
  language: Language,
): Html {
  const words = say[language];
  const only = offer.subjects.filter((subject) => !subject.problem).length === 1 && !problem;
  const on = form.choice ? form.choice.taxpayerId === taxpayerId : only;
  return html`<label class="row"><input type="radio" name="taxpayer" value="${taxpayerId}" required${on && !problem && checked}${problem && disabled}>
<span><span class="name" lang="zh-CN">${taxpayerName}</span><span class="sub">${role === "SELF" ? words.self : taxpayerTin}</span></span>
<span class="tags"><span class="tag">${roleName(role, language)}</span></span>
${asks && html`<span class="why ask-first">${words.askFirst}</span>`}
${problem && html`<span class="why">${sentence(problem, language)}</span>`}</label>`;
}
