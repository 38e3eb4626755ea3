import type { RequestFact } from "../consents/facts.ts";
import { type Html, html } from "./html.ts";
import type { Language } from "./language.ts";
import type { Offer } from "./offer.ts";
import { say } from "./words.ts";

/** A moment as people read it, in Beijing time. */
const moment = (at: Date, language: Language) =>
  new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: "Asia/Shanghai",
  }).format(at);

/** What a tax handler sees who starts again while the request still waits for its approver. */
export function waitingPage(
  { client, subjects }: Offer,
  { taxpayerId, requestedAt, decideBy }: RequestFact,
  language: Language,
  { action, token }: { action: string; token: string },
): { title: string; body: Html } {
  const words = say[language];
  const subject = subjects.find((candidate) => candidate.taxpayerId === taxpayerId);
  const body = html`<div class="narrow"><h1>${words.waiting}</h1>
<div class="card"><p>${words.waitingFor(language === "zh" ? client.name : client.nameEn)}</p>
<dl class="facts stacked">
<div><dt>${words.forWhom}</dt><dd lang="zh-CN">${subject?.taxpayerName}</dd></div>
<div><dt>${words.askedAt}</dt><dd>${moment(requestedAt, language)}</dd></div>
<div><dt>${words.decideBy}</dt><dd>${decideBy && moment(decideBy, language)}</dd></div>
</dl>
<p class="hint">${words.waitingHint}</p>
<form method="post" action="${action}"><input type="hidden" name="token" value="${token}"><input type="hidden" name="lang" value="${language}">
<button class="go full" name="decision" value="later">${words.back}</button></form></div></div>`;
  return { title: words.waiting, body };
}
