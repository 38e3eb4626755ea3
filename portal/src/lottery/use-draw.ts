import { useEffect, useState } from "react";
import { ask, GraphFailure } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import type { Draw } from "./draw.ts";
import { DRAW, DRAW_ENTRIES } from "./lottery.documents.ts";

/** How far the fetching of a draw is. */
export type Fetched =
  | { state: "draw" }
  | { state: "missing" }
  | { state: "failed"; failure: GraphFailure }
  | { state: "entries"; draw: Draw; got: number }
  | { state: "ready"; draw: Draw; entries: readonly string[] };

async function* fetched(
  environment: EnvironmentName,
  number: string,
  signal: AbortSignal,
): AsyncGenerator<Fetched> {
  yield { state: "draw" };
  const { draw } = await ask<{ draw: Draw | null }>({
    environment,
    document: DRAW,
    variables: { number },
    signal,
  });
  if (!draw) {
    yield { state: "missing" };
    return;
  }
  const entries: string[] = [];
  for (let after: string | null = null, more = draw.entriesRoot !== null; more; ) {
    yield { state: "entries", draw, got: entries.length };
    const { drawEntries }: { drawEntries: { ids: string[]; next: string | null } } = await ask({
      environment,
      document: DRAW_ENTRIES,
      variables: { drawId: draw.id, after },
      signal,
    });
    entries.push(...drawEntries.ids);
    after = drawEntries.next;
    more = after !== null;
  }
  yield { state: "ready", draw, entries };
}

/** A draw with all of its entries, page by page; `again` fetches it once more. */
export function useDraw(environment: EnvironmentName | undefined, number: string): [Fetched, () => void] {
  const [state, setState] = useState<Fetched>({ state: "draw" });
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!environment || round < 0) return;
    const control = new AbortController();
    const run = async () => {
      for await (const step of fetched(environment, number, control.signal)) {
        if (control.signal.aborted) return;
        setState(step);
      }
    };
    run().catch((error: unknown) => {
      if (control.signal.aborted) return;
      setState({
        state: "failed",
        failure: error instanceof GraphFailure ? error : new GraphFailure([]),
      });
    });
    return () => control.abort();
  }, [environment, number, round]);
  return [state, () => setRound((before) => before + 1)];
}
