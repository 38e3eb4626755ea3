import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** A code block of the documents. */
export interface Snippet {
  /** The document, below the folder of its language. */
  file: string;
  line: number;
  language: string;
  /** The words after the language: `test` marks one that is run, `answer` what the one before must answer. */
  marks: string[];
  code: string;
}

const docs = fileURLToPath(new URL("../../docs/", import.meta.url));

/** The documents of one language, as paths below its folder. */
export const documents = (locale: string): string[] =>
  fs
    .readdirSync(path.join(docs, locale), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(mdx?|json)$/.test(name))
    .sort();

/** All code blocks of one language's documents, in reading order. */
export function snippets(locale: string): Snippet[] {
  return documents(locale)
    .filter((file) => !file.endsWith(".json"))
    .flatMap((file) => {
      const text = fs.readFileSync(path.join(docs, locale, file), "utf8");
      return [...text.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => ({
        file,
        line: text.slice(0, match.index).split("\n").length,
        language: match[1] ?? "",
        marks: (match[2] ?? "").trim().split(/\s+/).filter(Boolean),
        code: match[3] ?? "",
      }));
    });
}
