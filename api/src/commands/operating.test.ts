import { afterEach, expect, it, vi } from "vitest";
import { StartupError } from "../config.ts";
import { at, problems, Refusal } from "../platform/refusal.ts";
import { asCommand, commandLine, isDay } from "./operating.ts";

const argv = process.argv;
afterEach(() => {
  process.argv = argv;
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

/** Runs a command with these words; answers what it printed and how it ended. */
async function run(words: string[], work?: (line: ReturnType<typeof commandLine>) => void) {
  process.argv = ["node", "command", ...words];
  const out: string[] = [];
  const err: string[] = [];
  vi.spyOn(console, "log").mockImplementation((line) => void out.push(String(line)));
  vi.spyOn(console, "error").mockImplementation((line) => void err.push(String(line)));
  await asCommand(async () => {
    const line = commandLine("keys", "USAGE", { purpose: { type: "string" } });
    line.say("one", { n: 1 });
    line.say("two", { n: 2 });
    work?.(line as never);
    line.done();
  });
  const { exitCode = 0 } = process;
  return { out, err, exitCode };
}

it("says sentences, or one last line of JSON", async () => {
  expect(await run([])).toEqual({ out: ["one", "two"], err: [], exitCode: 0 });
  const { out } = await run(["--json"]);
  expect(out.map((line) => JSON.parse(line))).toEqual([{ name: "keys", results: [{ n: 1 }, { n: 2 }] }]);
});

it.each([["--help"], ["-h"], ["list", "--help", "--json"]])("helps when asked: %s", async (...words) => {
  expect(await run(words)).toEqual({ out: ["USAGE"], err: [], exitCode: 0 });
});

it.each([["--nonsense"], ["--purpose"]])("shows the usage for %s, and no stack", async (...words) => {
  const { err, exitCode } = await run(words);
  expect(err.join()).toMatch(/\n\nUSAGE$/);
  expect(exitCode).toBe(1);
});

const { WRONG } = problems({ WRONG: { zh: "不对", en: "It is wrong.", actor: "USER" } });

it.each<[string, Error, string]>([
  ["a refusal by its code, in both languages", new Refusal([at(WRONG, ["x"])]), "WRONG: It is wrong. 不对"],
  ["a mistake by its sentence", new StartupError("There is no key."), "There is no key."],
  [
    "a missing file by its name",
    Object.assign(new Error("ENOENT: no such file"), { code: "ENOENT" }),
    "ENOENT: no such file",
  ],
])("tells %s", async (_, error, expected) => {
  const { err, exitCode } = await run([], () => {
    throw error;
  });
  expect(err).toEqual([expected]);
  expect(exitCode).toBe(1);
});

it.each([
  ["2026-02-28", true],
  ["2026-02-29", false],
  ["2024-02-29", true],
  ["2026-13-01", false],
  ["2026-1-1", false],
  ["", false],
])("%s is a day: %s", (text, expected) => expect(isDay(text)).toBe(expected));
