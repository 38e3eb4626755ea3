import fs from "node:fs";
import path from "node:path";

/** A text of the interface: its id, its Chinese, and where it stands. */
export interface InterfaceText {
  id: string;
  message: string;
  file: string;
}

const CALL = /translate\(\s*\{\s*id:\s*"([^"]+)",\s*message:\s*"([^"]*)",?\s*\}\s*[,)]/g;
const ELEMENT = /<Translate id="([^"]+)">\s*([^<{]*?)\s*<\/Translate>/g;
const ANY = /translate\(|<Translate\b/g;

/** Every text in `src/`. A translation written so that it cannot be read off is an error. */
export function interfaceTexts(folder: string): InterfaceText[] {
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name));
  return files.sort().flatMap((file) => {
    const source = fs.readFileSync(path.join(folder, file), "utf8");
    const found = [...source.matchAll(CALL), ...source.matchAll(ELEMENT)];
    if (found.length !== [...source.matchAll(ANY)].length) {
      throw new Error(
        `${file}: write translate({ id: "…", message: "…" }) or <Translate id="…">text</Translate> with literals`,
      );
    }
    return found.map(([, id = "", message = ""]) => ({ id, message, file }));
  });
}
