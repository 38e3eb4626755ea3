import { isObjectType } from "graphql";
import { fieldsOf, type Published } from "./published.ts";
import type { Locale } from "./words.ts";

/** The first statement of a description: what a field is, without its terms. */
const first = (text: string, locale: Locale): string =>
  (locale === "en" ? text.split(/[.;:](?:\s|$)/)[0] : text.split(/[。；：]/)[0])?.trim() ?? text;

/** What each field of the graph is, by coordinate (`Invoice.total`), for lines of the ledger. */
export function fieldWords({ schema, english }: Published, locale: Locale): Record<string, string> {
  const words: Record<string, string> = {};
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    if (/(Connection|Edge|Payload|PageInfo)$/.test(type.name)) continue;
    for (const { name, description } of fieldsOf(type)) {
      const coordinate = `${type.name}.${name}`;
      const text = locale === "en" ? english[coordinate] : description;
      if (text) words[coordinate] = first(text, locale);
    }
  }
  return words;
}
