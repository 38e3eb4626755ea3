import { useEffect, useState } from "react";

interface Health {
  status: "ok" | "degraded";
  environments: Record<string, { status?: string }>;
  version: string;
}

/** What the status line shows: unknown until the first answer, away when there is none. */
export type PlatformStatus = { state: "unknown" | "ok" | "degraded" | "away"; version?: string };

const EVERY = 60_000;
let latest: { at: number; answer: Promise<PlatformStatus> } | undefined;

async function ask(): Promise<PlatformStatus> {
  try {
    const response = await fetch("/health", { cache: "no-store" });
    const health = (await response.json()) as Health;
    return { state: health.status === "ok" ? "ok" : "degraded", version: health.version };
  } catch {
    return { state: "away" };
  }
}

/** Asks `/health` when the page opens and each minute while it is visible; all users of one page share the answer. */
export function usePlatformStatus(): PlatformStatus {
  const [status, setStatus] = useState<PlatformStatus>({ state: "unknown" });
  useEffect(() => {
    let alive = true;
    const refresh = () => {
      if (document.hidden) return;
      if (!latest || Date.now() - latest.at > EVERY / 2) latest = { at: Date.now(), answer: ask() };
      void latest.answer.then((answer) => alive && setStatus(answer));
    };
    refresh();
    const timer = setInterval(refresh, EVERY);
    return () => {
      alive = false;
      clearInterval(timer);
    };
  }, []);
  return status;
}
