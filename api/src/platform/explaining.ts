import type { Caller } from "./caller.ts";
import type { Environment } from "./context.ts";
import type { QuoteRequest } from "./quoting.ts";
import type { Problem } from "./refusal.ts";

/** An operation somebody may want to run for a taxpayer. */
export interface ExplanationRequest extends QuoteRequest {
  /** For whom; whom the token is for when absent. */
  taxpayerId?: string | undefined;
  /** The tax periods it is about, as days. */
  periodFrom?: string | undefined;
  periodTo?: string | undefined;
}

/** Why an operation would be refused, all reasons at once; none when it would run whole. */
export interface Explained {
  hash: string;
  operationName: string | null;
  /** What it needs besides what everybody may do. */
  scopes: string[];
  problems: Problem[];
}

export type Explaining = (request: ExplanationRequest, caller: Caller) => Promise<Explained>;

const explainings = new WeakMap<Environment, Explaining>();

/** The gateway of an environment says why: it alone knows documents, releases and limits. */
export function provideExplanations(environment: Environment, explaining: Explaining): void {
  explainings.set(environment, explaining);
}

/** Who says why; nobody in a process without a gateway. */
export const explainingOf = (environment: Environment): Explaining | undefined =>
  explainings.get(environment);
