import type { GraphQLError, GraphQLFormattedError } from "graphql";
import { refuse } from "../platform/access.ts";
import { isDatabaseAway } from "../platform/outage.ts";
import { allProblems, docUrl, type Problem, Refusal } from "../platform/refusal.ts";
import type { Throttle } from "./limits.ts";
import { reject } from "./refusals.ts";

/** The media types an answer can have. */
export type MediaType = "application/json" | "application/graphql-response+json";

/** What an operation cost, as told in every answer. */
export interface CostReport {
  requested: number;
  actual: number;
  throttle: Pick<Throttle, "available" | "restoreRate" | "retryAfter">;
}

/** What the pipeline says to a request. Both doors send exactly this. */
export interface Answer {
  errors?: readonly GraphQLFormattedError[];
  /** Absent when the operation did not run. */
  data?: Record<string, unknown> | null;
  extensions: { requestId: string; cost?: CostReport };
  /** An HTTP status that is no matter of the media type: 401, 429, 503 … */
  status?: number;
  headers?: Readonly<Record<string, string>>;
}

/** Where defects are written down. pino fits. */
export interface Log {
  error(details: object, message: string): void;
}

/** The HTTP status of an answer: with `application/json` 200 for anything GraphQL answers, otherwise 400 when nothing ran. */
export const statusOf = ({ status, data }: Pick<Answer, "status" | "data">, media: MediaType): number =>
  status ?? (data === undefined && media !== "application/json" ? 400 : 200);

/** The bytes of an answer. */
export const render = ({
  errors,
  data,
  extensions,
}: Pick<Answer, "errors" | "data" | "extensions">): string =>
  `${JSON.stringify({ errors, data, extensions })}\n`;

/** An answer that refuses the request as a whole. */
export const refusedAnswer = (refusal: Refusal, requestId: string, more: Partial<Answer> = {}): Answer => ({
  ...more,
  errors: [{ message: refusal.message, extensions: { ...refusal.extensions } }],
  extensions: { ...more.extensions, requestId },
});

const OUTAGE = { ...refuse.SERVICE_UNAVAILABLE, retryAfterSeconds: 1 };

/** An error as clients see it. What is no refusal is a defect: logged whole, shown as INTERNAL with the request's id. */
export function formatError(error: GraphQLError, requestId: string, log: Log): GraphQLFormattedError {
  const extensions = knownExtensions(error);
  if (extensions) return formatted(error, ...placed(error.message, extensions));
  if (isBadInput(error))
    return masked(
      error,
      {
        ...reject.BAD_USER_INPUT,
        message: `${reject.BAD_USER_INPUT.message}：${error.message}`,
        messageEn: error.message,
      },
      {},
    );
  if (isDatabaseAway(error)) {
    log.error({ requestId, path: error.path, err: error.originalError ?? error }, "the database is away");
    return masked(error, OUTAGE, {});
  }
  log.error({ requestId, path: error.path, err: error.originalError ?? error }, "a resolver failed");
  return masked(error, refuse.INTERNAL, { requestId });
}

/** A wrong value in a variable: graphql-js puts the value and its place in front of what is wrong. The place goes to the problem, the value nowhere. */
function placed(message: string, extensions: Record<string, unknown>): [string, Record<string, unknown>] {
  const [, name, place, own] = IN_VARIABLE.exec(message) ?? [];
  if (!name || !own) return [message, extensions];
  const path = (place ?? name).split(/[.[\]]+/).filter(Boolean);
  const given = extensions.problems as Problem[] | undefined;
  const known =
    given ??
    allProblems()
      .filter(({ code }) => code === extensions.code)
      .map((problem) => ({ ...problem, docUrl: docUrl(problem.code) }));
  return [
    own,
    { ...extensions, problems: known.map((problem) => ({ ...problem, path: problem.path ?? path })) },
  ];
}

const IN_VARIABLE = /^Variable "\$(\w+)" got invalid value [\s\S]*?(?: at "([\w.[\]]+)")?; ([^;]+)$/;

/** graphql-js on a value that does not fit its scalar; custom scalars are only known to the subgraph. It quotes what the client sent. */
const isBadInput = ({ message, extensions }: GraphQLError): boolean =>
  extensions.code === undefined && /^(Variable "\$\w+" |Argument "\w+" has invalid value)/.test(message);

const masked = (error: GraphQLError, problem: Problem, more: Record<string, unknown>) => {
  const refusal = new Refusal([problem]);
  return formatted(error, refusal.message, { ...refusal.extensions, ...more });
};

const formatted = (
  { locations, path }: GraphQLError,
  message: string,
  extensions: Record<string, unknown>,
): GraphQLFormattedError => ({
  message,
  ...(locations?.length ? { locations } : {}),
  ...(path ? { path } : {}),
  extensions,
});

let codes: Set<string> | undefined;

/** What a refusal says: ours in this process, or one that came over the wire from a subgraph in another. */
function knownExtensions({ originalError, extensions }: GraphQLError): Record<string, unknown> | undefined {
  if (originalError instanceof Refusal) return originalError.extensions;
  const { code, problems } = extensions;
  if (typeof code !== "string" || code === refuse.INTERNAL.code) return undefined;
  if (Array.isArray(problems)) return extensions;
  codes ??= new Set(allProblems().map((problem) => problem.code));
  return codes.has(code) ? extensions : undefined;
}

/** 503 when an error says that the database is away, or when a service is and nothing else was answered. */
export function outageStatus(
  errors: readonly GraphQLFormattedError[],
  causes: readonly unknown[],
  data: unknown,
): Pick<Answer, "status" | "headers"> {
  const unavailable = errors.some((error) => error.extensions?.code === refuse.SERVICE_UNAVAILABLE.code);
  if (!unavailable) return {};
  const nothing =
    typeof data !== "object" || data === null || Object.values(data).every((value) => value === null);
  // A subgraph in another process that cannot be reached is no reason to withhold what the others answered.
  const here = causes.filter(
    (cause) => (cause as Partial<GraphQLError> | null)?.extensions?.service === undefined,
  );
  return nothing || here.some((cause) => isDatabaseAway(cause))
    ? { status: 503, headers: { "retry-after": "1" } }
    : {};
}
