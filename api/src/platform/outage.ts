/** How PostgreSQL and its driver say that the database is away, starting or ending: SQLSTATE class 08 and 57P0x, socket errors, a full pool. */
const CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOENT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "57P01",
  "57P02",
  "57P03",
  "53300",
  "08000",
  "08001",
  "08003",
  "08004",
  "08006",
]);
const MESSAGES = [
  /Connection terminated/i,
  /timeout exceeded when trying to connect/i,
  /Client has encountered a connection error/i,
  /terminating connection due to/i,
  /the database system is (starting up|shutting down|in recovery)/i,
  /Cannot use a pool after calling end/i,
];
const MAX_CAUSES = 8;

interface Caused {
  code?: unknown;
  syscall?: unknown;
  message?: unknown;
  cause?: unknown;
  originalError?: unknown;
  errors?: unknown;
}

/** True when an error comes from a database that is away, however deep it is wrapped. */
export function isDatabaseAway(error: unknown, depth = 0): boolean {
  if (typeof error !== "object" || error === null || depth > MAX_CAUSES) return false;
  const { code, syscall, message, cause, originalError, errors } = error as Caused;
  if (typeof code === "string" && CODES.has(code) && (code !== "ENOENT" || syscall === "connect"))
    return true;
  if (typeof message === "string" && MESSAGES.some((pattern) => pattern.test(message))) return true;
  if (Array.isArray(errors) && errors.some((each) => isDatabaseAway(each, depth + 1))) return true;
  return isDatabaseAway(cause, depth + 1) || isDatabaseAway(originalError, depth + 1);
}
