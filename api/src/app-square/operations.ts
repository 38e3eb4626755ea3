import { operations } from "../platform/operation.ts";

/** This subgraph asks for no scope of its own yet: what a release may do is public. */
export const { scopes, Reads } = operations("app-square", {});
