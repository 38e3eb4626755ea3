import type { GraphProblem } from "../platform/graph.ts";
import type { Consent } from "./consent.ts";

/** What each change of a consent answers with, under its own name. */
export type Changed<Name extends string> = Record<
  Name,
  { consent: Partial<Consent> | null; userErrors: GraphProblem[] }
>;
