import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { documentProblems } from "./document-limits.ts";
import { hasUnstorableText } from "./unstorable-text.ts";

describe("U+0000 and lone surrogates, which no database stores as text", () => {
  it.each(["\ud800", "a\udc00b", "\udc00\ud800"])("%j is half a character", (text) => {
    expect(hasUnstorableText({ input: [{ name: text }] })).toBe(true);
    expect(hasUnstorableText({ value: { [text]: 1 } })).toBe(true);
    expect(hasUnstorableText({ value: { "\0": 1 } })).toBe(true);
  });
  it("a whole one beyond the basic plane is text", () => {
    expect(hasUnstorableText({ name: "𠮷野", 𠮷: "\ud842\udfb7" })).toBe(false);
  });
  it("is found in values, however deep", () => {
    expect(hasUnstorableText({ input: [{ name: "a\0b" }] })).toBe(true);
    expect(hasUnstorableText({ input: [{ name: "样例", n: 0, no: null, flag: false }] })).toBe(false);
    let deep: unknown = "\0";
    for (let level = 0; level < 50_000; level += 1) deep = [deep];
    expect(hasUnstorableText(deep)).toBe(true);
  });
  it("is found in a document, spelled either way", () => {
    for (const text of ['{ invoice(id: "\\u0000") { id } }', '{ invoice(id: "a\\u{0}") { id } }'])
      expect(documentProblems(parse(text)).map(({ code }) => code)).toEqual(["TEXT_INVALID"]);
    expect(documentProblems(parse('{ invoice(id: "\\\\u0000") { id } }'))).toEqual([]);
  });
});
