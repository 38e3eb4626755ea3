import type { ScopeTerms } from "./scope-terms.ts";

/** One scope of a consent, in the words and on the terms under which it was agreed to. */
export type ConsentedItem = Pick<
  ScopeTerms,
  "zh" | "en" | "class" | "maxMonths" | "grantors" | "acr" | "writes"
> & { scope: string };

/** The scopes as the catalogue has them now, to be kept with the consent. */
export const itemsOf = (
  scopes: readonly string[],
  catalogue: Readonly<Record<string, ScopeTerms>>,
): ConsentedItem[] =>
  scopes.flatMap((scope) => {
    const terms = catalogue[scope];
    if (!terms) return [];
    const { zh, en, class: level, maxMonths, grantors, acr, writes } = terms;
    return [
      {
        scope,
        zh,
        en,
        class: level,
        ...(maxMonths ? { maxMonths } : {}),
        ...(grantors ? { grantors } : {}),
        ...(acr ? { acr } : {}),
        ...(writes ? { writes } : {}),
      },
    ];
  });
