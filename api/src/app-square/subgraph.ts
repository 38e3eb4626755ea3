import type { Subgraph } from "../platform/subgraph.ts";
import { scopes } from "./operations.ts";
import { ReleaseResolver } from "./release.resolver.ts";
import { Release } from "./release.ts";

/** 应用广场: the apps of third parties, what they may run, and how that was decided. */
export const appSquare: Subgraph = {
  name: "app-square",
  scopes,
  models: [Release],
  resolvers: [ReleaseResolver],
};
