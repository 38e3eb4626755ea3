import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Binaries, copyBinaries, linkLibraries } from "./binaries.ts";

let folder: string;
let binaries: Binaries;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "open-tax-binaries-"));
  binaries = { native: join(folder, "native"), version: "18.0.0" };
  mkdirSync(join(binaries.native, "lib"), { recursive: true });
  writeFileSync(join(binaries.native, "lib/libx.so.1.2"), "library");
  const links = ["libx.so", "libx.so.1"].map((name) => ({
    source: "native/lib/libx.so.1.2",
    target: `native/lib/${name}`,
  }));
  writeFileSync(join(binaries.native, "pg-symlinks.json"), JSON.stringify(links));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("makes the links an install script would have made, and makes them once", () => {
  expect([linkLibraries(binaries), linkLibraries(binaries)]).toEqual([true, true]);
  expect(readlinkSync(join(binaries.native, "lib/libx.so.1"))).toBe("libx.so.1.2");
  expect(readFileSync(join(binaries.native, "lib/libx.so"), "utf8")).toBe("library");
});

it("copies programs and links so that the copy stands alone", () => {
  linkLibraries(binaries);
  const copy = copyBinaries(binaries, join(folder, "elsewhere"));
  rmSync(binaries.native, { recursive: true });
  expect(copy.native).toBe(join(folder, "elsewhere/native-18.0.0"));
  expect(readFileSync(join(copy.native, "lib/libx.so.1"), "utf8")).toBe("library");
  expect(copyBinaries(binaries, join(folder, "elsewhere"))).toEqual(copy);
});
