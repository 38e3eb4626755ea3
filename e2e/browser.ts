import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

/** What Playwright needs to start the browser. */
export interface BrowserLaunch {
  executablePath: string;
  args: string[];
  env: Record<string, string>;
}

const require = createRequire(import.meta.url);
const cache = path.join(import.meta.dirname, "../node_modules/.cache/browser");

/** Flags of the packaged browser that tests must not run with: they weaken or merge what is to be tested. */
const UNWANTED = /^--(headless|single-process|no-zygote|disable-web-security|allow-running-insecure-content)/;
const QUIET = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/**
 * A Chromium that a fresh machine can run: the one in a registry package, with the libraries that such a machine lacks
 * and a font that has Chinese. `CHROMIUM_PATH` names another.
 */
export async function browserLaunch(): Promise<BrowserLaunch> {
  mkdirSync(cache, { recursive: true });
  const env: Record<string, string> = { ...inherited(), FONTCONFIG_FILE: fontConfiguration() };
  const own = process.env.CHROMIUM_PATH;
  if (own) return { executablePath: own, args: [...QUIET, "--font-render-hinting=none"], env };

  const { default: chromium } = await import("@sparticuz/chromium");
  const executablePath = await unpacked(() => chromium.executablePath());
  const args = [...chromium.args.filter((flag) => !UNWANTED.test(flag)), ...QUIET];
  if (!lacksLibraries(executablePath)) return { executablePath, args, env };
  const libraries = await unpackedLibraries();
  return {
    executablePath,
    args,
    env: { ...env, LD_LIBRARY_PATH: [libraries, env.LD_LIBRARY_PATH].filter(Boolean).join(":") },
  };
}

const inherited = () =>
  Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

/** The package unpacks itself to the temporary folder; ours keeps versions and users apart. */
async function unpacked(unpack: () => Promise<string>): Promise<string> {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = cache;
  try {
    return await unpack();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

function lacksLibraries(executable: string): boolean {
  if (process.platform !== "linux") return false;
  return execFileSync("ldd", [executable], { encoding: "utf8" }).includes("not found");
}

/** NSS and its companions, which the package ships for a system without them. */
async function unpackedLibraries(): Promise<string> {
  const libraries = path.join(cache, "al2023/lib");
  if (existsSync(path.join(libraries, "libnss3.so"))) return libraries;
  const archive = path.join(path.dirname(require.resolve("@sparticuz/chromium")), "../../bin/al2023.tar.br");
  const tar = path.join(cache, "al2023.tar");
  await pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(tar));
  execFileSync("tar", ["-xf", tar, "-C", cache]);
  return libraries;
}

/** Adds Noto Sans SC to whatever fonts the machine has, so that Chinese is never a row of boxes. */
function fontConfiguration(): string {
  const fonts = path.join(cache, "fonts-sc");
  mkdirSync(fonts, { recursive: true });
  for (const weight of [400, 700]) {
    for (const script of ["chinese-simplified", "latin"]) {
      const file = `noto-sans-sc-${script}-${weight}-normal.woff`;
      const source = require.resolve(`@fontsource/noto-sans-sc/files/${file}`);
      if (!existsSync(path.join(fonts, file))) copyFileSync(source, path.join(fonts, file));
    }
  }
  const file = path.join(cache, "fonts.conf");
  writeFileSync(
    file,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${fonts}</dir>
  <cachedir>${path.join(cache, "fontconfig")}</cachedir>
  <alias><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
</fontconfig>
`,
  );
  return file;
}
