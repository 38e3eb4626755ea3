import { expect, it } from "vitest";
import quoteRegion, { region } from "./quote-region.ts";

const SOURCE = `import x from "x";
function main() {
  // #region read
  const a = 1;
    // #region inner
    a();
    // #endregion inner
  // #endregion
}
`;

it("quotes a region without its shared indentation and without other marks", () => {
  expect(region(SOURCE, "read", "x.ts")).toBe("const a = 1;\n  a();");
});

it("quotes the whole file, marks left out", () => {
  expect(region(SOURCE, undefined, "x.ts")).not.toContain("region");
});

it("refuses a region that is not there", () => {
  expect(() => region(SOURCE, "absent", "x.ts")).toThrow("x.ts has no region absent");
});

it("refuses a region that does not end", () => {
  expect(() => region("// #region a\n1", "a", "x.ts")).toThrow("x.ts: the region a does not end");
});

it("fills a code block that names a file and leaves others alone", () => {
  const quoted = { type: "code", meta: "file=LICENSE", value: "" };
  const plain = { type: "code", meta: "test", value: "ls" };
  quoteRegion()({ type: "root", children: [quoted, plain] });
  expect(quoted.value).toContain("MIT");
  expect(plain.value).toBe("ls");
});
