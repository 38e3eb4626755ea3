import { operations } from "../platform/operation.ts";

/** Quotes are public: they need no scope of their own. */
export const { scopes, Reads } = operations("quotes", {});
