import type { ProblemCode } from "./generated/problem-codes.ts";

/** Who has to act before the same request can succeed. */
export type Actor = "APP" | "TAXPAYER" | "USER" | "PLATFORM";

/** What the SDK itself can refuse with. The platform's own codes are in `ProblemCode`. */
export type SdkCode =
  /** No answer came: the network failed or the platform did not answer in time. */
  | "NETWORK_ERROR"
  /** What came was not an answer of the platform, for example a proxy's error page. */
  | "UNEXPECTED_ANSWER"
  /** There is no consent to act under, or it has ended: send the person through the consent page again. */
  | "SIGN_IN_REQUIRED"
  /** The person said no on the consent page. */
  | "ACCESS_DENIED"
  /** Another person of the taxpayer has to approve first; start again when told so. */
  | "APPROVAL_PENDING"
  /** The authorization server refused the app: a wrong key, an unregistered address, a scope it may not ask for. */
  | "AUTHORIZATION_FAILED"
  /** A signature does not prove what it is said to prove. */
  | "SIGNATURE_INVALID";

/** Every code this version of the SDK knows. A newer platform may send others, so the type stays open. */
export type Code = ProblemCode | SdkCode | (string & {});

/** One reason why a request was refused. */
export interface Problem {
  /** Stable; match on this, never on the sentences. */
  code: Code;
  /** The reason in Chinese. */
  message: string;
  /** The reason in English. */
  messageEn: string;
  actor: Actor;
  /** The page that explains it; relative to the portal when it begins with a slash. */
  docUrl: string;
  /** Whether the very same request may succeed later. */
  retryable: boolean;
  retryAfterSeconds?: number;
  /** Where in the input the problem lies, for example `["input", "number"]`. */
  path?: readonly string[];
  /** More for programs. */
  details?: unknown;
}

export interface ErrorContext {
  /** Quote it when you ask for help: the platform finds the request by it. */
  requestId?: string | undefined;
  /** What was answered beside the refusal: a query may fail in one part and answer the rest. */
  data?: unknown;
  cause?: unknown;
}

/** Thrown whenever the answer is no. It carries every problem found, the first one also directly. */
export class OpenTaxError extends Error {
  readonly problems: readonly [Problem, ...Problem[]];
  readonly requestId: string | undefined;
  /** What was answered in spite of the refusal, if anything. */
  readonly data: unknown;

  constructor(problems: readonly [Problem, ...Problem[]], { requestId, data, cause }: ErrorContext = {}) {
    const codes = problems
      .map(({ code, message, messageEn }) => `${code}: ${message} / ${messageEn}`)
      .join("; ");
    super(requestId ? `${codes} (request ${requestId})` : codes, cause === undefined ? undefined : { cause });
    this.name = "OpenTaxError";
    this.problems = problems;
    this.requestId = requestId;
    this.data = data;
  }

  get code(): Code {
    return this.problems[0].code;
  }

  get actor(): Actor {
    return this.problems[0].actor;
  }

  get docUrl(): string {
    return this.problems[0].docUrl;
  }

  /** Whether waiting can help; true only if it can help against every problem. */
  get retryable(): boolean {
    return this.problems.every((problem) => problem.retryable);
  }

  /** How long to wait, if the platform knows: the longest of all problems. */
  get retryAfterSeconds(): number | undefined {
    const waits = this.problems.flatMap(({ retryAfterSeconds }) => retryAfterSeconds ?? []);
    return waits.length > 0 ? Math.max(...waits) : undefined;
  }

  /** Whether one of the problems has this code. */
  has(code: Code): boolean {
    return this.problems.some((problem) => problem.code === code);
  }
}

const own: Record<SdkCode, Pick<Problem, "message" | "messageEn" | "actor" | "retryable">> = {
  NETWORK_ERROR: {
    message: "未收到平台的应答",
    messageEn: "No answer came from the platform.",
    actor: "APP",
    retryable: true,
  },
  UNEXPECTED_ANSWER: {
    message: "收到的不是平台的应答",
    messageEn: "What came is no answer of the platform.",
    actor: "PLATFORM",
    retryable: true,
  },
  SIGN_IN_REQUIRED: {
    message: "尚无授权或授权已结束，请重新授权",
    messageEn: "There is no consent, or it has ended; ask for it again.",
    actor: "USER",
    retryable: false,
  },
  ACCESS_DENIED: {
    message: "授权请求未获同意",
    messageEn: "The consent was not given.",
    actor: "USER",
    retryable: false,
  },
  APPROVAL_PENDING: {
    message: "须由企业中有权限的人员批准后重新发起",
    messageEn: "Another person has to approve; start again afterwards.",
    actor: "TAXPAYER",
    retryable: true,
  },
  AUTHORIZATION_FAILED: {
    message: "授权服务拒绝了应用的请求",
    messageEn: "The authorization server refused the app's request.",
    actor: "APP",
    retryable: false,
  },
  SIGNATURE_INVALID: {
    message: "签名无效，不能作为凭据",
    messageEn: "The signature is invalid and proves nothing.",
    actor: "PLATFORM",
    retryable: false,
  },
};

/** A refusal by the SDK itself, in the same shape as the platform's. */
export const sdkError = (code: SdkCode, details?: unknown, context?: ErrorContext): OpenTaxError =>
  new OpenTaxError(
    [{ code, ...own[code], docUrl: `/docs/errors#${code}`, ...(details === undefined ? {} : { details }) }],
    context,
  );

type Loose = { [key: string]: unknown };
const record = (value: unknown): Loose =>
  typeof value === "object" && value !== null ? (value as Loose) : {};
const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** Reads one problem from whatever the platform sent: an entry of `extensions.problems`, a GraphQL error, a `UserError`. */
export function problemFrom(value: unknown): Problem {
  const sent = record(value);
  const code = text(sent.code) ?? "UNEXPECTED_ANSWER";
  const message = text(sent.message) ?? code;
  return {
    code,
    message,
    messageEn: text(sent.messageEn) ?? message,
    actor: (text(sent.actor) as Actor | undefined) ?? "PLATFORM",
    docUrl: text(sent.docUrl) ?? `/docs/errors#${code}`,
    retryable: sent.retryable === true,
    ...(typeof sent.retryAfterSeconds === "number" ? { retryAfterSeconds: sent.retryAfterSeconds } : {}),
    ...(Array.isArray(sent.path) ? { path: sent.path.map(String) } : {}),
    ...(sent.details === undefined || sent.details === null ? {} : { details: sent.details }),
  };
}

/** The problems of a GraphQL answer's `errors`, each error giving one or, with `extensions.problems`, several. */
export function problemsOfErrors(errors: unknown): Problem[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error) => {
    const { message, path, extensions } = record(error);
    const { problems, ...first } = record(extensions);
    if (Array.isArray(problems) && problems.length > 0)
      return problems.map((each) => problemFrom({ path, ...record(each) }));
    return [problemFrom({ code: "INTERNAL", ...first, message, path })];
  });
}

/** What every mutation answers: what it made, or every reason why not. */
export interface Payload {
  userErrors: ReadonlyArray<{ code: string }>;
}

/** The one field of a payload that is not `userErrors`. */
export type Noun<P extends Payload> = NonNullable<P[Exclude<keyof P, keyof Payload | "__typename">]>;

/**
 * What a mutation made. Throws an `OpenTaxError` with every `userError` when it was refused.
 *
 * @example const consent = unwrap((await platform.mutate(RevokeConsent, { input })).revokeConsent);
 */
export function unwrap<P extends Payload>(payload: P): Noun<P> {
  const [first, ...rest] = payload.userErrors.map(problemFrom);
  if (first) throw new OpenTaxError([first, ...rest]);
  const made = Object.entries(payload).find(
    ([field]) => field !== "userErrors" && field !== "__typename",
  )?.[1];
  if (made === null || made === undefined)
    throw sdkError("UNEXPECTED_ANSWER", { reason: "a payload with neither result nor userErrors" });
  return made as Noun<P>;
}
