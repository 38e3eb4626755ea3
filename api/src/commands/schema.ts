import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../config.ts";
// Their problems are published too, though no subgraph loads them.
import "../authorization/offer.ts";
import { breakingChanges } from "../gateway/breaking-changes.ts";
import { compose } from "../gateway/composition.ts";
import { publicSchema } from "../gateway/public-schema.ts";
import "../gateway/refusals.ts";
import { englishDescriptions } from "../platform/model.ts";
import { allProblems, docUrl } from "../platform/refusal.ts";
import { buildSubgraphs, scopeCatalogue } from "../subgraphs.ts";

/*
 * npm run schema                writes schema/
 * npm run schema -- --release   the same, and takes the public schema as released: what later changes are held against
 * npm run schema:check          fails when schema/ is not what the code says, or a released element goes without notice
 */

const folder = join(projectRoot, "schema");
/** The public schema that apps rely on. Only `--release` changes it. */
const RELEASED = "released.graphql";

/** The files of `schema/`, by name. */
function generate(): Map<string, string> {
  const built = buildSubgraphs();
  const supergraph = compose(built.map(({ name, sdl }) => ({ name, sdl })));
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const problems = allProblems().map((problem) => ({ ...problem, docUrl: docUrl(problem.code) }));
  return new Map([
    ...built.map(({ name, sdl }): [string, string] => [`${name}.graphql`, `${sdl.trim()}\n`]),
    ["supergraph.graphql", `${supergraph.trim()}\n`],
    ["api.graphql", publicSchema(supergraph).sdl],
    ["scopes.json", json(scopeCatalogue())],
    ["problems.json", json(problems)],
    ["descriptions.en.json", json(englishDescriptions())],
  ]);
}

const read = (name: string) => {
  try {
    return readFileSync(join(folder, name), "utf8");
  } catch {
    return undefined;
  }
};

function write(files: Map<string, string>, release: boolean) {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder))
    if (!files.has(name) && name !== RELEASED) rmSync(join(folder, name));
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  if (release || !read(RELEASED)) writeFileSync(join(folder, RELEASED), files.get("api.graphql")!);
  console.log(`schema/: ${files.size} files written${release ? ", and released" : ""}`);
}

async function verify(files: Map<string, string>): Promise<boolean> {
  const stale = [...files].filter(([name, text]) => read(name) !== text).map(([name]) => name);
  const released = read(RELEASED);
  const breaking = released
    ? await breakingChanges(released, files.get("api.graphql")!)
    : [`schema/${RELEASED} is missing`];
  for (const name of stale) console.error(`schema/${name} is not what the code says; run: npm run schema`);
  for (const change of breaking) console.error(`breaking: ${change}`);
  if (stale.length + breaking.length === 0)
    console.log(`schema/: ${files.size} files up to date, nothing breaking since the release`);
  return stale.length + breaking.length === 0;
}

const files = generate();
if (process.argv.includes("--check")) process.exitCode = (await verify(files)) ? 0 : 1;
else write(files, process.argv.includes("--release"));
