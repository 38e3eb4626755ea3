import type { PostFact } from "../registry/facts.ts";
import { type Html, html } from "./html.ts";
import type { Language } from "./language.ts";

const WORDS = {
  zh: {
    title: "选择岗位",
    hint: (name: string) =>
      `${name}，请选择本次办公使用的岗位。权限由岗位决定，每次查看纳税人都有记录，纳税人可以看到。`,
    none: "您目前没有在任的岗位，因此不能使用税务工作台。",
    twoFactors: "税务工作台须以口令和通行密钥两种方式核验身份。请返回后使用通行密钥登录。",
    enter: "进入",
    back: "返回",
    switchPerson: "换一个人登录",
    level: { STA: "总局", PROVINCE: "省局", CITY: "市局", COUNTY: "县（区）局", STATION: "税务所" },
  },
  en: {
    title: "Choose your post",
    hint: (name: string) =>
      `${name}, choose the post you work in now. It decides what you may do. Every look at a taxpayer is recorded, and the taxpayer sees it.`,
    none: "You hold no post at present, so you cannot use the officers' workbench.",
    twoFactors:
      "The officers' workbench needs two factors: password and passkey. Go back and sign in with your passkey.",
    enter: "Enter",
    back: "Go back",
    switchPerson: "Sign in as another person",
    level: { STA: "National", PROVINCE: "Province", CITY: "City", COUNTY: "County", STATION: "Station" },
  },
} as const;

export interface OfficeView {
  action: string;
  token: string;
  name: string;
  posts: readonly PostFact[];
  /** The person signed in by one factor alone. */
  tooWeak: boolean;
}

/** The officers' second step: in which post? No consent is asked, for no taxpayer's consent is the ground. */
export function officePage(view: OfficeView, language: Language): { title: string; body: Html } {
  const words = WORDS[language];
  const { action, token, name, posts, tooWeak } = view;
  const usable = !tooWeak && posts.length > 0;
  const body = html`<div class="narrow"><h1>${words.title}</h1>
<p class="hint">${tooWeak ? words.twoFactors : usable ? words.hint(name) : words.none}</p>
<form method="post" action="${action}"><input type="hidden" name="token" value="${token}"><input type="hidden" name="lang" value="${language}">
${
  usable &&
  html`<ul class="people">${posts.map(
    ({ id, title, authorityName, level }) => html`<li><button name="post" value="${id}">
<span class="ava" aria-hidden="true">${[...title][0]}</span>
<span><span class="name" lang="zh-CN">${title}</span><span class="sub"><span lang="zh-CN">${authorityName}</span> · ${words.level[level]}</span></span>
<span class="go-in" aria-hidden="true">${words.enter} →</span></button></li>`,
  )}</ul>`
}
<p><button name="decision" value="switch">${words.switchPerson}</button> <button name="decision" value="back">${words.back}</button></p></form></div>`;
  return { title: words.title, body };
}
