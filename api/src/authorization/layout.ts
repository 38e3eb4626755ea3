import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { EnvironmentName } from "../platform/caller.ts";
import { type Html, html, Html as Markup } from "./html.ts";
import type { Language } from "./language.ts";
import { STYLE } from "./style.ts";

export interface Page {
  language: Language;
  environment: EnvironmentName;
  title: string;
  body: Html;
  /** Where the other language is; nothing where a page cannot be asked for again. */
  switchTo?: string | undefined;
  /** The address of a script of ours that the page needs. */
  script?: string | undefined;
  /** What the page needs besides the look of every page. */
  style?: string | undefined;
}

const words = {
  zh: {
    brand: "税务开放平台",
    skip: "跳到主要内容",
    other: "English",
    sandbox: "沙箱",
    sandboxHint: "样例数据，不产生真实效力",
    production: "模拟环境",
    productionHint: "模拟的税务机关，账号均为样例",
    footer: "本页由平台的授权服务提供。平台不会在此向您索取验证码或银行密码。",
  },
  en: {
    brand: "Tax Open Platform",
    skip: "Skip to the main content",
    other: "中文",
    sandbox: "Sandbox",
    sandboxHint: "sample data, no legal effect",
    production: "Simulated",
    productionHint: "a simulated authority with sample accounts",
    footer:
      "This page is served by the platform's authorization server. It never asks for verification codes or bank passwords.",
  },
} as const;

const MARK = new Markup(
  `<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#0A4FB3"/><path d="M8 10.5h16M16 10.5V24M10.5 16h3.5v8M18 16h3.5v8" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/><circle cx="24.5" cy="7.5" r="2.6" fill="#C22A1F"/></svg>`,
);

/** The whole document. There are no scripts but the one a page with passkeys names; everything else works without. */
export function document(page: Page, nonce: string): string {
  const { language, environment, title, body, switchTo, script, style } = page;
  const say = words[language];
  return `<!doctype html>${
    html`<html lang="${language === "zh" ? "zh-CN" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${say.brand}</title>
<style nonce="${nonce}">${new Markup(STYLE)}${style && new Markup(style)}</style>
${script && html`<script src="${script}" defer></script>`}
</head>
<body>
<a class="skip" href="#main">${say.skip}</a>
<header class="bar"><div class="bar-in">
<span class="brand">${MARK}<span>${say.brand}</span></span>
<span class="env">${environment === "sandbox" ? html`<b>${say.sandbox}</b><span class="wide">${say.sandboxHint}</span>` : html`<b>${say.production}</b><span class="wide">${say.productionHint}</span>`}</span>
${switchTo && html`<a class="lang" href="${switchTo}" lang="${language === "zh" ? "en" : "zh-CN"}" hreflang="${language === "zh" ? "en" : "zh-CN"}">${say.other}</a>`}
</div></header>
<main id="main" tabindex="-1">${body}</main>
<footer class="foot">${say.footer}</footer>
</body>
</html>`.text
  }`;
}

/** Headers that let the page show itself and post back, and nothing else. `redirectOrigin` is where the answer to the form leads in the end. */
export function headersFor(nonce: string, redirectOrigin?: string, script?: string): Record<string, string> {
  return {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": `default-src 'none'; style-src 'nonce-${nonce}';${script ? ` script-src ${script};` : ""} img-src 'self'; form-action 'self'${redirectOrigin ? ` ${redirectOrigin}` : ""}; frame-ancestors 'none'; base-uri 'none'`,
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
  };
}

export const newNonce = () => randomBytes(16).toString("base64url");

/** Sends a page. */
export function send(
  response: ServerResponse,
  page: Page,
  { status = 200, redirectOrigin }: { status?: number; redirectOrigin?: string | undefined } = {},
): void {
  const nonce = newNonce();
  response.writeHead(status, headersFor(nonce, redirectOrigin, page.script));
  response.end(document(page, nonce));
}
