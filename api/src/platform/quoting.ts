import type { Caller } from "./caller.ts";
import type { Environment } from "./context.ts";
import type { Problem } from "./refusal.ts";

/** A document somebody may want to run. */
export interface QuoteRequest {
  document: string;
  operationName?: string | undefined;
  variables?: Record<string, unknown> | undefined;
}

/** What an operation would cost a caller, and why it would not run, or not whole. */
export interface Quoted {
  hash: string;
  operationName: string | null;
  kind: "QUERY" | "MUTATION" | "SUBSCRIPTION" | null;
  /** The most points it can cost with these variables; null when it cannot run at all. */
  requested: number | null;
  perOperation: number;
  available: number;
  restoreRate: number;
  /** Whether it would run; fields that the caller may not see answer null all the same. */
  allowed: boolean;
  problems: Problem[];
}

export type Quoting = (request: QuoteRequest, caller: Caller) => Quoted;

const quotings = new WeakMap<Environment, Quoting>();

/** The gateway of an environment says what operations cost there: it alone knows documents and limits. */
export function provideQuotes(environment: Environment, quoting: Quoting): void {
  quotings.set(environment, quoting);
}

/** Who says what operations cost; nobody in a process without a gateway. */
export const quotingOf = (environment: Environment): Quoting | undefined => quotings.get(environment);
