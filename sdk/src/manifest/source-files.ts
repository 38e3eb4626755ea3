import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { SourceFile } from "./collect.ts";

const SOURCE = /\.(graphql|gql|[cm]?[jt]sx?)$/;
/** What is generated, declared, or tests of the app is not the app. */
const NOT_SOURCE = /\.(d\.[cm]?ts|(test|spec)\.[cm]?[jt]sx?|min\.js)$/;
const NOT_FOLDERS = new Set(["node_modules", "dist", "build", "generated"]);

/** The source files below a folder, in the order of their paths, for `collect`. For Node. */
export function sourceFiles(folder: string, below = folder): SourceFile[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory())
        return NOT_FOLDERS.has(entry.name) || entry.name.startsWith(".") ? [] : sourceFiles(path, below);
      if (!SOURCE.test(entry.name) || NOT_SOURCE.test(entry.name)) return [];
      return [{ path: relative(below, path).replaceAll("\\", "/"), text: readFileSync(path, "utf8") }];
    });
}
