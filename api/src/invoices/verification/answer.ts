import { hashOf } from "../../platform/audit.ts";
import { dateTime } from "../../platform/clock.ts";
import type { Context } from "../../platform/context.ts";
import { fen, yuan } from "../../platform/money.ts";
import type { VerificationRequest, VerifyInvoiceResult } from "./verification.ts";

/** Values as they are on the wire: amounts in yuan, times in RFC 3339, nothing that is absent. */
function wire(value: unknown): unknown {
  if (typeof value === "bigint") return yuan(value);
  if (value instanceof Date) return dateTime(value);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, wire(item)]));
}

const ASKED = ["kind", "code", "number", "issuedOn", "amountEx", "totalIncl", "checkCode6"] as const;

/**
 * SHA-256 (hex) over the request as JSON: only what was given, keys in alphabetical order, no spaces, amounts as sent.
 * A bank that keeps its request can recompute it.
 */
export function requestHash(asked: VerificationRequest): string {
  const given = ASKED.filter((field) => asked[field] !== undefined && asked[field] !== null);
  return hashOf(Object.fromEntries(given.map((field) => [field, wire(asked[field])])));
}

export type Unsigned = Omit<VerifyInvoiceResult, "resultSign">;

/** The answer with its proof: a compact JWS (ES256) over issuer, time, the hash of the request and the whole answer. */
export async function signed(
  { environment, now }: Context,
  hash: string,
  answer: Unsigned,
): Promise<VerifyInvoiceResult> {
  const payload = {
    iss: environment.issuer,
    iat: Math.floor(now.getTime() / 1000),
    requestHash: hash,
    ...(wire(answer) as object),
  };
  return {
    ...answer,
    resultSign: await environment.keys.sign("results", "invoice-verification+jwt", payload),
  };
}

type Wire<T> = {
  [K in keyof T]: T[K] extends bigint | Date ? string : T[K] extends Date | null ? string | null : T[K];
};
type WireAnswer = Omit<Wire<Unsigned>, "face"> & { face: Wire<NonNullable<Unsigned["face"]>> | null };

/** The answer that a signature of ours carries. */
export function answerIn(resultSign: string): VerifyInvoiceResult {
  const { outcome, status, face, timesToday, retryAt, verifiedAt } = JSON.parse(
    Buffer.from(resultSign.split(".")[1]!, "base64url").toString(),
  ) as WireAnswer;
  return {
    outcome,
    status,
    face: face && {
      ...face,
      issuedAt: new Date(face.issuedAt),
      amount: fen(face.amount),
      taxAmount: fen(face.taxAmount),
      total: fen(face.total),
    },
    timesToday,
    retryAt: retryAt === null ? null : new Date(retryAt),
    verifiedAt: new Date(verifiedAt),
    resultSign,
  };
}
