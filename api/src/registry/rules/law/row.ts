import { createHash } from "node:crypto";

/** A rule as the platform is delivered with it: national law. */
export interface LawRow {
  key: string;
  value: unknown;
  validFrom: string;
  validTo: string | null;
  sourceDoc: string;
  sourceArticle: string | null;
  tag: "N" | "V" | "M" | "D";
  verify: boolean;
}

interface Act {
  doc: string;
  from: string;
  to?: string;
  tag?: LawRow["tag"];
  /** To be confirmed against the text before it is relied on. */
  verify?: true;
}

/** The rules of one act in one period: key, value, article. */
export const act = (
  { doc, from, to, tag = "M", verify = false as true }: Act,
  rules: Readonly<Record<string, readonly [value: unknown, article?: string]>>,
): LawRow[] =>
  Object.entries(rules).map(([key, [value, article]]) => ({
    key,
    value,
    validFrom: from,
    validTo: to ?? null,
    sourceDoc: doc,
    sourceArticle: article ?? null,
    tag,
    verify,
  }));

/** The id of a delivered row: the same in every environment, for it follows from what the row is about. */
export const lawId = (prefix: string, ...about: readonly string[]): string => {
  const hash = createHash("sha256").update(about.join("\n")).digest("hex");
  return `${prefix}_018f0000-0000-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
};
