import type { IncomingMessage, ServerResponse } from "node:http";
import type { Environment } from "./platform/context.ts";

/** How long one look at the databases serves every asker, in milliseconds. */
const FRESH_MS = 500;
const PATIENCE_MS = 2_000;

type State = "ok" | "down";
export interface Health {
  status: "ok" | "degraded";
  version: string;
  environments: Record<string, { status: State; database: State }>;
}

/** `GET /health`: 200 while both environments answer, 503 otherwise. It says what is wrong, never why in detail. */
export function serveHealth(environments: readonly Environment[], version: string) {
  let looked: { at: number; health: Promise<Health> } | undefined;
  const look = async (): Promise<Health> => {
    const states = await Promise.all(
      environments.map(async (environment) => [environment.name, await databaseState(environment)] as const),
    );
    return {
      status: states.every(([, state]) => state === "ok") ? "ok" : "degraded",
      version,
      environments: Object.fromEntries(
        states.map(([name, database]) => [name, { status: database, database }]),
      ),
    };
  };
  return async (_: IncomingMessage, res: ServerResponse) => {
    const now = performance.now();
    if (!looked || now - looked.at > FRESH_MS) looked = { at: now, health: look() };
    const health = await looked.health;
    const headers = {
      "content-type": "application/json",
      "cache-control": "no-store",
      "access-control-allow-origin": "*",
    };
    res.writeHead(health.status === "ok" ? 200 : 503, headers).end(JSON.stringify(health));
  };
}

async function databaseState({ database }: Environment): Promise<State> {
  const late = new Promise<State>((settle) => setTimeout(settle, PATIENCE_MS, "down").unref());
  const asked = database.reader.query("select 1").then(
    (): State => "ok",
    (): State => "down",
  );
  return Promise.race([asked, late]);
}
