import type { Problem } from "../platform/refusal.ts";
import { Html, html } from "./html.ts";
import type { Language } from "./language.ts";
import type { Choice, Item } from "./offer.ts";
import { say } from "./words.ts";

/** What the person sent before, when the page comes back with problems. */
export interface Sent {
  choice?: Choice;
  problems?: readonly Problem[];
}

const checked = new Html(" checked");
const disabled = new Html(" disabled");

/** A problem in the page's language. */
export const sentence = (problem: Problem, language: Language) =>
  language === "zh" ? problem.message : problem.messageEn;

const tags = ({ terms, required }: Pick<Item, "terms" | "required">, language: Language) => {
  const words = say[language];
  return html`<span class="tags">${required && html`<span class="tag must">${words.must}</span>`}${
    terms.writes
      ? html`<span class="tag write">${words.write}</span>`
      : html`<span class="tag">${words.read}</span>`
  }${terms.class === "C4" && html`<span class="tag sens">${words.sensitive}</span>`}</span>`;
};

/** Each scope has a tick of its own. Only what the app cannot do without, and is not sensitive, is ticked before. */
export function itemRow(item: Item, { choice, problems }: Sent, language: Language): Html {
  const { scope, terms, required, problem } = item;
  const words = say[language];
  const on = choice ? choice.scopes.includes(scope) : required && terms.class !== "C4";
  const mend = problems?.filter(({ path }) => path?.[1] === scope) ?? [];
  const reasons = [...(problem ? [problem] : []), ...mend.filter(({ code }) => code !== problem?.code)];
  return html`<div class="item"><label class="row"><input type="checkbox" name="scope" value="${scope}"${on && !problem && checked}${problem && disabled}>
<span><span class="name">${terms[language]}</span><span class="sub">${words.classes[terms.class]}${terms.maxMonths && terms.maxMonths < 24 && html` · ${words.atMost(terms.maxMonths)}`}</span></span>
${tags(item, language)}
${item.needsPasskey && !problem && html`<span class="why ask-first">${words.passkeyFirst}</span>`}
${reasons.map((reason) => html`<span class="why">${sentence(reason, language)}</span>`)}</label>
${exactly(item, language)}</div>`;
}

/** The same for tools of our own, and for people who cannot decide: nothing to tick. */
export const plainRow = ({ terms }: Item, language: Language): Html =>
  html`<div class="row plain"><span class="name">${terms[language]}</span>${tags({ terms, required: false }, language)}</div>`;

const ROOTS = ["Query", "Mutation", "Subscription"];

/** Field by field, what the app's published release reads and runs with this scope. */
function exactly({ reads, runs }: Item, language: Language): Html | false {
  if (reads.length + runs.length === 0) return false;
  const words = say[language];
  const typeOf = ({ coordinate }: { coordinate: string }) => coordinate.slice(0, coordinate.indexOf("."));
  const data = reads.filter((field) => !ROOTS.includes(typeOf(field)) && !typeOf(field).endsWith("Input"));
  const does = reads.filter((field) => typeOf(field) === "Mutation");
  const groups = [...Map.groupBy(data, typeOf)];
  return html`<details class="exact"><summary>${words.exactly(data.length, runs.length)}</summary>
${does.length > 0 && html`<p class="group">${words.doesThis}</p><ul class="does">${does.map((field) => html`<li>${field[language]}</li>`)}</ul>`}
${groups.map(
  ([type, fields]) => html`<p class="group"><code>${type}</code></p>
<dl class="fields">${fields.map(({ coordinate, class: level, ...both }) => html`<div><dt><code>${coordinate.slice(type.length + 1)}</code></dt><dd>${both[language]} <span class="tag${level === "C4" && " sens"}">${level} ${words.classes[level].split(/[，,]/)[0]}</span></dd></div>`)}</dl>`,
)}
${runs.length > 0 && html`<p class="runs">${words.runs} ${runs.map(({ name }) => html`<code>${name}</code> `)}</p>`}
</details>`;
}
