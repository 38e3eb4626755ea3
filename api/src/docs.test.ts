import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildSchema, parse, validate } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "./config.ts";
import { type ConsentedApp, consentedApp, person } from "./testing/app.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";

/* What README and documents tell people to type is typed here, and what they promise as the answer is compared. */

interface Snippet {
  place: string;
  language: string;
  text: string;
  /** The answer the document shows right after it. */
  answer: unknown;
}

const FENCE =
  /^```(bash|graphql) test[^\n]*\n([\s\S]*?)^```$(?:(?:(?!^```)[\s\S]){0,200}?^```json answer\n([\s\S]*?)^```$)?/gm;

const documents = [
  "README.md",
  "README.zh-CN.md",
  ...globSync("docs/{zh-CN,en}/**/*.{md,mdx}", { cwd: projectRoot }),
];
const snippets: Snippet[] = documents.flatMap((document) => {
  const source = readFileSync(join(projectRoot, document), "utf8");
  return [...source.matchAll(FENCE)].map(([, language = "", text = "", answer], i) => ({
    place: `${document} #${i + 1}`,
    language,
    text,
    answer: answer === undefined ? undefined : JSON.parse(answer),
  }));
});

const schema = buildSchema(readFileSync(join(projectRoot, "schema/api.graphql"), "utf8"), {
  assumeValidSDL: true,
});
const run = promisify(execFile);

describe("the documents", () => {
  let platform: TestPlatform;
  let app: ConsentedApp;
  /** The taxpayer in the portal: asks what apps may not. */
  let owner: ConsentedApp;
  beforeAll(async () => {
    platform = await startTestPlatform();
    app = await consentedApp(platform);
    owner = await person(platform, {});
  });
  afterAll(() => platform.close());

  it("hold snippets to try, in both languages", () => {
    for (const language of ["README.md", "README.zh-CN.md", "docs/zh-CN/", "docs/en/"])
      expect(snippets.filter(({ place }) => place.startsWith(language)).length).toBeGreaterThan(0);
  });

  it.each(snippets.filter(({ language }) => language === "bash"))(
    "say what works: $place",
    async ({ text, answer }) => {
      const { stdout } = await run("sh", ["-c", text.replaceAll("http://localhost:4000", platform.origin)]);
      const got = JSON.parse(stdout);
      expect(got.errors).toBeUndefined();
      if (answer) expect(got).toMatchObject(answer as object);
    },
  );

  it.each(snippets.filter(({ language }) => language === "graphql"))(
    "ask what the schema has: $place",
    async ({ text }) => {
      const document = parse(text);
      expect(validate(schema, document)).toEqual([]);
      const [operation] = document.definitions;
      const required = operation?.kind === "OperationDefinition" ? (operation.variableDefinitions ?? []) : [];
      const examples: Record<string, unknown> = { first: 5 };
      if (required.every(({ variable }) => variable.name.value in examples)) {
        const { data } = await app.ask(text, examples);
        expect(data ?? (await owner.ask(text, examples)).data).toBeTruthy();
      }
    },
  );
});
