import type { Execute } from "../platform/execution.ts";
import { bounded, SUBGRAPH_TIMEOUT_MS, type SubgraphExecutor } from "./subgraph-executor.ts";

/** A subgraph in this process. Nothing is printed, parsed or copied on the way. */
export const localSubgraph = <C>(
  { name, execute }: { name: string; execute: Execute<C> },
  timeoutMs = SUBGRAPH_TIMEOUT_MS,
): SubgraphExecutor<C> => bounded(name, execute, timeoutMs);
