import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

interface Node {
  type: string;
  lang?: string | null;
  meta?: string | null;
  value?: string;
  children?: Node[];
}

/** The project's root: quoted files are named from there, as in ```` ```ts file=examples/read-my-invoices/main.ts#read ````. */
const root = fileURLToPath(new URL("../../", import.meta.url));

const MARK = /^\s*(?:\/\/|#) #(end)?region\b\s*(\S*)/;

/** The lines of a region, from `// #region name` to the `// #endregion` that closes it, without the indentation they share. */
export function region(source: string, name: string | undefined, file: string): string {
  const lines = source.split("\n");
  const text = (some: string[]) => some.filter((line) => !MARK.test(line));
  if (!name) return text(lines).join("\n").trimEnd();
  const start = lines.findIndex((line) => {
    const mark = MARK.exec(line);
    return mark && !mark[1] && mark[2] === name;
  });
  if (start < 0) throw new Error(`${file} has no region ${name}`);
  let open = 1;
  const length = lines.slice(start + 1).findIndex((line) => {
    const mark = MARK.exec(line);
    if (mark) open += mark[1] ? -1 : 1;
    return open === 0;
  });
  if (length < 0) throw new Error(`${file}: the region ${name} does not end`);
  const inside = text(lines.slice(start + 1, start + 1 + length));
  const indent = Math.min(...inside.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  return inside
    .map((line) => line.slice(indent))
    .join("\n")
    .trim();
}

/** Remark plugin: a code block with `file=` shows that file, so that a sample cannot drift from what is tested. */
export default function quoteRegion() {
  const visit = (node: Node) => {
    const [, file, name] = /(?:^|\s)file=([^\s#]+)(?:#(\S+))?/.exec(node.meta ?? "") ?? [];
    if (node.type === "code" && file) {
      node.value = region(fs.readFileSync(path.join(root, file), "utf8"), name, file);
      node.meta = `${node.meta} title="${file}"`;
    }
    for (const child of node.children ?? []) visit(child);
  };
  return visit;
}
