import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const program = fileURLToPath(new URL("../scripts/generate.mjs", import.meta.url));

let app: string;
beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), "open-tax-app-"));
});
afterAll(() => rm(app, { recursive: true }));

const run = (...args: string[]) =>
  new Promise<{ code: number; out: string }>((resolve) => {
    execFile(process.execPath, [program, ...args], (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), out: stdout + stderr }),
    );
  });

describe("the generator", () => {
  it("finds what is committed as it would write it", async () => {
    expect(await run("--check")).toEqual({ code: 0, out: "" });
  }, 60_000);

  it("gives each operation of an app its types", async () => {
    await writeFile(
      join(app, "main.ts"),
      "const Kinds = graphql(`query Kinds { invoiceKinds { kind name } }`);\nconst other = sql(`select 1`);\n",
    );
    expect((await run(app)).code).toBe(0);
    const types = await readFile(join(app, "generated/graphql.d.ts"), "utf8");
    expect(types).toContain(
      '"query Kinds { invoiceKinds { kind name } }": TypedDocument<KindsQuery, KindsQueryVariables>;',
    );
    expect(types).toMatch(
      /export type KindsQuery = \{ invoiceKinds: Array<\{ kind: InvoiceKind, name: string \}> \}/,
    );
    expect(types).not.toContain("select 1");
    expect((await run("--check", app)).code).toBe(0);
  }, 60_000);

  it("says what is wrong with an operation, and where", async () => {
    await writeFile(
      join(app, "wrong.ts"),
      "graphql(`query Wrong { invoiceKind }`); graphql(`{ invoiceKinds { kind } }`); graphql(`query {`);",
    );
    const { code, out } = await run("--check", app);
    expect(code).toBe(1);
    expect(out).toContain('Cannot query field "invoiceKind"');
    expect(out).toContain("an operation needs a name");
    expect(out).toContain("Syntax Error");
    expect(out).toContain("wrong.ts");
  }, 60_000);
});
