/**
 * Writes what the portal shows of `schema/`: the reference in both languages, scopes and problems.
 * `node scripts/generate.ts [--draft] [--schema FOLDER]`; a draft (development only) tolerates missing files.
 */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { fieldWords } from "./reference/field-words.ts";
import { planPages } from "./reference/plan.ts";
import { type Published, readPublished } from "./reference/published.ts";
import { Renderer, subgraphName } from "./reference/render.ts";
import { LOCALES, type Locale, WORDS } from "./reference/words.ts";

const portal = path.join(import.meta.dirname, "..");

/** Introductions of the reference, by hand; the list of objects follows. */
const introduction = (locale: Locale) => fs.readFileSync(path.join(portal, `reference.${locale}.md`), "utf8");

/** Every generated file: path below `portal/generated/` → content. */
export function generated(published: Published): Map<string, string> {
  const files = new Map<string, string>();
  const plan = planPages(published);
  for (const locale of LOCALES) {
    const renderer = new Renderer(published, plan, locale);
    const folder = `reference/${locale}`;
    files.set(`${folder}/index.md`, `${introduction(locale)}\n${renderer.index(plan.pages)}`);
    const subgraphs = [...new Set(plan.pages.filter((page) => page.object).map((page) => page.subgraph))];
    for (const [position, subgraph] of subgraphs.entries()) {
      const category = {
        label: subgraphName(subgraph, locale),
        key: `reference-${subgraph}`,
        position: position + 1,
        collapsed: false,
      };
      files.set(`${folder}/${subgraph}/_category_.json`, `${JSON.stringify(category, null, 2)}\n`);
    }
    for (const page of plan.pages) files.set(`${folder}/${page.path}.md`, renderer.page(page));
  }
  files.set("problems.json", `${JSON.stringify(published.problems, null, 2)}\n`);
  files.set("scopes.json", `${JSON.stringify(published.scopes, null, 2)}\n`);
  for (const locale of LOCALES) {
    const words = fieldWords(published, locale);
    files.set(`field-words.${locale}.json`, `${JSON.stringify(words, null, 1)}\n`);
  }
  files.set("static/schema.graphql", published.sdl);
  const digest = createHash("sha256")
    .update(JSON.stringify([...files]))
    .digest("hex");
  return files.set("static/reference.sha256", `${digest}\n`);
}

/** The folder named by `--schema`, else the project's. */
export const schemaFolder = (given?: string) => path.resolve(portal, given ?? "../schema");

if (import.meta.main) {
  const { values } = parseArgs({ options: { draft: { type: "boolean" }, schema: { type: "string" } } });
  const files = generated(readPublished(schemaFolder(values.schema), values.draft));
  const target = path.join(portal, "generated");
  fs.rmSync(target, { recursive: true, force: true });
  for (const [name, content] of files) {
    fs.mkdirSync(path.dirname(path.join(target, name)), { recursive: true });
    fs.writeFileSync(path.join(target, name), content);
  }
  console.log(`${WORDS.en.index}: ${files.size} files in portal/generated`);
}
