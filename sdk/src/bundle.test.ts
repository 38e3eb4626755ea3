import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, it } from "vitest";

const source = (path: string) => JSON.stringify(fileURLToPath(new URL(path, import.meta.url)));
const KIB = 1024;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(fileURLToPath(new URL("../.bundle-", import.meta.url)));
});
afterAll(() => rm(folder, { recursive: true }));

/** The code of an app in a browser, as its visitors load it. */
async function bundled(name: string, code: string) {
  const entry = `${folder}/${name}.ts`;
  await writeFile(entry, code);
  const bundle = await rolldown({ input: entry, platform: "browser" });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  const [app] = output;
  return { code: app.code, imports: app.imports, bytes: gzipSync(app.code, { level: 9 }).length };
}

const operation = `
import { graphql } from ${source("./graphql.ts")};
import { sandbox } from ${source("./environment.ts")};
import { OpenTax } from ${source("./client.ts")};
const environment = sandbox("https://tax.example.cn");
const Kinds = graphql("query Kinds { invoiceKinds { kind name } }");
`;

it("weighs less than 15 KB for one operation, with consent, proofs, pacing and all", async () => {
  const app = await bundled(
    "consent",
    `${operation} import { authorizationCode } from ${source("./authorization-code.ts")};
     const auth = authorizationCode({ environment, clientId: "app", redirectUri: "https://app.example.cn/", scope: ["invoice:read"], taxData: { purpose: "BOOKKEEPING" } });
     console.log(auth, await new OpenTax({ environment, auth }).query(Kinds));`,
  );
  expect(app.imports.filter((name) => builtinModules.includes(name.replace("node:", "")))).toEqual([]);
  expect(app.bytes).toBeLessThan(15 * KIB);
  expect(app.code).toContain("query Kinds { invoiceKinds { kind name } }");
  expect(app.code, "what only filing apps need is left out").not.toContain("oauth-authz-req+jwt");
});

it("leaves out what is not used: without a token there is no OAuth in it", async () => {
  const open = await bundled(
    "open",
    `${operation} console.log(await new OpenTax({ environment }).query(Kinds));`,
  );
  expect(open.bytes).toBeLessThan(6 * KIB);
  expect(open.code).not.toContain("code_challenge");
});
