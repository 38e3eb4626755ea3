import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { GraphQLFormattedError } from "graphql";
import { expect } from "vitest";
import { projectRoot } from "../config.ts";

interface Said {
  code: string;
  message: string;
  messageEn: string;
  actor: string;
  path?: string[];
  [more: string]: unknown;
}

/** An answer over HTTP, as text and, where it is JSON, as what it says. */
export interface Heard {
  status: number;
  headers: Headers;
  text: string;
  body: any;
  /** Every problem of every error. */
  problems: Said[];
  codes: string[];
}

const published = new Map<string, Said>(
  (JSON.parse(readFileSync(join(projectRoot, "schema/problems.json"), "utf8")) as Said[]).map((each) => [
    each.code,
    each,
  ]),
);

/** What tells a caller how we are built: stacks, files, SQL, the database's and the driver's words. */
const LEAKS = [
  /\n\s+at .+:\d+/,
  /node_modules|node:internal|file:\/\//,
  /\.[cm]?[jt]s:\d+/,
  /\/(work|home|tmp|usr|var|root)\//,
  /\b(select|insert|update|delete)\b.+\b(from|into|set)\b.+\b(where|values|limit|returning)\b/i,
  /postgres|pg_|ECONN|EPIPE|SQLSTATE|mikro|apollo|call stack/i,
];

export async function heard(response: Response): Promise<Heard> {
  const text = await response.text();
  for (const leak of LEAKS) expect(text).not.toMatch(leak);
  const body = response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : undefined;
  const errors: GraphQLFormattedError[] = body?.errors ?? [];
  const problems = errors.flatMap(({ message, extensions }) => {
    expect(message).toEqual(expect.any(String));
    expect(extensions).toMatchObject({
      code: expect.any(String),
      messageEn: expect.any(String),
      docUrl: `/docs/errors#${extensions?.code}`,
    });
    return (extensions?.problems ?? [{ ...extensions, message }]) as Said[];
  });
  for (const problem of problems) expectPublished(problem);
  return {
    status: response.status,
    headers: response.headers,
    text,
    body,
    problems,
    codes: problems.map(({ code }) => code),
  };
}

/** A problem is one of `schema/problems.json`, said in both languages, with whoever has to act. */
function expectPublished({ code, message, messageEn, actor }: Said): void {
  expect([...published.keys()]).toContain(code);
  expect(message).toMatch(/[\u4e00-\u9fff]/);
  expect(messageEn).toMatch(/[A-Za-z]{3}/);
  expect(actor).toBe(published.get(code)?.actor);
}
