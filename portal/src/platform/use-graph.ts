import { useCallback, useEffect, useRef, useState } from "react";
import { ask, GraphFailure } from "./graph.ts";
import type { EnvironmentName } from "./runtime-config.ts";

/** A page of a list, as every list of the graph has it. */
export interface Page<T> {
  nodes: T[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  totalCount?: number | null;
}

export interface Pages<T> {
  /** `loading` before the first answer; later questions keep the old rows in sight. */
  state: "loading" | "ready" | "failed";
  nodes: T[];
  totalCount: number | undefined;
  hasMore: boolean;
  /** True while a question is under way and rows are in sight already. */
  busy: boolean;
  failure: GraphFailure | undefined;
  loadMore(): void;
  /** Asks again from the start. */
  reload(): void;
  /** Puts a changed row in the place of the one with its id. */
  replace(node: T): void;
}

interface Asked {
  environment: EnvironmentName;
  document: string;
  variables: Record<string, unknown>;
  /** The list's place in the answer. */
  field: string;
  /** Do not ask yet. */
  paused?: boolean;
  /** Which rows are wanted of those the graph answers with; `key` names the choice. Pages are read on until some are found. */
  keep?: { key: string; test(node: never): boolean };
}

/** With a choice of rows: how many should be in sight after one reading, and how many pages that may take. */
const WANTED = 8;
const AT_MOST = 5;

/** The pages of a list, one after the other. */
export function usePages<T extends { id: string }>(asked: Asked): Pages<T> {
  const { environment, document, field, paused = false, keep } = asked;
  const variables = JSON.stringify(asked.variables);
  const [nodes, setNodes] = useState<T[]>();
  const [page, setPage] = useState<Page<T>["pageInfo"]>();
  const [totalCount, setTotal] = useState<number>();
  const [failure, setFailure] = useState<GraphFailure>();
  const [busy, setBusy] = useState(false);
  const [round, setRound] = useState(0);
  const asking = useRef<AbortController>(undefined);
  const test = useRef(keep?.test);
  test.current = keep?.test;
  const choice = keep?.key;

  const load = useCallback(
    async (after: string | null) => {
      asking.current?.abort();
      const control = new AbortController();
      asking.current = control;
      setBusy(true);
      try {
        const read: T[] = [];
        let answered: Page<T> | undefined;
        for (let pages = 0; pages < AT_MOST; pages += 1) {
          const data = await ask<Record<string, Page<T>>>({
            environment,
            document,
            variables: { ...JSON.parse(variables), after: answered?.pageInfo.endCursor ?? after },
            signal: control.signal,
          });
          answered = data[field];
          if (!answered || control.signal.aborted) return;
          read.push(...answered.nodes.filter((node) => !test.current || test.current(node as never)));
          if (!test.current || read.length >= WANTED || !answered.pageInfo.hasNextPage) break;
        }
        if (!answered) return;
        setNodes((before) => (after && before ? [...before, ...read] : read));
        setPage(answered.pageInfo);
        if (answered.totalCount != null) setTotal(answered.totalCount);
        setFailure(undefined);
        setBusy(false);
      } catch (error) {
        if (control.signal.aborted) return;
        setFailure(error instanceof GraphFailure ? error : new GraphFailure([]));
        setBusy(false);
      }
    },
    [environment, document, variables, field],
  );

  useEffect(() => {
    if (paused) return;
    if (round >= 0 || choice) void load(null);
    return () => asking.current?.abort();
  }, [load, paused, round, choice]);

  return {
    state: nodes ? "ready" : failure ? "failed" : "loading",
    nodes: nodes ?? [],
    totalCount,
    hasMore: page?.hasNextPage ?? false,
    busy: busy && nodes !== undefined,
    failure,
    loadMore: () => void load(page?.endCursor ?? null),
    reload: () => setRound((before) => before + 1),
    replace: (node) => setNodes((before) => before?.map((one) => (one.id === node.id ? node : one))),
  };
}
