/**
 * After `docusaurus build`: writes what the server needs of the portal. `inline-scripts.json` holds the hashes of the
 * scripts that stand in its pages, for the Content-Security-Policy; a script nobody hashed would not run.
 * `documents.json` is its manifest: in production its signed-in people run these documents and no others.
 */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { collect } from "../../sdk/src/manifest/collect.ts";
import { type Manifest, manifestOf } from "../../sdk/src/manifest/manifest.ts";
import { sourceFiles } from "../../sdk/src/manifest/source-files.ts";

const build = path.join(import.meta.dirname, "../build");
const source = path.join(import.meta.dirname, "../src");
/** JSON-LD is data, not a program. */
const INLINE = /<script\b(?![^>]*\bsrc=)(?![^>]*application\/(?:ld\+)?json)[^>]*>([\s\S]*?)<\/script>/g;

/** The hash of each script that stands in one of the pages, as a policy names it. */
export function inlineScripts(pages: Iterable<string>): string[] {
  const hashes = new Set<string>();
  for (const page of pages)
    for (const [, script = ""] of page.matchAll(INLINE))
      hashes.add(`sha256-${createHash("sha256").update(script).digest("base64")}`);
  return [...hashes].sort();
}

/** Every document of the portal's sources. One that cannot be read is an error. */
export function portalManifest(): Manifest {
  const { documents, problems } = collect(sourceFiles(source));
  const [problem] = problems;
  if (problem) throw new Error(`portal/src/${problem.path}:${problem.line}: ${problem.message}`);
  return manifestOf(documents);
}

if (import.meta.main) {
  const pages = fs
    .readdirSync(build, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".html"))
    .map((name) => fs.readFileSync(path.join(build, name), "utf8"));
  const hashes = inlineScripts(pages);
  fs.writeFileSync(path.join(build, "inline-scripts.json"), `${JSON.stringify(hashes, null, 2)}\n`);
  const manifest = portalManifest();
  fs.writeFileSync(path.join(build, "documents.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(
    `portal: ${hashes.length} inline scripts in ${pages.length} pages, ${manifest.documents.length} documents`,
  );
}
