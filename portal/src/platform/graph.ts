import type { EnvironmentName } from "./runtime-config.ts";
import { post } from "./session.ts";

/** A problem as the graph tells it, of access (`errors`) or of a change (`userErrors`). */
export interface GraphProblem {
  code: string;
  message: string;
  messageEn?: string | undefined;
  /** The place of the input that it is about, for example `["input", "number"]`. */
  path?: readonly string[] | null | undefined;
}

/** The graph did not answer, or refused. `problems` is empty when it could not be reached. */
export class GraphFailure extends Error {
  readonly problems: readonly GraphProblem[];
  /** To be named when asking for help. */
  readonly requestId: string | undefined;

  constructor(problems: readonly GraphProblem[], requestId?: string) {
    super(problems.map(({ code }) => code).join(", ") || "the platform could not be reached");
    this.problems = problems;
    this.requestId = requestId;
  }

  has(code: string): boolean {
    return this.problems.some((problem) => problem.code === code);
  }
}

interface Extensions {
  code: string;
  messageEn?: string;
  /** Everything that was refused at once. */
  problems?: GraphProblem[];
}

interface Answered<T> {
  data?: T | null;
  errors?: { message: string; path?: unknown[]; extensions: Extensions }[];
  extensions?: { requestId?: string };
}

export interface Asking {
  environment: EnvironmentName;
  document: string;
  variables?: Record<string, unknown>;
  signal?: AbortSignal;
  /** Ask as anybody, though somebody is signed in: for what is public and nobody's business. */
  anonymous?: boolean;
}

/**
 * Asks the graph as the signed-in person. In production the portal may run only the documents it was built with, so
 * the text goes out exactly as it stands in its `*.documents.ts`. A field that may not be seen is null and no failure;
 * a root field that was refused is.
 */
export async function ask<T>(asking: Asking): Promise<T> {
  const { environment, document, variables, signal, anonymous = false } = asking;
  const headers = new Headers({
    "content-type": "application/json",
    accept: "application/graphql-response+json, application/json",
  });
  const body = JSON.stringify({ query: document, variables });
  let answer: Answered<T>;
  try {
    answer = await (await post(environment, headers, body, !anonymous, signal)).json();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new GraphFailure([]);
  }
  const { data, errors = [], extensions } = answer;
  const refused = errors.filter(({ path }) => !data || (path?.length ?? 0) <= 1);
  if (data && refused.length === 0) return data;
  throw new GraphFailure(
    refused.flatMap(({ message, extensions: { code, messageEn, problems } }) =>
      problems?.length ? problems : [{ code, message, messageEn }],
    ),
    extensions?.requestId,
  );
}

interface Payload {
  userErrors: GraphProblem[];
}

/** Makes a change; a refusal of it is a failure as well. Each call is an act of its own, unless `key` says it is a retry. */
export async function change<T extends Record<string, Payload>>(
  asking: Asking & { input: Record<string, unknown>; key?: string },
): Promise<T> {
  const { input, key = crypto.randomUUID(), ...rest } = asking;
  const data = await ask<T>({ ...rest, variables: { input: { ...input, idempotencyKey: key } } });
  const problems = Object.values(data).flatMap(({ userErrors }) => userErrors);
  if (problems.length > 0) throw new GraphFailure(problems);
  return data;
}
