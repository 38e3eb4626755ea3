import type { IncomingMessage } from "node:http";

/** The languages people read. */
export type Language = "zh" | "en";

export const other = (language: Language): Language => (language === "zh" ? "en" : "zh");

const spoken = (tag: string): Language | undefined =>
  /^zh\b/i.test(tag) ? "zh" : /^en\b/i.test(tag) ? "en" : undefined;

const first = (tags: string | undefined): Language | undefined => {
  for (const tag of (tags ?? "").split(/[\s,]+/)) {
    const language = spoken(tag);
    if (language) return language;
  }
  return undefined;
};

export const cookieOf = (request: IncomingMessage, name: string): string | undefined =>
  request.headers.cookie
    ?.split(/;\s*/)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/** The person's choice, else the app's `ui_locales`, else the browser's language, else Chinese. */
export function languageOf(
  request: IncomingMessage,
  { chosen, cookie, uiLocales }: { chosen?: string | null; cookie?: string; uiLocales?: unknown } = {},
): Language {
  return (
    first(chosen ?? undefined) ??
    (cookie ? first(cookieOf(request, cookie)) : undefined) ??
    first(typeof uiLocales === "string" ? uiLocales : undefined) ??
    first(request.headers["accept-language"]?.replace(/;[^,]*/g, "")) ??
    "zh"
  );
}
