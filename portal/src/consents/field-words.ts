import { useEffect, useState } from "react";

/** What each field of the graph means, by coordinate, in the reader's language. */
export type FieldWords = Readonly<Record<string, string>>;

const loaders: Record<string, () => Promise<{ default: FieldWords }>> = {
  en: () => import("../../generated/field-words.en.json"),
  "zh-CN": () => import("../../generated/field-words.zh-CN.json"),
};

/** Loaded when first needed: the dictionary is larger than the page. */
export function useFieldWords(locale: string): FieldWords | undefined {
  const [words, setWords] = useState<FieldWords>();
  useEffect(() => {
    let alive = true;
    loaders[locale]?.().then(
      ({ default: loaded }) => alive && setWords(loaded),
      () => undefined,
    );
    return () => {
      alive = false;
    };
  }, [locale]);
  return words;
}
