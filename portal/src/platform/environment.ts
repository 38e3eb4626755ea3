import { useSyncExternalStore } from "react";
import type { EnvironmentName } from "./runtime-config.ts";

/** Which environment the person works in; no secret, so it may outlive the tab. */
const CHOSEN = "open-tax-environment";
const watchers = new Set<() => void>();

/** The environment chosen last in this browser; production for whoever has not chosen. */
export function chosenEnvironment(): EnvironmentName {
  try {
    return localStorage.getItem(CHOSEN) === "sandbox" ? "sandbox" : "production";
  } catch {
    return "production";
  }
}

/** Changes it, here and in the other tabs. */
export function chooseEnvironment(environment: EnvironmentName): void {
  localStorage.setItem(CHOSEN, environment);
  for (const watcher of watchers) watcher();
}

const watch = (watcher: () => void) => {
  const other = ({ key }: StorageEvent) => key === CHOSEN && watcher();
  watchers.add(watcher);
  addEventListener("storage", other);
  return () => {
    watchers.delete(watcher);
    removeEventListener("storage", other);
  };
};

/** The chosen environment; nothing while the page is the server's. */
export const useEnvironment = (): EnvironmentName | undefined =>
  useSyncExternalStore<EnvironmentName | undefined>(watch, chosenEnvironment, () => undefined);
