import { useRef, useState } from "react";
import { GraphFailure } from "./graph.ts";

/** A change a person makes: whether it is under way, and why it did not work. */
export interface Change {
  busy: boolean;
  failure: GraphFailure | undefined;
  /** Runs it. A second press meets the same key, so that it is one act; the next success begins another. */
  run(work: (key: string) => Promise<void>): Promise<void>;
}

/** For buttons that change something. */
export function useChange(): Change {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<GraphFailure>();
  const key = useRef<string>(undefined);
  return {
    busy,
    failure,
    async run(work) {
      if (busy) return;
      setBusy(true);
      setFailure(undefined);
      key.current ??= crypto.randomUUID();
      try {
        await work(key.current);
        key.current = undefined;
      } catch (error) {
        const failed = error instanceof GraphFailure ? error : new GraphFailure([]);
        // Refused: whatever is sent next is another act. Not reached: it may have arrived.
        if (failed.problems.length > 0) key.current = undefined;
        setFailure(failed);
      } finally {
        setBusy(false);
      }
    },
  };
}
