import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { charactersOf, unpackWoff } from "./woff.ts";

/*
 * Noto Sans SC (SIL Open Font License) as the package brings it: one file with the 7,900 characters of everyday text, and
 * about a hundred that hold the rest by ranges of Unicode. Each character is drawn from a file that has it.
 */

const require = createRequire(import.meta.url);

/** One file of the font. */
export interface Face {
  name: string;
  file: string;
}

interface Range {
  from: number;
  to: number;
  face: Face;
}

/** Drawn where no file has a character, as printers do. */
const UNKNOWN = "〓";

function open() {
  const folder = dirname(require.resolve("@fontsource/noto-sans-sc/package.json"));
  const face = (part: string): Face => ({
    name: `noto-sans-sc-${part}`,
    file: join(folder, "files", `noto-sans-sc-${part}-400-normal.woff`),
  });
  const parts = JSON.parse(readFileSync(join(folder, "unicode.json"), "utf8")) as Record<string, string>;
  const ranges = Object.entries(parts).flatMap(([part, list]): Range[] => {
    const of = face(part.replaceAll(/[[\]]/g, ""));
    return list.split(",").map((range) => {
      const [from, to = from] = range.replace("U+", "").split("-") as [string, string?];
      return { from: Number.parseInt(from, 16), to: Number.parseInt(to, 16), face: of };
    });
  });
  const main = face("chinese-simplified");
  return { main, everyday: charactersOf(fontOf(main)), ranges };
}

let opened: ReturnType<typeof open> | undefined;
const fonts = new Map<string, Buffer>();

/** The OpenType font of a face, read once. */
export function fontOf({ name, file }: Face): Buffer {
  let font = fonts.get(name);
  if (!font) fonts.set(name, (font = unpackWoff(readFileSync(file))));
  return font;
}

/** A piece of text that one face draws. */
export interface Run {
  face: Face;
  text: string;
}

/** The face and the text that draw a character. */
function drawn(character: string): Run {
  opened ??= open();
  const code = character.codePointAt(0)!;
  if (opened.everyday.has(code)) return { face: opened.main, text: character };
  const range = opened.ranges.find(({ from, to }) => from <= code && code <= to);
  return range ? { face: range.face, text: character } : { face: opened.main, text: UNKNOWN };
}

/** Text in pieces, each of one face. Tabs and line ends are spaces; other control characters are left out. */
export function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  for (const character of text.replaceAll(/[\t\r\n]+/g, " ").replaceAll(/\p{Cc}/gu, "")) {
    const piece = drawn(character);
    const last = runs.at(-1);
    if (last?.face === piece.face) last.text += piece.text;
    else runs.push(piece);
  }
  return runs;
}
