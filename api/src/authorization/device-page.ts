import { dateTime } from "../platform/clock.ts";
import type { ClientFact } from "./clients.ts";
import { deviceWords } from "./device-words.ts";
import { type Html, html } from "./html.ts";
import type { Language } from "./language.ts";

/** What a form back to the library carries. */
export interface DeviceForm {
  action: string;
  xsrf: string;
}

const STYLE = `
.user-code{display:block;margin:18px 0 4px;padding:16px;text-align:center;font:700 34px/1.3 ui-monospace,SFMono-Regular,Menlo,monospace;letter-spacing:.12em;background:var(--soft);color:var(--deep);border-radius:10px}
.code-in{text-transform:uppercase;text-align:center;font:600 22px/1.4 ui-monospace,SFMono-Regular,Menlo,monospace!important;letter-spacing:.1em}
.beware{margin-top:16px;border-color:var(--sensline);background:var(--senscard)}
`;

type Content = { title: string; body: Html; style: string };

/** Asks for the code a device shows. It is always typed, never taken from a link: who holds no device has no code. */
export function codePage(
  { action, xsrf }: DeviceForm,
  problem: string | undefined,
  language: Language,
): Content {
  const words = deviceWords[language];
  return {
    title: words.title,
    style: STYLE,
    body: html`<div class="narrow"><h1>${words.title}</h1><p class="hint">${words.enterHint}</p>
<form class="card" method="post" action="${action}"><input type="hidden" name="xsrf" value="${xsrf}">
${problem && html`<div class="alert" role="alert">${problem}</div>`}<label class="field">${words.code}<input class="code-in" type="text" name="user_code" required maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="XXXX-XXXX"></label>
<button class="go full">${words.next}</button></form></div>`,
  };
}

/** A device as it asked. */
export interface AskingDevice {
  address: string;
  agent: string;
  at: string;
}

/** Shows who asks, from where and since when, and the code; the person compares. */
export function confirmPage(
  { action, xsrf }: DeviceForm,
  { client, device, code }: { client: ClientFact; device: AskingDevice; code: string },
  language: Language,
): Content {
  const words = deviceWords[language];
  const chinese = language === "zh";
  const title = words.confirm(chinese ? client.name : client.nameEn);
  return {
    title,
    style: STYLE,
    body: html`<div class="narrow"><h1>${title}</h1>
<form class="card" method="post" action="${action}"><input type="hidden" name="xsrf" value="${xsrf}"><input type="hidden" name="user_code" value="${code}">
<p>${words.compare}</p><code class="user-code">${code}</code>
<dl class="facts stacked"><div><dt>${words.vendor}</dt><dd>${chinese ? client.vendor : client.vendorEn}</dd></div>
<div><dt>${words.from}</dt><dd>${device.agent || words.unknown} · ${device.address}</dd></div>
<div><dt>${words.at}</dt><dd>${dateTime(new Date(device.at)).slice(0, 16).replace("T", " ")}</dd></div></dl>
<div class="acts"><button class="no" name="abort" value="yes">${words.notMe}</button><button class="go" name="confirm" value="yes">${words.same}</button></div></form>
<div class="card beware"><h2>${words.warnTitle}</h2><ul class="steps">${words.warnings.map((warning) => html`<li>${warning}</li>`)}</ul></div></div>`,
  };
}

/** It is done; the rest happens on the device. */
export const connectedPage = (app: string, language: Language): Content => ({
  title: deviceWords[language].done,
  style: STYLE,
  body: html`<div class="narrow"><div class="card"><h1>${deviceWords[language].done}</h1><p class="hint">${deviceWords[language].doneText(app)}</p></div></div>`,
});
