import { Reference } from "../platform/model.ts";

/** The taxpayer, of whom this subgraph knows the id alone. */
export const Taxpayer = Reference("Taxpayer");
