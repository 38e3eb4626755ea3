/**
 * Holds the portal to its promises without building it: `node scripts/check.mjs [--schema FOLDER]`.
 * Both languages have the same documents and the same tested snippets; every text of the interface is translated;
 * every query that the portal shows fits the published schema, of which every element is described in both languages;
 * and a built reference, if there is one, was made from that schema.
 */
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { parse, validate } from "graphql";
import { savedQueries } from "../src/explorer/examples.ts";
import { PUBLIC_QUERY } from "../src/home/public-query.ts";
import { portalManifest } from "./after-build.ts";
import { generated, schemaFolder } from "./generate.ts";
import { interfaceTexts } from "./interface-texts.ts";
import { exampleOf } from "./reference/example.ts";
import { planPages } from "./reference/plan.ts";
import { describedNames, publicTypes, readPublished } from "./reference/published.ts";
import { LOCALES } from "./reference/words.ts";
import { documents, snippets } from "./snippets.ts";

const portal = path.join(import.meta.dirname, "..");
const { values } = parseArgs({ options: { schema: { type: "string" } } });
const published = readPublished(schemaFolder(values.schema));
const faults = [];

const missing = (wanted, there) => wanted.filter((one) => !there.includes(one));

// Both languages: the same documents, the same snippets.
const [chinese, english] = LOCALES;
for (const [from, to] of [
  [chinese, english],
  [english, chinese],
]) {
  for (const file of missing(documents(from), documents(to)))
    faults.push(`docs/${to}/${file} is missing; docs/${from} has it`);
}
const tested = (locale) =>
  snippets(locale)
    .filter(({ marks }) => marks.length > 0)
    .map(({ file, language, marks, code }) => `${file}: ${language} ${marks.join(" ")}\n${code}`);
for (const snippet of missing(tested(chinese), tested(english)))
  faults.push(`docs/en differs from docs/zh-CN in a marked snippet: ${snippet}`);
for (const snippet of missing(tested(english), tested(chinese)))
  faults.push(`docs/zh-CN differs from docs/en in a marked snippet: ${snippet}`);

// Every text of the interface has its English, and no English is left over.
const texts = interfaceTexts(path.join(portal, "src"));
const translated = JSON.parse(fs.readFileSync(path.join(portal, "i18n/en/code.json"), "utf8"));
const places = (text) => [...new Set(text.match(/\{\w+\}/g))].sort().join(" ");
for (const { id, message, file } of texts) {
  const english = translated[id]?.message;
  if (!english) faults.push(`i18n/en/code.json lacks ${id} (src/${file})`);
  else if (places(english) !== places(message))
    faults.push(`${id} has ${places(message)} in Chinese and ${places(english)} in English (src/${file})`);
}
for (const id of missing(
  Object.keys(translated),
  texts.map((text) => text.id),
))
  faults.push(`i18n/en/code.json has ${id}, which nothing uses`);
const navbar = JSON.parse(
  fs.readFileSync(path.join(portal, "i18n/en/docusaurus-theme-classic/navbar.json"), "utf8"),
);
const labels = [
  ...fs
    .readFileSync(path.join(portal, "docusaurus.config.ts"), "utf8")
    .matchAll(/label: "([^"]*\p{Script=Han}[^"]*)", position/gu),
];
for (const [, label] of labels)
  if (!navbar[`item.label.${label}`]) faults.push(`navbar.json lacks the label ${label}`);

// Every element of the schema is described in both languages.
for (const name of describedNames(published.schema)) {
  if (!published.english[name]) faults.push(`descriptions.en.json lacks ${name}`);
}
for (const type of publicTypes(published.schema))
  if (!type.description) faults.push(`${type.name} has no Chinese description`);

// Every query on show fits the schema.
const queries = [
  ["the home page", PUBLIC_QUERY],
  ...portalManifest().documents.map(({ text }) => [`portal/src: ${text.split("\n", 1)}`, text]),
  ...savedQueries.map(({ id, document }) => [`the explorer's ${id}`, document]),
  ...snippets(chinese)
    .filter(({ language, marks }) => language === "graphql" && marks.includes("test"))
    .map(({ file, line, code }) => [`docs/zh-CN/${file}:${line}`, code]),
  ...planPages(published).pages.flatMap((page) =>
    page.operations.map((field) => [
      `the reference's ${field.root}.${field.name}`,
      exampleOf(field).document,
    ]),
  ),
];
for (const [place, document] of queries) {
  for (const { message } of validate(published.schema, parse(document))) faults.push(`${place}: ${message}`);
}

// A build, if there is one, shows this schema.
const current = generated(published).get("static/reference.sha256");
const built = path.join(portal, "build/reference.sha256");
if (fs.existsSync(built) && fs.readFileSync(built, "utf8") !== current) {
  faults.push("portal/build was made from another schema; run npm run build -w portal");
}

for (const fault of faults) console.error(fault);
console.log(
  `portal: ${texts.length} texts, ${documents(chinese).length} documents, ${queries.length} queries, ${faults.length} faults`,
);
process.exitCode = faults.length > 0 ? 1 : 0;
