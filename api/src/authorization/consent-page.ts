import type { Problem } from "../platform/refusal.ts";
import { Html, html } from "./html.ts";
import type { Language } from "./language.ts";
import { type Choice, type Item, type Offer, type Subject, TEXT_VERSION } from "./offer.ts";
import { roleName, say } from "./words.ts";

export interface ConsentForm {
  action: string;
  token: string;
  sha256: string;
  /** What the person sent before, when the page comes back with problems. */
  choice?: Choice;
  problems?: readonly Problem[];
}

const CROSS = new Html(
  '<svg viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="#5F6D83" stroke-width="1.6"><circle cx="10" cy="10" r="7.2"/><path d="M5 15 15 5"/></svg>',
);
const TICK = new Html(
  '<svg viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="#0D7A4B" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"><circle cx="10" cy="10" r="8" fill="#E3F4EB" stroke="none"/><path d="m6.5 10.3 2.4 2.4 4.6-5"/></svg>',
);

const sentence = (problem: Problem, language: Language) =>
  language === "zh" ? problem.message : problem.messageEn;
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
  const { client, purpose } = offer;
  const own = client.firstParty;
  const name = language === "zh" ? client.name : client.nameEn;
  const title = own ? words.ownTitle : words.title(name);
  const able = offer.subjects.some(({ problem }) => !problem);

  const body = html`
<div class="ask">
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
<div><dt>${words.periods}</dt><dd>${offer.periodFrom ? words.range(offer.periodFrom, offer.periodTo ?? "") : words.noPeriods}</dd></div>
<div><dt>${words.retention}</dt><dd>${purpose && (language === "zh" ? purpose.retentionZh : purpose.retentionEn)}</dd></div>
</dl>`
}
<form class="split" method="post" action="${form.action}">
<input type="hidden" name="token" value="${form.token}"><input type="hidden" name="text" value="${form.sha256}"><input type="hidden" name="lang" value="${language}">
<div class="main">
${(form.problems ?? []).length > 0 && html`<div class="alert" role="alert"><b>${words.mend}</b><ul>${(form.problems ?? []).map((problem) => html`<li>${named(problem, offer, language)}</li>`)}</ul></div>`}
<div class="card"><fieldset><legend>${own ? words.asWhom : words.forWhom}</legend>
<p class="hint">${own ? words.asWhomHint : words.forWhomHint}</p>
<div class="rows">${offer.subjects.map((subject) => subjectRow(subject, offer, form, language))}</div>
${offer.subjects.length === 0 && html`<p class="hint">${words.nobody}</p>`}
</fieldset></div>
<div class="card"><fieldset><legend>${own ? words.ownItems : words.items}</legend>
${able && html`<p class="hint">${own ? words.ownItemsHint : words.itemsHint}</p>`}
<div class="rows">${offer.items.map((item) => (own || !able ? plainRow(item, language) : itemRow(item, form, language)))}</div>
</fieldset></div>
${
  !own &&
  able &&
  html`<div class="card"><fieldset><legend>${words.howLong}</legend>
<p class="hint">${words.howLongHint}</p>
<div class="pills">${offer.months.map((count) => html`<label class="pill"><input type="radio" name="months" value="${count}"${count === (form.choice?.months ?? offer.suggested) && checked}><span>${words.months(count)}</span></label>`)}</div>
</fieldset></div>`
}
</div>
<aside class="rail" aria-label="${words.aside}">
<div class="card who"><h2>${words.signedInAs(offer.person.name)}</h2><button class="link" form="switch" name="decision" value="switch">${words.notYou}</button></div>
${
  !own &&
  html`<div class="card"><h2>${words.cannotSee}</h2><ul class="list">
${offer.unseen.map((terms) => html`<li>${CROSS}<span>${terms[language]}</span></li>`)}<li>${CROSS}<span>${words.passwords}</span></li></ul></div>
<div class="card"><h2>${words.withdraw}</h2><ul class="list">${words.withdrawPoints.map((point) => html`<li>${TICK}<span>${point}</span></li>`)}</ul></div>`
}
</aside>
<div class="end"><div class="acts">
<button class="no" name="decision" value="refuse" formnovalidate>${able ? words.refuse : words.back}</button>
${able && html`<button class="go" name="decision" value="grant">${own ? words.go : words.grant}</button>`}
</div>
<p class="fine">${!own && html`${words.compiled} `}${words.text(TEXT_VERSION)} <code>${form.sha256.slice(0, 16)}</code></p></div>
</form>
<form id="switch" method="post" action="${form.action}"><input type="hidden" name="token" value="${form.token}"></form>`;
  return { title, body };
}

const checked = new Html(" checked");
const disabled = new Html(" disabled");

function subjectRow(
  { taxpayerId, taxpayerName, taxpayerTin, role, problem }: Subject,
  offer: Offer,
  form: ConsentForm,
  language: Language,
): Html {
  const only = offer.subjects.filter((subject) => !subject.problem).length === 1 && !problem;
  const on = form.choice ? form.choice.taxpayerId === taxpayerId : only;
  return html`<label class="row"><input type="radio" name="taxpayer" value="${taxpayerId}" required${on && !problem && checked}${problem && disabled}>
<span><span class="name">${taxpayerName}</span><span class="sub">${role === "SELF" ? say[language].self : taxpayerTin}</span></span>
<span class="tags"><span class="tag">${roleName(role, language)}</span></span>
${problem && html`<span class="why">${sentence(problem, language)}</span>`}</label>`;
}

const tags = ({ terms, required }: Pick<Item, "terms" | "required">, language: Language) => {
  const words = say[language];
  return html`<span class="tags">${required && html`<span class="tag must">${words.must}</span>`}${
    terms.writes
      ? html`<span class="tag write">${words.write}</span>`
      : html`<span class="tag">${words.read}</span>`
  }${terms.class === "C4" && html`<span class="tag sens">${words.sensitive}</span>`}</span>`;
};

/** Each scope has a tick of its own. Only what the app cannot do without, and is not sensitive, is ticked before. */
function itemRow(item: Item, form: ConsentForm, language: Language): Html {
  const { scope, terms, required, problem } = item;
  const words = say[language];
  const on = form.choice ? form.choice.scopes.includes(scope) : required && terms.class !== "C4";
  const mend = form.problems?.filter(({ path }) => path?.[1] === scope) ?? [];
  return html`<label class="row"><input type="checkbox" name="scope" value="${scope}"${on && !problem && checked}${problem && disabled}>
<span><span class="name">${terms[language]}</span><span class="sub">${words.classes[terms.class]}${terms.maxMonths && terms.maxMonths < 24 && html` · ${words.atMost(terms.maxMonths)}`}</span></span>
${tags(item, language)}
${[...(problem ? [problem] : []), ...mend].map((reason) => html`<span class="why">${sentence(reason, language)}</span>`)}</label>`;
}

const plainRow = (item: Item, language: Language): Html =>
  html`<div class="row plain"><span class="name">${item.terms[language]}</span>${tags({ terms: item.terms, required: false }, language)}</div>`;
